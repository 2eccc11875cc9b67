/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A number is shown with as many digits as its interval deserves: the interval's half-width has two. */
#include "figures.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/calendar.h"

/* ---- numbers ---- */

/* Decimals that give a size two digits. */
static int decimals_for(double size) {
    if (!isfinite(size) || size <= 0)
        return 0;
    int decimals = 1 - (int)floor(log10(size));
    return decimals < 0 ? 0 : decimals > 9 ? 9 : decimals;
}

static bri_figure show_number(double value, int decimals) {
    bri_figure it;
    if (isnan(value))
        snprintf(it.text, sizeof it.text, "-");
    else if (isinf(value))
        snprintf(it.text, sizeof it.text, "%s", value > 0 ? "inf" : "-inf");
    else if (fabs(value) >= 1e9 || (value != 0 && fabs(value) < 1e-6))
        snprintf(it.text, sizeof it.text, "%.4g", value);
    else
        snprintf(it.text, sizeof it.text, "%.*f", decimals, value);
    if (it.text[0] == '-' && it.text[1 + strspn(it.text + 1, "0.")] == '\0' && it.text[1] != '\0')
        memmove(it.text, it.text + 1, strlen(it.text)); /* no "-0.0" */
    return it;
}

bri_figure bri_figure_value(double value) {
    bri_figure it;
    if (isnan(value))
        snprintf(it.text, sizeof it.text, "-");
    else if (value == floor(value) && fabs(value) < 1e9)
        snprintf(it.text, sizeof it.text, "%.0f", value);
    else
        snprintf(it.text, sizeof it.text, "%.4g", value);
    return it;
}

bri_figure bri_figure_count(uint64_t count) {
    char digits[32];
    bri_figure it;
    int length = snprintf(digits, sizeof digits, "%" PRIu64, count);
    char *end = it.text;
    for (int i = 0; i < length; i++) {
        if (i > 0 && (length - i) % 3 == 0)
            *end++ = ',';
        *end++ = digits[i];
    }
    *end = '\0';
    return it;
}

/* How much of "2017-07-31 18:30:15" is shown. */
typedef enum fineness { TO_THE_DAY = 10, TO_THE_MINUTE = 16, TO_THE_SECOND = 19 } fineness;

/* Instants of a horizon so long. */
static fineness fineness_of(double horizon) {
    return horizon < 1.0 / 24 ? TO_THE_SECOND : horizon < 10 ? TO_THE_MINUTE : TO_THE_DAY;
}

static bri_figure show_instant(double start, double days, fineness to) {
    bri_figure it;
    char date[BRI_DATE_SIZE];
    if (!isfinite(days)) {
        snprintf(it.text, sizeof it.text, "-");
        return it;
    }
    bri_date_format(start + days, to > TO_THE_DAY, date);
    if (to > TO_THE_DAY)
        date[TO_THE_DAY] = ' ';
    snprintf(it.text, sizeof it.text, "%.*s", (int)to, date);
    return it;
}

bri_figure bri_figure_instant(const brink_summary *summary, double days) {
    return show_instant(summary->start, days, fineness_of(summary->horizon));
}

static bool is_midnight(double days) {
    return days == floor(days);
}

void bri_figure_title(FILE *stream, const brink_summary *summary) {
    fineness to = fineness_of(summary->horizon);
    if (to == TO_THE_DAY && !(is_midnight(summary->start) && is_midnight(summary->start + summary->horizon)))
        to = TO_THE_MINUTE;
    fprintf(stream, "%s\n%s to %s, seed %" PRIu64 "\n", summary->title, show_instant(summary->start, 0, to).text,
            show_instant(summary->start, summary->horizon, to).text, summary->seed);
}

/* ---- intervals ---- */

void bri_figure_estimate(bri_textgrid *grid, brink_interval interval, bool is_share, bool is_change) {
    double scale = is_share ? 100 : 1, estimate = scale * interval.estimate;
    const char *unit = !is_share ? "" : is_change ? " pt" : "%";
    bool has_width = interval.high > interval.low;
    int decimals = has_width ? decimals_for(scale * (interval.high - interval.low) / 2) : estimate == floor(estimate) ? 0 : 4;
    bri_textgrid_add(grid, "%s%s%s", is_change && estimate > 0 ? "+" : "", show_number(estimate, decimals).text, isnan(estimate) ? "" : unit);
    if (isnan(interval.low))
        bri_textgrid_add(grid, "%s", "");
    else
        bri_textgrid_add(grid, "%s .. %s%s", show_number(scale * interval.low, decimals).text, show_number(scale * interval.high, decimals).text,
                         unit);
}

void bri_figure_change(bri_textgrid *grid, bool has_change, brink_interval change, bool is_share) {
    if (has_change) {
        bri_figure_estimate(grid, change, is_share, true);
        return;
    }
    bri_textgrid_add(grid, "%s", "");
    bri_textgrid_add(grid, "%s", "");
}

void bri_figure_points(FILE *stream) {
    fputs("pt: percentage points, the difference of two shares in per cent.\n", stream);
}
