/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Intervals as the summary has them: Wilson's of a share, Student's of a mean. Moments by Welford's recurrence within a granule, by Chan, Golub &
 * LeVeque's formula between granules. */
#include "batch/goals.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/estimate.h"
#include "plan/given.h"

/* ---- reading ---- */

static brink_status find_outcome(const brink_scenario *scenario, const char *name, uint32_t *outcome, brink_error *error) {
    for (uint32_t i = 0; i < scenario->outcome_count; i++)
        if (strcmp(scenario->outcomes[i].name, name) == 0) {
            *outcome = i;
            return BRINK_OK;
        }
    const char **names = malloc((scenario->outcome_count + 1) * sizeof *names);
    if (names == NULL)
        return brink_error_set(error, BRINK_E_MEMORY, "out of memory");
    for (uint32_t i = 0; i < scenario->outcome_count; i++)
        names[i] = scenario->outcomes[i].name;
    brink_status status = bri_given_unknown("outcome", name, names, scenario->outcome_count, error);
    free(names);
    return status;
}

/* One goal; the text is cut. */
static brink_status read_goal(bri_goals *goals, char *text, brink_error *error) {
    char *equals = strchr(text, '='), *end = NULL;
    bri_goal goal = {.width = equals != NULL ? strtod(equals + 1, &end) : 0};
    goal.is_relative = end != NULL && *end == '%';
    if (equals == NULL || end == equals + 1 || end[goal.is_relative] != '\0' || !(goal.width > 0) || !isfinite(goal.width))
        return brink_error_set(error, BRINK_E_USAGE,
                               "a precision is written OUTCOME=WIDTH or OUTCOME=PERCENT%%, such as war=0.001, not \"%s\"", text);
    *equals = '\0';
    brink_status status = find_outcome(goals->scenario, text, &goal.outcome, error);
    for (size_t i = 0; status == BRINK_OK && i < goals->count; i++)
        if (goals->list[i].outcome == goal.outcome)
            status = brink_error_set(error, BRINK_E_USAGE, "the precision of \"%s\" is given twice", text);
    if (status == BRINK_OK)
        goals->list[goals->count++] = goal;
    return status;
}

static bool write_text(bri_goals *goals) {
    size_t length;
    FILE *stream = open_memstream(&goals->text, &length);
    for (size_t i = 0; stream != NULL && i < goals->count; i++)
        fprintf(stream, "%s%s=%.12g%s", i > 0 ? "," : "", goals->scenario->outcomes[goals->list[i].outcome].name, goals->list[i].width,
                goals->list[i].is_relative ? "%" : "");
    bool worked = stream != NULL && !ferror(stream);
    return stream != NULL && fclose(stream) == 0 && worked;
}

brink_status bri_goals_init(bri_goals *goals, const brink_scenario *scenario, const char *const *texts, size_t text_count, brink_error *error) {
    size_t most = text_count;
    *goals = (bri_goals){.scenario = scenario};
    for (size_t i = 0; i < text_count; i++)
        for (const char *c = texts[i]; *c != '\0'; c++)
            most += *c == ',';
    goals->list = calloc(most + 1, sizeof *goals->list);
    brink_status status = goals->list != NULL ? BRINK_OK : brink_error_set(error, BRINK_E_MEMORY, "out of memory");
    for (size_t i = 0; status == BRINK_OK && i < text_count; i++) {
        char *copy = strdup(texts[i]);
        if (copy == NULL)
            status = brink_error_set(error, BRINK_E_MEMORY, "out of memory");
        for (char *rest = copy; status == BRINK_OK && rest != NULL;)
            status = read_goal(goals, strsep(&rest, ","), error);
        free(copy);
    }
    if (status == BRINK_OK && !write_text(goals))
        status = brink_error_set(error, BRINK_E_MEMORY, "out of memory");
    return status;
}

void bri_goals_clear(bri_goals *goals) {
    free(goals->list);
    free(goals->text);
    free(goals->cells);
    *goals = (bri_goals){.list = NULL};
}

bool bri_goals_make_room(bri_goals *goals, uint64_t points, uint64_t granules_per_point) {
    goals->points = points;
    goals->granules_per_point = granules_per_point;
    goals->cells = calloc(points * granules_per_point * goals->count + 1, sizeof *goals->cells);
    return goals->cells != NULL;
}

/* ---- counting ---- */

bri_tally_cell *bri_goals_cells(const bri_goals *goals, uint64_t granule) {
    return goals->cells + granule * goals->count;
}

static void add(bri_tally_cell *cell, double x) {
    if (isnan(x))
        return;
    cell->n++;
    cell->yes += x != 0;
    double off = x - cell->mean;
    cell->mean += off / (double)cell->n;
    cell->squares += off * (x - cell->mean);
}

void bri_goals_count(bri_goals *goals, uint64_t granule, const bri_rows *rows, size_t first_outcome) {
    bri_tally_cell *cells = bri_goals_cells(goals, granule);
    for (size_t g = 0; g < goals->count; g++) {
        size_t column = first_outcome + goals->list[g].outcome;
        bool is_short = rows->columns[column].cell == BRI_CELL_F32;
        for (size_t i = 0; i < rows->count; i++)
            add(&cells[g], is_short ? (double)((const float *)rows->data[column])[i] : ((const double *)rows->data[column])[i]);
    }
}

static void merge(bri_tally_cell *to, const bri_tally_cell *from) {
    if (from->n == 0)
        return;
    double a = (double)to->n, b = (double)from->n, n = a + b, off = from->mean - to->mean;
    to->mean += off * (b / n);
    to->squares += from->squares + off * off * (a * b / n);
    to->n += from->n;
    to->yes += from->yes;
}

/* No width where no two replications differ; but of nothing no share can be said. */
static double ratio_of(double half, double wanted) {
    double ratio = half / wanted;
    return half == 0 && wanted > 0 ? 0 : isnan(ratio) ? INFINITY : ratio;
}

static bri_standing judge_one(const bri_goals *goals, size_t point, size_t g, uint64_t granules) {
    const bri_goal *goal = &goals->list[g];
    const bri_outcome *outcome = &goals->scenario->outcomes[goal->outcome];
    bri_tally_cell sum = {.n = 0};
    for (uint64_t i = 0; i < granules; i++)
        merge(&sum, bri_goals_cells(goals, point * goals->granules_per_point + i) + g);
    const bri_moments moments = {.n = sum.n, .mean = sum.n > 0 ? sum.mean : NAN, .variance = sum.n > 1 ? sum.squares / (double)(sum.n - 1) : NAN};
    brink_interval interval = outcome->is_boolean ? bri_share_interval(sum.yes, sum.n) : bri_mean_interval(moments);
    double half = 0.5 * (interval.high - interval.low);
    double wanted = goal->is_relative ? goal->width / 100 * fabs(interval.estimate) : goal->width;
    bool are_few = outcome->given != NULL && sum.n < BRI_LEAST_GIVEN;
    return (bri_standing){.goal = g, .point = point, .n = sum.n, .estimate = interval.estimate, .half = half,
                         .ratio = are_few ? INFINITY : ratio_of(half, wanted), .is_hopeless = sum.n > 0 && !isfinite(sum.mean)};
}

bri_standing bri_goals_judge(const bri_goals *goals, uint64_t granules) {
    bri_standing worst = {.ratio = -1};
    for (size_t point = 0; point < goals->points; point++)
        for (size_t g = 0; g < goals->count; g++) {
            bri_standing one = judge_one(goals, point, g, granules);
            if (one.is_hopeless > worst.is_hopeless || (one.is_hopeless == worst.is_hopeless && one.ratio > worst.ratio))
                worst = one;
        }
    return worst;
}
