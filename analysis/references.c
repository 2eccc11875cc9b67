/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A variant's swept points have the names of the base's behind the variant's own and a comma: names are sorted, and looked up. */
#include "references.h"

#include <stdlib.h>
#include <string.h>

typedef struct named_point {
    const char *name;
    size_t point;
} named_point;

static int compare_names(const void *a, const void *b) {
    return strcmp(((const named_point *)a)->name, ((const named_point *)b)->name);
}

/* What stands behind the variant's name; NULL: it is no swept point of a variant ("pressure=0.5,resolve=1" is one of the base). */
static const char *behind_variant(const char *name) {
    const char *comma = strchr(name, ',');
    return comma != NULL && memchr(name, '=', (size_t)(comma - name)) == NULL ? comma + 1 : NULL;
}

bool bri_references_find(const brink_results *results, size_t *references) {
    size_t count = brink_results_point_count(results);
    named_point *sorted = malloc((count + 1) * sizeof *sorted);
    if (sorted == NULL)
        return false;
    for (size_t p = 0; p < count; p++)
        sorted[p] = (named_point){.name = brink_results_point_name(results, p), .point = p};
    qsort(sorted, count, sizeof *sorted, compare_names);
    for (size_t p = 0; p < count; p++) {
        named_point wanted = {.name = behind_variant(brink_results_point_name(results, p))};
        const named_point *found = wanted.name != NULL ? bsearch(&wanted, sorted, count, sizeof *sorted, compare_names) : NULL;
        references[p] = found != NULL && p > 0 ? found->point : 0;
    }
    free(sorted);
    return true;
}
