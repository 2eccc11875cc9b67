/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "batch/provenance.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/calendar.h"
#include "batch/aggregate.h"
#include "batch/pack.h"
#include "batch/unfold.h"
#include "brink/version.h"

uint64_t bri_granule_size(const bri_request *request) {
    uint64_t most = request->most > 0 ? request->most : request->replications;
    return most < BRI_GRANULE_FEW ? BRI_GRANULE_SMALL : BRI_GRANULE;
}

/* A stream into memory. */
typedef struct page {
    FILE *stream;
    char *text;
    size_t length;
} page;

static bool begin(page *to) {
    *to = (page){.text = NULL};
    to->stream = open_memstream(&to->text, &to->length);
    return to->stream != NULL;
}

static char *finish(page *to) {
    bool worked = !ferror(to->stream);
    worked = fclose(to->stream) == 0 && worked;
    if (worked)
        return to->text;
    free(to->text);
    return NULL;
}

char *bri_page_scenario(const brink_scenario *scenario) {
    page to;
    if (!begin(&to))
        return NULL;
    bri_unfold(to.stream, scenario->tree);
    bri_unfold_data(to.stream, scenario);
    return finish(&to);
}

/* A number as the language writes it, in the parameter's own unit: the fewest digits that give it back. */
static void put_number(FILE *stream, double value) {
    char text[40];
    for (int digits = 6; digits <= 17; digits++) {
        snprintf(text, sizeof text, "%.*g", digits, value);
        if (strtod(text, NULL) == value)
            break;
    }
    fprintf(stream, "%s%s", text, strpbrk(text, ".en") == NULL ? ".0" : "");
}

/* What each member of the parameter's group has. */
static void put_members(FILE *stream, const brink_scenario *scenario, const bri_parameter *parameter, const double *values) {
    const bri_group *group = &scenario->groups[parameter->group];
    fputc('[', stream);
    for (uint32_t i = 0; i < group->member_count; i++) {
        fputs(i > 0 ? ", " : "", stream);
        put_number(stream, values[parameter->base + group->members[i]] / parameter->unit_value);
    }
    fprintf(stream, "]; for_each = \"%s\"", group->name);
}

static void put_parameter(FILE *stream, const brink_scenario *scenario, uint32_t index, const double *values) {
    const bri_parameter *parameter = &scenario->parameters[index];
    if (parameter->is_member) return;
    fprintf(stream, "  %s = { value = ", parameter->name);
    if (parameter->group != BRI_NONE)
        put_members(stream, scenario, parameter, values);
    else
        put_number(stream, values[index] / parameter->unit_value);
    if (parameter->unit[0] != '\0')
        fprintf(stream, "; unit = \"%s\"", parameter->unit);
    fputs("; };\n", stream);
}

void bri_put_libraries(FILE *stream, const brink_scenario *scenario) {
    if (scenario->library_count == 0)
        return;
    fputs("libraries: (\n", stream);
    for (uint32_t i = 0; i < scenario->library_count; i++)
        fprintf(stream, "  { name = \"%s\"; sha256 = \"%s\"; }%s\n", scenario->libraries[i].name, scenario->libraries[i].sha256,
                i + 1 < scenario->library_count ? "," : "");
    fputs(");\n", stream);
}

char *bri_page_resolved(const brink_scenario *scenario, const bri_design *design, const bri_request *request) {
    page to;
    if (!begin(&to))
        return NULL;
    char start[BRI_DATE_SIZE], end[BRI_DATE_SIZE];
    bri_date_format(scenario->start, true, start);
    bri_date_format(scenario->end, true, end);
    fprintf(to.stream, "scenario: { start = \"%s\"; end = \"%s\"; };\n", start, end);
    fprintf(to.stream, "batch: { replications = %" PRIu64 "; seed = %" PRIu64 "; event_limit = %" PRIu64 "; cascade_limit = %" PRIu64 "; };\n",
            request->replications, request->seed, scenario->event_limit, scenario->cascade_limit);
    fputs("parameters: {\n", to.stream);
    for (uint32_t i = 0; i < scenario->parameter_count; i++) put_parameter(to.stream, scenario, i, design->points[0].parameters);
    fputs("};\nvariants: {\n", to.stream);
    for (size_t p = 1; p < design->point_count && !design->points[p].is_swept; p++) {
        fprintf(to.stream, "  %s: {", design->points[p].name);
        for (uint32_t i = 0; i < scenario->parameter_count; i++)
            if (scenario->parameters[i].group == BRI_NONE && design->points[p].parameters[i] != design->points[0].parameters[i]) {
                fprintf(to.stream, " %s = ", scenario->parameters[i].name);
                put_number(to.stream, design->points[p].parameters[i] / scenario->parameters[i].unit_value);
                fputs(";", to.stream);
            }
        fputs(" };\n", to.stream);
    }
    fputs("};\n", to.stream);
    bri_put_libraries(to.stream, scenario);
    return finish(&to);
}

/* A word as a shell would take it. */
static void put_word(FILE *stream, const char *word) {
    const char *plain = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_=.,/+-:@%";
    if (word[0] != '\0' && word[strspn(word, plain)] == '\0') {
        fputs(word, stream);
        return;
    }
    fputc('\'', stream);
    for (; *word != '\0'; word++)
        if (*word == '\'')
            fputs("'\\''", stream);
        else
            fputc(*word, stream);
    fputc('\'', stream);
}

char *bri_page_invocation(const bri_design *design, const bri_request *request) {
    page to;
    if (!begin(&to))
        return NULL;
    if (request->precision != NULL)
        fprintf(to.stream, "brink run SCENARIO --precision %s --min %" PRIu64 " --max %" PRIu64, request->precision, request->least, request->most);
    else
        fprintf(to.stream, "brink run SCENARIO -n %" PRIu64, request->replications);
    fprintf(to.stream, " --seed %" PRIu64, request->seed);
    for (size_t i = 0; i < request->override_count; i++) {
        fputs(" --set ", to.stream);
        put_word(to.stream, request->overrides[i]);
    }
    for (size_t p = 1; p < design->point_count && !design->points[p].is_swept; p++) {
        fputs(" --variant ", to.stream);
        put_word(to.stream, design->points[p].name);
    }
    if (request->has_design_file)
        fputs(" --design FILE", to.stream);
    if (request->sweep != NULL) {
        fputs(" --sweep ", to.stream);
        put_word(to.stream, request->sweep);
    }
    if (design->is_independent)
        fputs(" --independent", to.stream);
    if (request->trace_count == UINT64_MAX)
        fputs(" --trace all", to.stream);
    else if (request->trace_count > 0)
        fprintf(to.stream, " --trace %" PRIu64, request->trace_count);
    else
        fputs(" --trace none", to.stream);
    fputc('\n', to.stream);
    return finish(&to);
}

char *bri_page_build(void) {
    page to;
    if (!begin(&to))
        return NULL;
    fprintf(to.stream, "brink: %s\ncompiler: %s\nflags: %s\nlibraries: %s\ndeflate: %s\n", brink_version(), brink_build_compiler(),
            brink_build_flags(), brink_build_libraries(), bri_pack_library());
    return finish(&to);
}
