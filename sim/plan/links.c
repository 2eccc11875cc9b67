/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plan/links.h"

#include <stdlib.h>
#include <string.h>

#include "plan/actor.h"
#include "plan/network_section.h"

void bri_links_add(bri_links *links, uint32_t from, uint32_t to, double weight, const bri_place *place) {
    if (links->is_full || links->build->is_out_of_memory) return;
    if (links->count == BRI_MOST_LINKS) {
        bri_diag_error(links->build->diagnostics, links->place, NULL, "%s has more than %d links", links->subject, BRI_MOST_LINKS);
        links->is_full = true;
        return;
    }
    if (links->count == links->capacity) {
        size_t capacity = links->capacity ? 2 * links->capacity : 256;
        bri_given_link *items = reallocarray(links->items, capacity, sizeof *items);
        if (!items) {
            links->build->is_out_of_memory = true;
            return;
        }
        links->items = items;
        links->capacity = capacity;
    }
    links->items[links->count++] = (bri_given_link){from, to, weight, place ? *place : links->place, false};
    links->has_weights |= weight != 1;
}

/* By both ends, then in the order in which they were given. */
static int by_ends(const void *a, const void *b) {
    const bri_given_link *x = a, *y = b;
    if (x->from != y->from) return x->from < y->from ? -1 : 1;
    if (x->to != y->to) return x->to < y->to ? -1 : 1;
    return (x->place.line > y->place.line) - (x->place.line < y->place.line);
}

static void complain_duplicate(const bri_links *links, const bri_given_link *link) {
    const char *const *names = links->build->names[BRI_NAME_ACTOR].names;
    bri_diag_error(links->build->diagnostics, link->place, NULL, "%s has the link from %s to %s twice", links->subject, names[link->from],
                   names[link->to]);
}

/* Who has a file of both directions has many of them: that is one mistake, and not in the file. */
static void complain_both_ways(const bri_links *links, const bri_given_link *link, size_t count) {
    const char *const *names = links->build->names[BRI_NAME_ACTOR].names;
    bri_diag_error(links->build->diagnostics, link->place,
                   "write symmetric = false where each direction is a link of its own; else give each link once",
                   "%s is symmetric, and has %zu link%s in both directions, such as that between %s and %s", links->subject, count,
                   count == 1 ? "" : "s", names[link->from], names[link->to]);
}

/* The other way of each link. */
static void add_returns(bri_links *links) {
    size_t count = links->count;
    for (size_t i = 0; i < count; i++) {
        bri_given_link link = links->items[i];
        bri_links_add(links, link.to, link.from, link.weight, &link.place);
        if (links->count > count + i) links->items[count + i].is_return = true;
    }
}

static bool is_sorted(const bri_links *links) {
    for (size_t i = 1; i < links->count; i++)
        if (by_ends(&links->items[i - 1], &links->items[i]) > 0) return false;
    return true;
}

/* Of a symmetric network each mistake stands there twice, from either end. */
static void find_duplicates(const bri_links *links, bool is_symmetric) {
    const bri_given_link *first = NULL;
    size_t both_ways = 0;
    for (size_t i = 1; i < links->count; i++) {
        const bri_given_link *link = &links->items[i];
        bool is_double = link->from == link[-1].from && link->to == link[-1].to;
        if (!is_double || (is_symmetric && link->from > link->to)) continue;
        if (link->is_return == link[-1].is_return) {
            complain_duplicate(links, link);
            continue;
        }
        both_ways++;
        if (!first || link->place.line < first->place.line) first = link;
    }
    if (both_ways) complain_both_ways(links, first, both_ways);
}

/* Rows by actor from links in order. */
static bri_network rows_of(const bri_links *links) {
    bri_build *build = links->build;
    uint32_t actors = build->names[BRI_NAME_ACTOR].count;
    uint32_t *first = bri_build_alloc(build, (size_t)actors + 1, sizeof *first);
    uint32_t *member = bri_build_alloc(build, links->count, sizeof *member);
    double *weight = links->has_weights ? bri_build_alloc(build, links->count, sizeof *weight) : NULL;
    if (build->is_out_of_memory) return (bri_network){0};
    for (size_t i = 0; i < links->count; i++) first[links->items[i].from + 1]++;
    for (uint32_t i = 0; i < actors; i++) first[i + 1] += first[i];
    for (size_t i = 0; i < links->count; i++) {
        member[i] = links->items[i].to;
        if (weight) weight[i] = links->items[i].weight;
    }
    return (bri_network){.first = first, .member = member, .weight = weight};
}

void bri_links_close(bri_links *links, const char *name, bri_place place, bool is_symmetric) {
    if (is_symmetric && !links->is_full) add_returns(links);
    if (!is_sorted(links)) qsort(links->items, links->count, sizeof *links->items, by_ends);
    find_duplicates(links, is_symmetric);
    bri_group *network = bri_group_add(links->build, name, place);
    if (network) {
        const bri_group *among = (const bri_group *)links->build->groups.items + links->group;
        network->is_network = true;
        network->group = links->group;
        network->links = rows_of(links);
        network->link_count = (uint32_t)links->count;
        bri_group_fill(links->build, links->build->groups.count - 1, among->members, among->member_count);
    }
    free(links->items);
}
