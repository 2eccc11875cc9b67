/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "batch/h5error.h"

#include <hdf5.h>
#include <stdio.h>

typedef struct reason {
    char *text;
    size_t size;
} reason;

void bri_h5_hush(void) {
    H5Eset_auto2(H5E_DEFAULT, NULL, NULL);
}

/* Walked outward: number 0 is where it was first noticed. */
static herr_t take_innermost(unsigned number, const H5E_error2_t *entry, void *context) {
    const reason *wanted = context;
    if (number == 0 && entry->desc != NULL && entry->desc[0] != '\0')
        snprintf(wanted->text, wanted->size, "%s", entry->desc);
    return 0;
}

void bri_h5_reason(char *text, size_t size) {
    reason wanted = {text, size};
    snprintf(text, size, "unknown");
    H5Ewalk2(H5E_DEFAULT, H5E_WALK_UPWARD, take_innermost, &wanted);
    H5Eclear2(H5E_DEFAULT);
}
