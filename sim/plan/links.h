/* SPDX-License-Identifier: GPL-3.0-or-later */
/** \file
 * The links of a network while they are gathered.
 */
#ifndef BRI_LINKS_H
#define BRI_LINKS_H

#include "plan/build.h"

/** A link as it was given. */
typedef struct bri_given_link {
    uint32_t from, to;
    double weight;
    bri_place place;
    bool is_return; /* the other way of one that was given, in a symmetric network */
} bri_given_link;

/** Plain data; set build, subject, group and place. */
typedef struct bri_links {
    bri_build *build;
    const char *subject; /* "network "allies"" */
    uint32_t group;      /* among whose members it is */
    bri_place place;     /* for complaints without one of their own */
    bri_given_link *items;
    size_t count, capacity;
    bool is_full; /* more than there may be: the complaint was made */
    bool has_weights;
} bri_links;

/** Add a link; place NULL: that of the network. */
void bri_links_add(bri_links *links, uint32_t from, uint32_t to, double weight, const bri_place *place);

/** Complain of duplicates, and enter the network under its name; the items are freed. */
void bri_links_close(bri_links *links, const char *name, bri_place place, bool is_symmetric);

#endif
