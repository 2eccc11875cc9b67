/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>

#include "brink/model.h"

enum { MOST_DATES = 1000000 };

static const brink_setting settings[] = {
    {.name = "on", .kind = BRINK_SETTING_DATES, .doc = "dates, such as [\"2017-03-01\", \"2017-08-21\"]"},
    {.name = "every",
     .kind = BRINK_SETTING_FORMULA,
     .dimension = BRINK_DURATION,
     .only_parameters = true,
     .maximum = INFINITY,
     .excludes_minimum = true,
     .doc = "distance of recurrences, a constant; yr is 365.25 d"},
    {.name = "from", .kind = BRINK_SETTING_DATE, .doc = "first recurrence; by default the start"},
    {.name = "until", .kind = BRINK_SETTING_DATE, .doc = "no recurrence after it; by default the end"},
    {.name = "jitter",
     .kind = BRINK_SETTING_FORMULA,
     .dimension = BRINK_DURATION,
     .allows_draws = true,
     .doc = "added to each date; may be negative"},
    {.name = "probability",
     .kind = BRINK_SETTING_FORMULA,
     .dimension = BRINK_NUMBER,
     .maximum = 1,
     .is_fittable = true,
     .fallback = "1",
     .doc = "chance that each takes place"},
};

/* Recurrences from, from + every, … up to until. */
typedef struct recurrence {
    double from, every;
    size_t count;
} recurrence;

static recurrence find_recurrence(brink_builder *builder, const brink_group *group) {
    recurrence r = {.from = 0, .every = 0, .count = 0};
    double horizon = brink_builder_horizon(builder);
    double until = brink_group_has(group, "until") ? brink_group_number(group, "until") : horizon;
    if (!brink_group_has(group, "every")) {
        if (brink_group_has(group, "from") || brink_group_has(group, "until"))
            brink_builder_complain(builder, group, brink_group_has(group, "from") ? "from" : "until", "\"from\" and \"until\" go with \"every\"");
        return r;
    }
    if (brink_group_has(group, "from")) r.from = brink_group_number(group, "from");
    if (!brink_builder_is_constant(builder, brink_group_formula(group, "every"), &r.every)) {
        brink_builder_complain(builder, group, "every", "\"every\" must be a constant: it may not depend on a parameter");
    } else if (until < r.from) {
        bool is_given = brink_group_has(group, "until");
        brink_builder_complain(builder, group, is_given ? "until" : "from",
                               is_given ? "\"until\" lies before the first recurrence" : "\"from\" lies after the scenario's end");
    } else if (r.every > 0) {
        double count = floor((until - r.from) / r.every) + 1;
        if (count > MOST_DATES)
            brink_builder_complain(builder, group, "every", "\"every\" gives more than %d dates", MOST_DATES);
        else if (count >= 1) /* not where a date is wrong */
            r.count = (size_t)count;
    }
    return r;
}

/* A schedule of which nothing can fall into the simulated time is likely a slip. */
static void look_at_dates(brink_builder *builder, const brink_group *group, const double *dates, size_t count) {
    bool is_inside = false;
    for (size_t i = 0; i < count; i++) is_inside |= dates[i] >= 0 && dates[i] < brink_builder_horizon(builder);
    if (count && !is_inside && !brink_group_has(group, "jitter"))
        brink_builder_warn(builder, group, brink_group_has(group, "on") ? "on" : "every", "no date of the schedule lies in the simulated time");
}

static void elaborate(brink_builder *builder, const brink_group *group) {
    recurrence r = find_recurrence(builder, group);
    size_t listed = brink_group_count(group, "on"), count = listed + r.count;
    double *dates = malloc((count + 1) * sizeof *dates); /* the builder sees to it that it is NULL */
    for (size_t i = 0; dates && i < count; i++)
        dates[i] = i < listed ? brink_group_number_at(group, "on", i) : r.from + (double)(i - listed) * r.every;
    if (!brink_group_has(group, "on") && !brink_group_has(group, "every"))
        brink_builder_complain(builder, group, NULL, "a schedule needs \"on\" with dates, or \"every\"");
    if (dates) look_at_dates(builder, group, dates, count);
    brink_builder_dates(builder, dates, count, brink_group_formula(group, "probability"), brink_group_formula(group, "jitter"));
    free(dates);
}

const brink_model brink_model_schedule = {
    .name = "schedule",
    .summary = "happens on dates, or every so often, perhaps shifted, perhaps not",
    .formula = "at each date d, with the given probability, one event at d + jitter",
    .conventions = "Dates are UTC, at 00:00 where no time of day is given. Both lists may be used together.\n"
                   "Each date draws its own jitter and its own chance. One that jitter moves before the start does not happen.\n"
                   "How long what happens lasts is the action's duration.",
    .example = "actions = { exercise = { actor = \"A\"; with = \"B\"; duration = \"uniform(5 d, 14 d)\"; }; };\n"
               "decisions = { exercises = { action = \"exercise\";\n"
               "    model = { kind = \"schedule\"; on = [\"2017-03-01\", \"2017-08-21\"]; jitter = \"normal(0 d, 2 d)\"; probability = 0.9; }; };\n"
               "    patrols = { action = \"exercise\"; model = { kind = \"schedule\"; every = \"4 wk\"; from = \"2017-01-09\"; }; }; };\n",
    .table = {settings, sizeof settings / sizeof *settings},
    .elaborate = elaborate,
};
