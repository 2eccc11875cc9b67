/* SPDX-License-Identifier: GPL-3.0-or-later */
/** \file
 * Read a results file (format brink-1.0, docs/format.md).
 *
 * A column is addressed by its path ("replications/end_time"). Numbers of every type are read as double: the format holds none that a
 * double cannot. Rows of one point stand together in /replications, in order of their index, points in order of their number.
 */
#ifndef BRINK_RESULTS_H
#define BRINK_RESULTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "brink/status.h"

typedef struct brink_results brink_results;

/** Open a file for reading. BRINK_E_IO: it cannot be opened; BRINK_E_FORMAT: it is no results file, is damaged, or is of a later format.
 *  *results is set only on success; close it with brink_results_close. HDF5's own printing of errors is switched off. */
brink_status brink_results_open(brink_results **results, const char *path, brink_error *error);
void brink_results_close(brink_results *results);

/** The name it was opened by. */
const char *brink_results_path(const brink_results *results);

/** Text of an attribute of the file ("title", "source", "seed", "time_epoch" …), or NULL where it has none. Lives as long as results. */
const char *brink_results_attribute(brink_results *results, const char *name);
uint64_t brink_results_seed(const brink_results *results);
/** Start of the scenario in days since 1970, and the length of its horizon in days. */
double brink_results_start(const brink_results *results);
double brink_results_horizon(const brink_results *results);

/** The text of one page of /provenance ("scenario_text", "scenario_resolved", "invocation", "build"); the caller frees it. */
brink_status brink_results_page(brink_results *results, const char *name, char **text, brink_error *error);

/** Points: their names ("base", "russia_helps"), and which rows of /replications are theirs. */
size_t brink_results_point_count(const brink_results *results);
const char *brink_results_point_name(const brink_results *results, size_t point);
/** The seed of a point's random numbers: the file's, unless the points were run with numbers of their own. */
uint64_t brink_results_point_seed(const brink_results *results, size_t point);
uint64_t brink_results_first_row(const brink_results *results, size_t point);
uint64_t brink_results_row_count(const brink_results *results, size_t point);

/** All parameters' values at a point, in the order of the scenario, in internal units (days). *values lives as long as results. */
size_t brink_results_parameter_count(const brink_results *results);
const char *brink_results_parameter_name(const brink_results *results, size_t parameter);
const double *brink_results_parameters(const brink_results *results, size_t point);

/** Labels of a group's own dimension: "actors", "actions", "decisions", "variables", "ladder". Each list lives as long as results;
 *  *count is 0 where the scenario has none. */
const char *const *brink_results_labels(brink_results *results, const char *group, size_t *count);

/** Columns of a group, in the file's order, each once; NULL past the end. */
const char *brink_results_column(brink_results *results, const char *group, size_t index);
bool brink_results_has(brink_results *results, const char *path);
/** Text of a column's attribute ("outcome", "units", "long_name"), or NULL where it has none. Lives as long as results. */
const char *brink_results_column_attribute(brink_results *results, const char *path, const char *name);

/** BRINK_E_FORMAT: the file is damaged, and one of the functions above passed over something that is there but cannot be read. */
brink_status brink_results_check(const brink_results *results, brink_error *error);

/** Length of a column's first dimension; 0 where there is no such column. */
uint64_t brink_results_length(brink_results *results, const char *path);

/** Elements first … first + count - 1 of a numeric column, row by row where it has more dimensions (an element is one number). */
brink_status brink_results_read(brink_results *results, const char *path, uint64_t first, uint64_t count, double *values,
                                brink_error *error);

/** All texts of a 1-D column of texts (absent ones read as ""); free the list with brink_results_free_texts. */
brink_status brink_results_read_texts(brink_results *results, const char *path, char ***texts, size_t *count, brink_error *error);
void brink_results_free_texts(char **texts);

#endif
