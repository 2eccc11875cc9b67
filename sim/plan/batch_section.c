/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The section `batch`: how the scenario is run when the command line does not say otherwise. */
#include <math.h>
#include <string.h>

#include "plan/sections.h"
#include "plan/setting.h"
#include "plan/tables.h"

#define TABLE(settings)                                                                                                                              \
    { settings, sizeof(settings) / sizeof *(settings) }
enum { MOST_SAMPLES = 1000000 };

#define MOST 1e12 /* of anything that is counted */
#define MOST_ROWS 2e9 /* of /replications, and events of one: their columns have 32 bits */

static const brink_setting series_settings[] = {
    {.name = "step",
     .kind = BRINK_SETTING_FORMULA,
     .dimension = BRINK_DURATION,
     .is_required = true,
     .only_parameters = true,
     .maximum = INFINITY,
     .excludes_minimum = true,
     .doc = "distance of the samples"},
    {.name = "quantiles",
     .kind = BRINK_SETTING_FORMULAS,
     .dimension = BRINK_NUMBER,
     .only_parameters = true,
     .maximum = 1,
     .doc = "ascending, 0 to 1"},
};
static const brink_table series_table = TABLE(series_settings);

static const brink_setting batch_settings[] = {
    {.name = "replications", .kind = BRINK_SETTING_COUNT, .minimum = 1, .maximum = MOST_ROWS, .fallback = "1", .doc = "how many histories"},
    {.name = "seed", .kind = BRINK_SETTING_COUNT, .minimum = 0, .maximum = INFINITY, .doc = "of the random numbers; by default one is drawn"},
    {.name = "event_limit", .kind = BRINK_SETTING_COUNT, .minimum = 1, .maximum = MOST_ROWS, .fallback = "1000000",
     .doc = "a replication with more events fails"},
    {.name = "cascade_limit", .kind = BRINK_SETTING_COUNT, .minimum = 1, .maximum = MOST, .fallback = "1000",
     .doc = "likewise, immediate reactions to reactions"},
    {.name = "trace", .kind = BRINK_SETTING_RAW, .doc = "\"none\" (the default), \"all\", or a number of replications"},
    {.name = "sweep", .kind = BRINK_SETTING_RAW, .doc = "more points: a grid, lhs:N or sobol:N"},
    {.name = "series", .kind = BRINK_SETTING_GROUP, .group = &series_table, .doc = "samples on a time grid"},
};
const brink_table bri_batch_table = TABLE(batch_settings);

static const double usual_quantiles[] = {0.05, 0.25, 0.5, 0.75, 0.95};

static uint64_t count_of(const brink_group *group, const char *name, uint64_t otherwise) {
    const bri_value *value = bri_group_value(group, name);
    return value->node && !value->is_wrong ? (uint64_t)value->node->integer : otherwise;
}

static const char *read_trace(bri_build *build, const bri_tree_node *node) {
    if (!node) return "none";
    if (node->kind == BRI_TREE_INTEGER && node->integer >= 0) return bri_build_text(build, "%lld", node->integer);
    if (node->kind == BRI_TREE_STRING) {
        bool is_number = node->string_length > 0 && node->string_length < 19 && strspn(node->string, "0123456789") == node->string_length;
        if (is_number || strcmp(node->string, "none") == 0 || strcmp(node->string, "all") == 0) return node->string;
    }
    bri_diag_error(build->diagnostics, node->value_place, NULL, "\"trace\" must be \"none\", \"all\" or a number of replications");
    return "none";
}

static void read_sweep(bri_build *build, const bri_tree_node *node) {
    if (!node) return;
    if (node->kind != BRI_TREE_STRING) {
        bri_diag_error(build->diagnostics, node->value_place, NULL, "\"sweep\" must be a string such as \"NAME=1,2,3\" or \"lhs:100 NAME=0:1\"");
        return;
    }
    build->scenario->sweep = node->string;
    build->scenario->sweep_place = node->value_place;
}

static void read_quantiles(bri_build *build, const bri_value *value) {
    brink_scenario *scenario = build->scenario;
    scenario->quantiles = usual_quantiles;
    scenario->quantile_count = sizeof usual_quantiles / sizeof *usual_quantiles;
    if (!value->node || value->is_wrong) return;
    double *quantiles = bri_build_alloc(build, value->count, sizeof *quantiles);
    for (size_t i = 0; quantiles && i < value->count; i++) {
        if (!bri_expr_is_constant(value->exprs[i], NULL, &quantiles[i]))
            bri_diag_error(build->diagnostics, value->node->value_place, NULL, "quantiles must be plain numbers");
        else if (i > 0 && !(quantiles[i] > quantiles[i - 1]))
            bri_diag_error(build->diagnostics, value->node->children[i]->value_place, NULL, "quantiles must ascend");
    }
    scenario->quantiles = quantiles;
    scenario->quantile_count = quantiles ? (uint32_t)value->count : 0;
}

static void read_series(bri_build *build, const brink_group *series) {
    const bri_value *step = bri_group_value(series, "step");
    double days;
    read_quantiles(build, bri_group_value(series, "quantiles"));
    if (step->is_wrong || !step->expr) return;
    if (bri_expr_is_constant(step->expr, NULL, &days) && !(days > 0)) return; /* a check says so */
    if (bri_expr_is_constant(step->expr, NULL, &days) && (build->scenario->end - build->scenario->start) / days < MOST_SAMPLES)
        build->scenario->series_step = days;
    else if (bri_expr_is_constant(step->expr, NULL, &days))
        bri_diag_error(build->diagnostics, step->node->value_place, NULL, "\"step\" gives more than %d samples", MOST_SAMPLES);
    else
        bri_diag_error(build->diagnostics, step->node->value_place, NULL, "\"step\" must be a plain duration such as \"7 d\"");
}

void bri_batch_read(bri_build *build) {
    const bri_tree_node *section = build->sections[BRI_SECTION_BATCH];
    brink_scenario *scenario = build->scenario;
    scenario->replications = 1;
    scenario->event_limit = 1000000;
    scenario->cascade_limit = 1000;
    scenario->trace = "none";
    build->context = (bri_context){.decision = BRI_NONE};
    const brink_group *group = section ? bri_group_read(build, &bri_batch_table, section, "the section \"batch\"", NULL) : NULL;
    if (!group) return;
    scenario->replications = count_of(group, "replications", scenario->replications);
    scenario->seed = count_of(group, "seed", 0);
    scenario->has_seed = bri_group_value(group, "seed")->node != NULL;
    scenario->event_limit = count_of(group, "event_limit", scenario->event_limit);
    scenario->cascade_limit = count_of(group, "cascade_limit", scenario->cascade_limit);
    scenario->trace = read_trace(build, bri_group_value(group, "trace")->node);
    read_sweep(build, bri_group_value(group, "sweep")->node);
    if (bri_group_value(group, "series")->count) read_series(build, bri_group_value(group, "series")->groups[0]);
}
