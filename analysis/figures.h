/* SPDX-License-Identifier: GPL-3.0-or-later */
/** \file
 * Numbers, instants and estimates as the summary's tables write them.
 */
#ifndef BRI_FIGURES_H
#define BRI_FIGURES_H

#include "brink/summary.h"
#include "textgrid.h"

typedef struct bri_figure {
    char text[64];
} bri_figure;

/** A plain value without an interval: up to four digits, none that say nothing; "-": NaN. */
bri_figure bri_figure_value(double value);

/** 1234567 as 1,234,567. */
bri_figure bri_figure_count(uint64_t count);

/** So many days after the start, as finely as the summary's horizon wants; "-": never. */
bri_figure bri_figure_instant(const brink_summary *summary, double days);

/** Two cells: an estimate, and its interval "low .. high". A share is shown in percent; a change has its sign, and one of a share is in points, since
 *  "+5%" of a share reads as a twentieth of it. */
void bri_figure_estimate(bri_textgrid *grid, brink_interval interval, bool is_share, bool is_change);

/** The same of a change, where there is one; else two empty cells. */
void bri_figure_change(bri_textgrid *grid, bool has_change, brink_interval change, bool is_share);

/** The two lines at the top of tables: title, start and end, seed. */
void bri_figure_title(FILE *stream, const brink_summary *summary);

/** What "pt" means. */
void bri_figure_points(FILE *stream);

#endif
