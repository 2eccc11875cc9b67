/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Radix selection. A double's bits, with all of them turned where the sign is set and the sign alone where it is not, are a whole number in the same
 * order. A pass counts numbers by their first 16 bits; the quantile's rank says in which bin it lies; the next pass counts those of that bin by the
 * next 16 bits. As each bin knows its least and its largest number, a bin of equal numbers ends the search: small whole numbers take one pass or two.
 */
#include "selection.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define DIGIT 16
#define BINS (1 << DIGIT)
#define LEVELS (64 / DIGIT)

typedef struct table {
    uint64_t prefix; /* of the numbers that it counts: the bits above this level's */
    uint64_t count[BINS], least[BINS], largest[BINS];
} table;

typedef struct target {
    uint64_t rank;   /* from 1, among the numbers of the prefix */
    uint64_t prefix;
    size_t table;    /* that counts for it */
    bool is_found;
    double value;
} target;

struct bri_selection {
    unsigned level;
    target targets[BRI_SELECTION_MOST];
    size_t target_count, table_count;
    table tables[BRI_SELECTION_MOST];
};

bri_selection *bri_selection_new(void) {
    return calloc(1, sizeof(bri_selection));
}

void bri_selection_free(bri_selection *selection) {
    free(selection);
}

#define SIGN (UINT64_C(1) << 63)

static uint64_t key_of(double value) {
    uint64_t bits;
    value = value == 0 ? 0 : value; /* -0 is 0 */
    memcpy(&bits, &value, sizeof bits);
    return bits & SIGN ? ~bits : bits | SIGN;
}

static double value_of(uint64_t key) {
    uint64_t bits = key & SIGN ? key & ~SIGN : ~key;
    double value;
    memcpy(&value, &bits, sizeof value);
    return value;
}

/* A table for each prefix that is still looked at. */
static void lay_tables(bri_selection *own) {
    own->table_count = 0;
    for (size_t i = 0; i < own->target_count; i++) {
        target *one = &own->targets[i];
        if (one->is_found)
            continue;
        one->table = 0;
        while (one->table < own->table_count && own->tables[one->table].prefix != one->prefix)
            one->table++;
        if (one->table < own->table_count)
            continue;
        table *made = &own->tables[own->table_count++];
        made->prefix = one->prefix;
        memset(made->count, 0, sizeof made->count);
    }
}

static uint64_t rank_of(uint64_t n, double p) {
    double rank = ceil(p * (double)n);
    return rank < 1 ? 1 : rank > (double)n ? n : (uint64_t)rank;
}

void bri_selection_begin(bri_selection *selection, uint64_t n, const double *probabilities, size_t count) {
    selection->level = 0;
    selection->target_count = count;
    for (size_t i = 0; i < count; i++)
        selection->targets[i] = (target){.rank = n > 0 ? rank_of(n, probabilities[i]) : 0, .is_found = n == 0, .value = NAN};
    lay_tables(selection);
}

bool bri_selection_wants_pass(const bri_selection *selection) {
    return selection->table_count > 0;
}

static void count_into(table *to, unsigned level, const double *values, size_t count) {
    unsigned below = 64 - DIGIT * (level + 1);
    for (size_t i = 0; i < count; i++) {
        uint64_t key = key_of(values[i]), bin = key >> below & (BINS - 1);
        if (level > 0 && key >> below >> DIGIT != to->prefix)
            continue;
        bool is_first = to->count[bin]++ == 0;
        to->least[bin] = is_first || key < to->least[bin] ? key : to->least[bin];
        to->largest[bin] = is_first || key > to->largest[bin] ? key : to->largest[bin];
    }
}

void bri_selection_add(bri_selection *selection, const double *values, size_t count) {
    for (size_t t = 0; t < selection->table_count; t++)
        count_into(&selection->tables[t], selection->level, values, count);
}

static void descend(target *one, const table *in) {
    uint64_t bin = 0;
    for (; bin + 1 < BINS && one->rank > in->count[bin]; bin++)
        one->rank -= in->count[bin];
    one->prefix = one->prefix << DIGIT | bin;
    one->is_found = in->least[bin] == in->largest[bin];
    one->value = value_of(in->least[bin]);
}

void bri_selection_end_pass(bri_selection *selection) {
    for (size_t i = 0; i < selection->target_count; i++)
        if (!selection->targets[i].is_found)
            descend(&selection->targets[i], &selection->tables[selection->targets[i].table]);
    selection->level++;
    lay_tables(selection);
}

double bri_selection_value(const bri_selection *selection, size_t index) {
    return selection->targets[index].value;
}
