/* SPDX-License-Identifier: GPL-3.0-or-later */
/* "Did you mean": the smallest number of letters to change, add, drop or swap with a neighbour (optimal string alignment, Damerau 1964).
 * Near enough is a third of the word's letters, one at least. Words here are short, so one matrix on the stack does. */
#include <stdio.h>
#include <string.h>

#include "options.h"

#define LONGEST 32

static size_t least(size_t a, size_t b) {
    return a < b ? a : b;
}

static size_t distance(const char *a, size_t a_length, const char *b, size_t b_length) {
    size_t d[LONGEST + 1][LONGEST + 1];
    for (size_t i = 0; i <= a_length; i++) d[i][0] = i;
    for (size_t j = 0; j <= b_length; j++) d[0][j] = j;
    for (size_t i = 1; i <= a_length; i++) {
        for (size_t j = 1; j <= b_length; j++) {
            size_t change = d[i - 1][j - 1] + (a[i - 1] != b[j - 1]);
            d[i][j] = least(change, least(d[i - 1][j], d[i][j - 1]) + 1);
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) d[i][j] = least(d[i][j], d[i - 2][j - 2] + 1);
        }
    }
    return d[a_length][b_length];
}

static const char *nearest_candidate(const char *word, cli_candidates candidates) {
    const char *best = NULL;
    size_t length = strlen(word);
    if (length == 0 || length > LONGEST) return NULL;
    size_t nearest = length < 6 ? 2 : length / 3 + 1; /* what it must stay below */
    const char *candidate;
    for (size_t i = 0; (candidate = candidates.name(candidates.context, i)) != NULL; i++) {
        size_t candidate_length = strlen(candidate);
        if (candidate_length > LONGEST) continue;
        size_t found = distance(word, length, candidate, candidate_length);
        if (found < nearest) {
            nearest = found;
            best = candidate;
        }
    }
    return best;
}

const char *cli_suggest(const char *word, cli_candidates candidates, char hint[CLI_HINT_SIZE]) {
    const char *nearest = nearest_candidate(word, candidates);
    hint[0] = '\0';
    if (nearest != NULL) snprintf(hint, CLI_HINT_SIZE, "; did you mean \"%s%s\"?", candidates.prefix != NULL ? candidates.prefix : "", nearest);
    return hint;
}
