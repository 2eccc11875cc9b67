/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "asked.h"

#include <stdlib.h>
#include <string.h>

#include "plan/given.h"

static size_t outcome_count(const brink_summary *summary) {
    return summary->point_count > 0 ? summary->points[0].outcome_count : 0;
}

static bool can_be_infinite(const brink_summary *summary, size_t outcome) {
    for (size_t p = 0; p < summary->point_count; p++)
        if (summary->points[p].outcomes[outcome].can_be_infinite)
            return true;
    return false;
}

static void add(bri_asked *asked, const brink_summary *summary, size_t outcome) {
    asked->outcomes[asked->count++] = (bri_outcome_asked){.number = outcome, .can_be_infinite = can_be_infinite(summary, outcome)};
}

static brink_status refuse(const brink_summary *summary, const char *name, brink_error *error) {
    size_t count = outcome_count(summary);
    const char **names = malloc((count + 1) * sizeof *names);
    if (names == NULL)
        return brink_error_set(error, BRINK_E_MEMORY, "out of memory");
    for (size_t i = 0; i < count; i++)
        names[i] = summary->points[0].outcomes[i].name;
    brink_status status = bri_given_unknown("outcome", name, names, count, error);
    free(names);
    return status;
}

static brink_status ask_for(bri_asked *asked, const brink_summary *summary, const char *name, brink_error *error) {
    for (size_t i = 0; i < outcome_count(summary); i++) {
        if (strcmp(summary->points[0].outcomes[i].name, name) != 0)
            continue;
        add(asked, summary, i);
        return BRINK_OK;
    }
    return refuse(summary, name, error);
}

/* The names of a text, between commas. */
static brink_status ask_for_all(bri_asked *asked, const brink_summary *summary, const char *names, brink_error *error) {
    char *copy = strdup(names), *rest = copy;
    brink_status status = copy != NULL ? BRINK_OK : brink_error_set(error, BRINK_E_MEMORY, "out of memory");
    while (status == BRINK_OK && rest != NULL) {
        char *name = strsep(&rest, ",");
        name += strspn(name, " ");
        name[strcspn(name, " ")] = '\0';
        status = ask_for(asked, summary, name, error);
    }
    free(copy);
    return status;
}

/* How many names there can be. */
static size_t count_names(const char *const *names, size_t count) {
    size_t pieces = count;
    for (size_t i = 0; i < count; i++)
        for (const char *comma = names[i]; (comma = strchr(comma, ',')) != NULL; comma++)
            pieces++;
    return pieces;
}

static brink_status ask(bri_asked *asked, const brink_summary *summary, const char *const *names, size_t name_count, brink_error *error) {
    size_t most = name_count > 0 ? count_names(names, name_count) : outcome_count(summary);
    *asked = (bri_asked){.outcomes = malloc((most + 1) * sizeof *asked->outcomes)};
    brink_status status = asked->outcomes != NULL ? BRINK_OK : brink_error_set(error, BRINK_E_MEMORY, "out of memory");
    for (size_t i = 0; status == BRINK_OK && i < name_count; i++)
        status = ask_for_all(asked, summary, names[i], error);
    for (size_t i = 0; status == BRINK_OK && name_count == 0 && i < most; i++)
        add(asked, summary, i);
    return status;
}

brink_status bri_asked_tell(char **text, const brink_summary *summary, const char *const *names, size_t name_count, bri_asked_print print,
                            unsigned width, brink_error *error) {
    bri_asked asked;
    char *made = NULL;
    size_t length;
    brink_status status = ask(&asked, summary, names, name_count, error);
    FILE *stream = status == BRINK_OK ? open_memstream(&made, &length) : NULL;
    bool worked = stream != NULL && print(stream, summary, &asked, width) && !ferror(stream);
    worked = stream != NULL && fclose(stream) == 0 && worked;
    free(asked.outcomes);
    if (worked)
        *text = made;
    else
        free(made);
    return worked || status != BRINK_OK ? status : brink_error_set(error, BRINK_E_MEMORY, "out of memory");
}
