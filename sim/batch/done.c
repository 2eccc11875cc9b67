/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "batch/done.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "brink/results.h"

static bool exists(const char *path) {
    struct stat info;
    return stat(path, &info) == 0;
}

static brink_status read_identity(const char *output, brink_results **results, char **text, brink_error *error) {
    brink_status status = brink_results_open(results, output, error);
    if (status != BRINK_OK)
        return status;
    status = brink_results_page(*results, "identity", text, error);
    if (status != BRINK_OK)
        brink_results_close(*results);
    return status;
}

#define ROWS 65536

/* Sum of a column, or how many of it are not 0. */
static brink_status sum_column(brink_results *results, const char *path, bool counts, uint64_t *sum, brink_error *error) {
    uint64_t rows = brink_results_length(results, path);
    double *values = malloc(ROWS * sizeof *values);
    brink_status status = values != NULL ? BRINK_OK : brink_error_set(error, BRINK_E_MEMORY, "out of memory");
    *sum = 0;
    for (uint64_t first = 0; status == BRINK_OK && first < rows; first += ROWS) {
        uint64_t count = rows - first < ROWS ? rows - first : ROWS;
        status = brink_results_read(results, path, first, count, values, error);
        for (uint64_t i = 0; status == BRINK_OK && i < count; i++)
            *sum += counts ? values[i] != 0 : (uint64_t)values[i];
    }
    free(values);
    return status;
}

static brink_status fill(brink_results *results, const char *output, brink_run_report *report, brink_error *error) {
    struct stat info;
    const char *reached = brink_results_attribute(results, "precision_reached"), *precision = brink_results_attribute(results, "precision");
    report->was_done = true;
    report->has_precision = precision != NULL && reached != NULL;
    report->precision_reached = report->has_precision && strcmp(reached, "yes") == 0;
    snprintf(report->precision, sizeof report->precision, "%s", precision != NULL ? precision : "");
    report->bytes = stat(output, &info) == 0 ? (uint64_t)info.st_size : 0;
    report->replications = brink_results_length(results, "replications/replication");
    report->traced_events = brink_results_length(results, "events/time");
    brink_status status = sum_column(results, "replications/events_total", false, &report->events, error);
    if (status == BRINK_OK)
        status = sum_column(results, "replications/status", true, &report->failed, error);
    if (report->failed > 0)
        snprintf(report->first_failure, sizeof report->first_failure, "see /failures");
    return status;
}

brink_status bri_done_check(const char *output, const bri_identity *identity, bool *is_done, brink_run_report *report, brink_error *error) {
    brink_results *results;
    char *text, words[300];
    *is_done = false;
    if (!exists(output))
        return BRINK_OK;
    brink_status status = read_identity(output, &results, &text, error);
    if (status != BRINK_OK)
        return status;
    if (bri_identity_difference(text, identity->text, words, sizeof words)) {
        status = brink_error_set(error, BRINK_E_USAGE, "cannot resume \"%s\": %s", output, words);
    } else {
        *is_done = true;
        status = fill(results, output, report, error);
    }
    free(text);
    brink_results_close(results);
    return status;
}

bool bri_done_seed(const char *output, const bri_folder *folder, uint64_t *seed) {
    brink_results *results;
    char *text;
    bool found = false;
    bri_folder looked = {.path = folder->path, .lock = -1, .is_shared = true};
    if (exists(output) && read_identity(output, &results, &text, NULL) == BRINK_OK) {
        found = bri_identity_seed(text, seed);
        free(text);
        brink_results_close(results);
    } else if (bri_folder_exists(folder) && bri_folder_open(&looked, NULL) == BRINK_OK) {
        found = bri_identity_seed(looked.run, seed);
    }
    looked.path = NULL;
    bri_folder_clear(&looked);
    return found;
}
