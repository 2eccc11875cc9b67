/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "brink/replay.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "batch/provenance.h"
#include "kernel/kernel.h"
#include "likeness.h"
#include "narrative.h"
#include "plan/given.h"

/* ---- again ---- */

static brink_status read_scenario(brink_scenario **scenario, brink_results *results, brink_diagnostics *diagnostics, brink_error *error) {
    char *text, name[300];
    brink_status status = brink_results_page(results, "scenario_text", &text, error);
    if (status != BRINK_OK)
        return status;
    snprintf(name, sizeof name, "%s:scenario_text", brink_results_path(results));
    status = brink_scenario_parse(scenario, name, text, strlen(text), diagnostics, error);
    free(text);
    return status;
}

/* The file's parameters must be the scenario's, in the same order. */
static brink_status check_parameters(const brink_scenario *scenario, const brink_results *results, brink_error *error) {
    bool agree = scenario->parameter_count == brink_results_parameter_count(results);
    for (uint32_t i = 0; agree && i < scenario->parameter_count; i++)
        agree = strcmp(scenario->parameters[i].name, brink_results_parameter_name(results, i)) == 0;
    if (agree)
        return BRINK_OK;
    return brink_error_set(error, BRINK_E_FORMAT, "\"%s\": its parameters are not those of its scenario", brink_results_path(results));
}

/* Models from outside must be those that made the results. */
static brink_status check_libraries(const brink_scenario *scenario, brink_results *results, brink_error *error) {
    if (scenario->library_count == 0)
        return BRINK_OK;
    char *page, *text = NULL;
    size_t length;
    brink_status status = brink_results_page(results, "scenario_resolved", &page, error);
    if (status != BRINK_OK)
        return status;
    FILE *stream = open_memstream(&text, &length);
    if (stream != NULL)
        bri_put_libraries(stream, scenario);
    if (stream == NULL || fclose(stream) != 0)
        status = brink_error_set(error, BRINK_E_MEMORY, "out of memory");
    else if (strstr(page, text) == NULL)
        status = brink_error_set(error, BRINK_E_SCENARIO,
                                 "\"%s\": the libraries of its scenario are not those that made it (/provenance/scenario_resolved)",
                                 brink_results_path(results));
    free(text);
    free(page);
    return status;
}

/* The scenario as a point has it: as its variant does. */
static const brink_scenario *scenario_at(const brink_scenario *scenario, const brink_results *results, size_t point) {
    uint32_t variant = bri_variant_of_point(scenario, brink_results_point_name(results, point));
    return variant != BRI_NONE ? bri_scenario_of(scenario, &scenario->variants[variant]) : scenario;
}

/* Run the replication; *record is the caller's, with its events, also where it failed. */
static brink_status run_again(bri_record **record, const brink_scenario *scenario, const brink_results *results,
                              const brink_replay_options *options, brink_diagnostics *diagnostics, brink_error *error) {
    bri_plan *plan;
    brink_status status = bri_plan_new(&plan, scenario, brink_results_parameters(results, options->point), diagnostics, error);
    if (status != BRINK_OK)
        return status;
    bri_state *state = bri_state_new(plan, BRI_TUNING_DEFAULT);
    bri_record *made = bri_record_new(plan);
    if (state == NULL || made == NULL) {
        status = brink_error_set(error, BRINK_E_MEMORY, "out of memory");
        bri_record_free(made);
    } else {
        made->keep_events = 1;
        bri_replicate(state, brink_results_point_seed(results, options->point), options->replication, made);
        *record = made;
    }
    bri_state_free(state);
    bri_plan_free(plan);
    return status;
}

/* ---- the same? ---- */

static bool is_kept(const brink_results *results, const brink_replay_options *options) {
    return options->replication < brink_results_row_count(results, options->point);
}

static void tell_agreement(FILE *stream, bool is_known, const char *difference) {
    if (!is_known)
        fputs("The file does not hold this replication; there is nothing to compare it with.\n", stream);
    else if (difference[0] == '\0')
        fputs("This agrees with the file.\n", stream);
    else
        fprintf(stream, "This is NOT what the file holds: %s.\n", difference);
}

/* ---- telling ---- */

static char *tell(const brink_scenario *scenario, brink_results *results, const brink_replay_options *options, const bri_record *record,
                  const char *difference) {
    char *text = NULL;
    size_t length;
    FILE *stream = open_memstream(&text, &length);
    if (stream == NULL)
        return NULL;
    fprintf(stream, "%s\nreplication %" PRIu64 " of %s, seed %" PRIu64 "\n\n", scenario->title, options->replication,
            brink_results_point_name(results, options->point), brink_results_point_seed(results, options->point));
    bri_narrative_write(stream, scenario, record);
    fputc('\n', stream);
    tell_agreement(stream, is_kept(results, options), difference);
    bool worked = !ferror(stream);
    if (fclose(stream) == 0 && worked)
        return text;
    free(text);
    return NULL;
}

/* `base` has laid out the file's columns; `scenario` is as the point has it. */
static brink_status compare_and_tell(const brink_scenario *base, const brink_scenario *scenario, brink_results *results,
                                     const brink_replay_options *options, const bri_record *record, char **text, bool *agrees, brink_error *error) {
    char difference[BRI_DIFFERENCE_SIZE] = "";
    brink_status status = BRINK_OK;
    if (is_kept(results, options))
        status = bri_history_difference(difference, results, base, options->point, options->replication, record, error);
    if (status != BRINK_OK)
        return status;
    char *told = tell(scenario, results, options, record, difference);
    if (told == NULL)
        return brink_error_set(error, BRINK_E_MEMORY, "out of memory");
    *text = told;
    if (agrees != NULL)
        *agrees = difference[0] == '\0';
    return BRINK_OK;
}

brink_status brink_replay(brink_results *results, const brink_replay_options *options, char **text, bool *agrees,
                          brink_diagnostics *diagnostics, brink_error *error) {
    if (options->point >= brink_results_point_count(results))
        return brink_error_set(error, BRINK_E_USAGE, "\"%s\" has no point %zu", brink_results_path(results), options->point);
    brink_scenario *base = NULL;
    bri_record *record = NULL;
    brink_status status = read_scenario(&base, results, diagnostics, error);
    if (status == BRINK_OK)
        status = check_parameters(base, results, error);
    if (status == BRINK_OK)
        status = check_libraries(base, results, error);
    if (status == BRINK_OK) {
        const brink_scenario *scenario = scenario_at(base, results, options->point);
        status = run_again(&record, scenario, results, options, diagnostics, error);
        if (status == BRINK_OK)
            status = compare_and_tell(base, scenario, results, options, record, text, agrees, error);
        if (status == BRINK_OK && (status = brink_results_check(results, error)) != BRINK_OK)
            free(*text);
    }
    bri_record_free(record);
    brink_scenario_free(base);
    return status;
}
