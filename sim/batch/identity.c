/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "batch/identity.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "brink/version.h"

/* Names, and values to the last bit. */
static bool hash_design(const bri_design *design, char hex[BRI_DIGEST_SIZE]) {
    char *text = NULL;
    size_t length;
    FILE *stream = open_memstream(&text, &length);
    if (stream == NULL)
        return false;
    for (size_t p = 0; p < design->point_count; p++) {
        fprintf(stream, "%s", design->points[p].name);
        for (size_t i = 0; i < design->parameter_count; i++)
            fprintf(stream, " %a", design->points[p].parameters[i]);
        fputc('\n', stream);
    }
    bool worked = !ferror(stream);
    worked = fclose(stream) == 0 && worked;
    if (worked)
        bri_digest_text(text, length, hex);
    free(text);
    return worked;
}

bool bri_identity_init(bri_identity *identity, const brink_scenario *scenario, const bri_design *design, const bri_request *request) {
    char design_hash[BRI_DIGEST_SIZE];
    size_t length;
    *identity = (bri_identity){.text = NULL};
    if (!hash_design(design, design_hash))
        return false;
    FILE *stream = open_memstream(&identity->text, &length);
    if (stream == NULL)
        return false;
    fprintf(stream, "version: %s\nscenario: %s\nseed: %" PRIu64 "\nreplications: %" PRIu64 "\ngranule: %" PRIu64 "\ntrace: %" PRIu64 "\n",
            brink_version(), scenario->sha256, request->seed, request->replications, bri_granule_size(request), request->trace_count);
    fprintf(stream, "points: %zu\ndesign: %s\nrandom numbers: %s\n", design->point_count, design_hash,
            design->is_independent ? "independent" : "common");
    if (request->precision != NULL)
        fprintf(stream, "precision: %s\nleast: %" PRIu64 "\n", request->precision, request->least);
    bool worked = !ferror(stream);
    worked = fclose(stream) == 0 && worked;
    if (worked)
        bri_digest_text(identity->text, length, identity->sha256);
    else
        bri_identity_clear(identity);
    return worked;
}

void bri_identity_clear(bri_identity *identity) {
    free(identity->text);
    *identity = (bri_identity){.text = NULL};
}

/* Values that say nothing to a reader. */
static bool is_hash(const char *value, size_t length) {
    return length == BRI_DIGEST_SIZE - 1 && strspn(value, "0123456789abcdef") >= length;
}

/* In a manifest the identity's lines end at "---". */
static bool is_end(const char *text) {
    return *text == '\0' || strncmp(text, "---", 3) == 0;
}

bool bri_identity_difference(const char *there, const char *here, char *words, size_t size) {
    while (!is_end(there) && !is_end(here)) {
        size_t a = strcspn(there, "\n"), b = strcspn(here, "\n"), name = strcspn(here, ":");
        if (a == b && memcmp(there, here, a) == 0) {
            there += a + (there[a] == '\n');
            here += b + (here[b] == '\n');
            continue;
        }
        bool is_same_name = strncmp(there, here, name + 2) == 0;
        if (is_same_name && !is_hash(here + name + 2, b - name - 2))
            snprintf(words, size, "%.*s: %.*s there, %.*s here", (int)name, here, (int)(a - name - 2), there + name + 2,
                     (int)(b - name - 2), here + name + 2);
        else
            snprintf(words, size, "another %.*s", (int)name, here);
        return true;
    }
    if (is_end(there) && is_end(here))
        return false;
    snprintf(words, size, "another kind of run");
    return true;
}

bool bri_identity_seed(const char *text, uint64_t *seed) {
    const char *found = strstr(text, "\nseed: ");
    return found != NULL && sscanf(found, "\nseed: %" SCNu64, seed) == 1;
}
