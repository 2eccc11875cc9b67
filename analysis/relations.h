/* SPDX-License-Identifier: GPL-3.0-or-later */
/** \file
 * Who reads and who changes what in a scenario: for `brink explain`, `brink graph` and the lints.
 */
#ifndef BRI_RELATIONS_H
#define BRI_RELATIONS_H

#include "plan/scenario.h"

typedef enum bri_party_kind {
    BRI_PARTY_DECISION,
    BRI_PARTY_ACTION,
    BRI_PARTY_RUNG,
    BRI_PARTY_OUTCOME,
    BRI_PARTY_VARIABLE,
    BRI_PARTY_PARAMETER
} bri_party_kind;

typedef enum bri_link_kind {
    BRI_READS_SLOT,      /* party reads slot `object` */
    BRI_CHANGES_SLOT,    /* action's effect assigns slot `object` */
    BRI_DOES_ACTION,     /* decision may take action `object` */
    BRI_STARTS_CLOCK,    /* action's effect starts or restarts decision `object` */
    BRI_STOPS_CLOCK,     /* action's effect cancels or restarts decision `object` */
    BRI_ENDS_ACTION,     /* action's effect ends episodes of action `object` */
    BRI_TRIGGERS_CLOCK,  /* action triggers decision `object` */
    BRI_READS_PARAMETER, /* party reads parameter `object` */
    BRI_READS_MARK       /* party reads mark `object` */
} bri_link_kind;

/** One relation; sorted by kind, object, then party. */
typedef struct bri_link {
    bri_link_kind kind;
    uint32_t object;
    bri_party_kind party;
    uint32_t index; /* of the party */
} bri_link;

typedef struct bri_relations {
    bri_link *link;
    size_t count, capacity;
    bool is_out_of_memory;
} bri_relations;

/** The slot that stands for a leaf, or for a slot of one member, among relations: that of the first member of its group. */
uint32_t bri_slot_of_leaf(const brink_scenario *scenario, const bri_leaf *leaf);
uint32_t bri_slot_of_family(const brink_scenario *scenario, uint32_t slot);

/** All relations of a scenario, each once. Templates stand as their first instances, members' variables and parameters as those of their group.
 *  False: memory is out, and nothing need be freed. */
bool bri_relations_find(bri_relations *relations, const brink_scenario *scenario, bool with_variants);
void bri_relations_clear(bri_relations *relations);

/** The relations of one kind to one object: the first, and how many. */
const bri_link *bri_relations_of(const bri_relations *relations, bri_link_kind kind, uint32_t object, size_t *count);

/** Which slots effects may change (those of members too), by slot; in the arena. NULL: memory is out. */
const bool *bri_relations_changes(const bri_relations *relations, bri_arena *arena, const brink_scenario *scenario);

/** Call visit for the formulas of a decision's time and conditions, with what each is ("rate", "when", …): all but those of
 *  options, votes and phases. */
void bri_decision_formulas(const bri_decision *decision, void (*visit)(void *context, const char *what, const bri_expr *expr), void *context);

#endif
