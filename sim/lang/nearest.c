/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The nearest name by optimal string alignment distance: insertions, deletions, substitutions and swaps of neighbours cost one, and no part
 * is edited twice (Damerau 1964; the restricted form of Boytsov 2011, section 2.2). Upper and lower case count as equal, since case is what
 * hands err on most. Check values: ca -> abc is 3 (2 in the unrestricted form); tensoin -> tension is 1. */
#include <ctype.h>
#include <stdbool.h>
#include <string.h>

#include "lang/diag.h"

enum { LONGEST = 128 };

static bool is_same(char a, char b) {
    return tolower((unsigned char)a) == tolower((unsigned char)b);
}

static int least(int a, int b) {
    return a < b ? a : b;
}

/** Distance of a and b, or anything above `limit` when it is above. Rows of the table live in `row`: two before, one before, this one. */
static int distance(const char *a, int a_length, const char *b, int b_length, int limit) {
    int row[3][LONGEST + 1];
    for (int j = 0; j <= b_length; j++) {
        row[0][j] = j;
    }
    for (int i = 1; i <= a_length; i++) {
        int *now = row[i % 3], *before = row[(i + 2) % 3], *before_that = row[(i + 1) % 3];
        int smallest = now[0] = i;
        for (int j = 1; j <= b_length; j++) {
            now[j] = least(before[j - 1] + !is_same(a[i - 1], b[j - 1]), 1 + least(before[j], now[j - 1]));
            if (i > 1 && j > 1 && is_same(a[i - 1], b[j - 2]) && is_same(a[i - 2], b[j - 1])) {
                now[j] = least(now[j], before_that[j - 2] + 1);
            }
            smallest = least(smallest, now[j]);
        }
        if (smallest > limit) {
            return smallest;
        }
    }
    return row[a_length % 3][b_length];
}

const char *bri_nearest(const char *word, const char *const *names, size_t count) {
    const char *nearest = NULL;
    int best = LONGEST;
    size_t word_length = strlen(word);
    for (size_t i = 0; i < count && word_length <= LONGEST; i++) {
        size_t length = strlen(names[i]);
        if (length > LONGEST) {
            continue;
        }
        int longer = (int)(length > word_length ? length : word_length);
        int limit = least(longer < 6 ? 1 : longer / 3, best - 1);
        limit = least(limit, longer - 1); /* names with nothing in common are not near, however short */
        int gap = (int)(longer - (int)(length < word_length ? length : word_length));
        if (gap > limit) {
            continue;
        }
        int found = distance(word, (int)word_length, names[i], (int)length, limit);
        if (found <= limit) {
            best = found;
            nearest = names[i];
        }
    }
    return nearest;
}
