/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Links are gathered as pairs, then sorted into rows by counting, so that whoever has links to whom is known in order of the actors however they were
 * given. A random network is a function of the file alone: whether two are linked hangs on its seed and on their names (the same generator as the
 * simulation's, at an address made of the two names), so that a member more leaves the links of the others as they are. */
#include "plan/network_section.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/stream.h"
#include "plan/actor.h"
#include "plan/datafile.h"
#include "plan/links.h"
#include "plan/member.h"
#include "plan/setting.h"
#include "plan/tables.h"

#define MOST_PAIRS 200000000.0 /* that a random network may try */

enum { KIND_COMPLETE, KIND_LIST, KIND_RING, KIND_GRID, KIND_RANDOM };

static const brink_setting settings[] = {
    {.name = "among", .kind = BRINK_SETTING_TEXT, .is_required = true, .doc = "the group whose members it links"},
    {.name = "kind", .kind = BRINK_SETTING_WORD, .is_required = true, .words = "complete|list|ring|grid|random", .doc = "how it is given"},
    {.name = "symmetric", .kind = BRINK_SETTING_FLAG, .fallback = "true", .doc = "a link goes both ways"},
    {.name = "links",
     .kind = BRINK_SETTING_RAW,
     .doc = "list: ( [\"DEU\", \"FRA\"], (\"DEU\", \"POL\", 0.5), … ), a weight of 1 where none is given"},
    {.name = "file", .kind = BRINK_SETTING_TEXT, .doc = "list: instead of `links`, a CSV file with a row for each link"},
    {.name = "from", .kind = BRINK_SETTING_TEXT, .doc = "list: the column of whom a link is from; by default \"from\""},
    {.name = "to", .kind = BRINK_SETTING_TEXT, .doc = "list: the column of whom it is to; by default \"to\""},
    {.name = "weight", .kind = BRINK_SETTING_TEXT, .doc = "list: the column of its weight; by default \"weight\" where there is one, else 1"},
    {.name = "reach",
     .kind = BRINK_SETTING_COUNT,
     .minimum = 1,
     .maximum = BRI_MOST_LINKS,
     .fallback = "1",
     .doc = "ring: how many next to it on either side"},
    {.name = "rows", .kind = BRINK_SETTING_COUNT, .minimum = 1, .maximum = BRI_MOST_LINKS, .doc = "grid"},
    {.name = "columns", .kind = BRINK_SETTING_COUNT, .minimum = 1, .maximum = BRI_MOST_LINKS, .doc = "grid"},
    {.name = "neighbours", .kind = BRINK_SETTING_COUNT, .minimum = 4, .maximum = 8, .fallback = "4", .doc = "grid: 4, or 8 with the diagonal ones"},
    {.name = "probability", .kind = BRINK_SETTING_NUMBER, .minimum = 0, .maximum = 1, .doc = "random: that two are linked"},
    {.name = "mean_degree", .kind = BRINK_SETTING_NUMBER, .minimum = 0, .maximum = INFINITY, .doc = "random: mean number of links of a member"},
    {.name = "seed", .kind = BRINK_SETTING_COUNT, .minimum = 0, .maximum = INFINITY, .fallback = "1", .doc = "random: of its own, not the run's"},
    {.name = "doc", .kind = BRINK_SETTING_TEXT, .doc = "what it is"},
};
const brink_table bri_network_table = {settings, sizeof settings / sizeof *settings};

/* A network in hand. */
typedef struct reading {
    bri_build *build;
    const brink_group *group;
    const char *name, *subject;
    const uint32_t *members;
    uint32_t count;
    bool is_symmetric;
    bri_links links;
} reading;

static const bri_tree_node *node_of(const reading *r, const char *name) {
    return bri_group_value(r->group, name)->node;
}

static void complain(const reading *r, const char *name, const char *format) {
    const bri_tree_node *node = node_of(r, name);
    bri_diag_error(r->build->diagnostics, node ? node->name_place : r->group->place, NULL, format, r->subject);
}

/* ---- kinds ---- */

/* Are there not too many to begin with? */
static bool is_within(const reading *r, double links) {
    if (links > BRI_MOST_LINKS)
        bri_diag_error(r->build->diagnostics, r->group->place, NULL, "%s would have %.0f links, and %d are the most", r->subject, links,
                       BRI_MOST_LINKS);
    return links <= BRI_MOST_LINKS;
}

static void read_complete(reading *r) {
    if (!is_within(r, (double)r->count * (r->count - 1.0))) return;
    for (uint32_t i = 0; i < r->count; i++)
        for (uint32_t j = 0; j < r->count; j++)
            if (i != j) bri_links_add(&r->links, r->members[i], r->members[j], 1, NULL);
    r->is_symmetric = false; /* it has both ways already */
}

static void read_ring(reading *r) {
    uint32_t reach = (uint32_t)bri_group_value(r->group, "reach")->number;
    if (2 * (uint64_t)reach >= r->count) {
        bri_diag_error(r->build->diagnostics, r->group->place, NULL, "%s: a ring of %u members has no %u on either side of each", r->subject,
                       (unsigned)r->count, (unsigned)reach);
        return;
    }
    if (!is_within(r, (double)r->count * reach)) return;
    for (uint32_t i = 0; i < r->count; i++)
        for (uint32_t k = 1; k <= reach; k++) bri_links_add(&r->links, r->members[i], r->members[(i + k) % r->count], 1, NULL);
}

static void read_grid(reading *r) {
    double rows = bri_group_value(r->group, "rows")->number, columns = bri_group_value(r->group, "columns")->number;
    double neighbours = bri_group_value(r->group, "neighbours")->number;
    static const int steps[4][2] = {{0, 1}, {1, 0}, {1, 1}, {1, -1}};
    if (neighbours != 4 && neighbours != 8) complain(r, "neighbours", "%s: \"neighbours\" must be 4 or 8");
    if (rows * columns != r->count) {
        bri_diag_error(r->build->diagnostics, r->group->place, NULL, "%s: a grid needs \"rows\" times \"columns\" members, and there are %u",
                       r->subject, (unsigned)r->count);
        return;
    }
    int64_t height = (int64_t)rows, width = (int64_t)columns;
    for (int64_t y = 0; y < height; y++)
        for (int64_t x = 0; x < width; x++)
            for (int k = 0; k < neighbours / 2; k++) {
                int64_t to_y = y + steps[k][0], to_x = x + steps[k][1];
                if (to_y < height && to_x >= 0 && to_x < width)
                    bri_links_add(&r->links, r->members[y * width + x], r->members[to_y * width + to_x], 1, NULL);
            }
}

/* A uniform number of two actors: the same whoever else is in the network. */
static double pair_number(const bri_key *key, uint64_t a, uint64_t b) {
    uint64_t word[4];
    bri_block(key, 0, a, b, 0, word);
    return bri_uniform(word[0]);
}

static void try_pairs(reading *r, double probability) {
    bri_key key = {.seed = (uint64_t)bri_group_value(r->group, "seed")->number, .stream = bri_stream_of(r->name)};
    uint64_t *streams = malloc(r->count * sizeof *streams);
    r->build->is_out_of_memory |= !streams;
    for (uint32_t i = 0; streams && i < r->count; i++) streams[i] = bri_stream_of(r->build->names[BRI_NAME_ACTOR].names[r->members[i]]);
    for (uint32_t i = 0; streams && i < r->count; i++)
        for (uint32_t j = r->is_symmetric ? i + 1 : 0; j < r->count; j++) {
            bool is_turned = r->is_symmetric && streams[i] > streams[j];
            if (i != j && pair_number(&key, streams[is_turned ? j : i], streams[is_turned ? i : j]) < probability)
                bri_links_add(&r->links, r->members[i], r->members[j], 1, NULL);
        }
    free(streams);
}

static void read_random(reading *r) {
    double probability = bri_group_value(r->group, "probability")->number, degree = bri_group_value(r->group, "mean_degree")->number;
    if (isnan(probability) == isnan(degree)) {
        bri_diag_error(r->build->diagnostics, r->group->place, NULL, "%s needs \"probability\" or \"mean_degree\"%s", r->subject,
                       isnan(degree) ? "" : ", not both");
        return;
    }
    if (degree > r->count - 1.0) {
        complain(r, "mean_degree", "%s: \"mean_degree\" is above the number of others");
        return;
    }
    if ((double)r->count * r->count > MOST_PAIRS) {
        bri_diag_error(r->build->diagnostics, r->group->place, "give the links as a list",
                       "%s: a random network of %u members has %.0f pairs to try, and %.0f are the most", r->subject, (unsigned)r->count,
                       (double)r->count * r->count, MOST_PAIRS);
        return;
    }
    try_pairs(r, isnan(degree) ? probability : degree / (r->count - 1.0));
}

/* An actor's name within a link. */
static bool read_end(reading *r, const bri_tree_node *node, uint32_t *actor) {
    const bri_names *names = &r->build->names[BRI_NAME_ACTOR];
    uint32_t missing;
    if (node->kind != BRI_TREE_STRING || !bri_names_find(names, node->string, actor)) {
        bool is_name = node->kind == BRI_TREE_STRING;
        bri_diag_error(r->build->diagnostics, node->value_place, is_name ? bri_build_hint(r->build, node->string, names->names, names->count) : NULL,
                       is_name ? "unknown actor \"%s\"" : "a link is of two actors, not %s", is_name ? node->string : bri_tree_kind_name(node->kind));
        return false;
    }
    if (bri_group_holds(r->build, r->links.group, actor, 1, &missing)) return true;
    bri_diag_error(r->build->diagnostics, node->value_place, NULL, "%s is not in the group that %s is among", node->string, r->subject);
    return false;
}

static void read_link(reading *r, const bri_tree_node *node) {
    bool is_sequence = node->kind == BRI_TREE_ARRAY || node->kind == BRI_TREE_LIST;
    double weight = 1;
    uint32_t from, to;
    if (!is_sequence || node->child_count < 2 || node->child_count > 3) {
        bri_diag_error(r->build->diagnostics, node->value_place, NULL, "a link of %s is written [\"FROM\", \"TO\"] or (\"FROM\", \"TO\", weight)",
                       r->subject);
        return;
    }
    if (node->child_count == 3) {
        const bri_tree_node *third = node->children[2];
        weight = third->kind == BRI_TREE_INTEGER || third->kind == BRI_TREE_REAL ? third->number : NAN;
        if (!isfinite(weight)) bri_diag_error(r->build->diagnostics, third->value_place, NULL, "the weight of a link must be a finite number");
    }
    if (!read_end(r, node->children[0], &from) | !read_end(r, node->children[1], &to)) return;
    if (from == to)
        bri_diag_error(r->build->diagnostics, node->value_place, NULL, "%s: %s has a link to itself", r->subject, node->children[0]->string);
    else
        bri_links_add(&r->links, from, to, weight, &node->value_place);
}

/* ---- links in a file ---- */

/* The columns of a file of links. */
typedef struct link_columns {
    const bri_csv *csv;
    uint32_t from, to, weight;
    bool has_weight;
} link_columns;

/* The column that a setting names, or the one of the setting's own name. */
static bool find_end_column(reading *r, const bri_csv *csv, const char *setting, uint32_t *column) {
    const bri_tree_node *node = node_of(r, setting);
    if (node) return bri_data_column(r->build, csv, node, column);
    if (bri_csv_find(csv, setting, column)) return true;
    bri_diag_error(r->build->diagnostics, bri_csv_place(csv, BRI_CSV_HEADER, 0), NULL,
                   "there is no column \"%s\": name the one that is meant by \"%s\" in %s", setting, setting, r->subject);
    return false;
}

static bool find_columns(reading *r, link_columns *columns) {
    bool has_ends = find_end_column(r, columns->csv, "from", &columns->from) & find_end_column(r, columns->csv, "to", &columns->to);
    columns->has_weight = node_of(r, "weight") || bri_csv_find(columns->csv, "weight", &columns->weight);
    return (!node_of(r, "weight") || bri_data_column(r->build, columns->csv, node_of(r, "weight"), &columns->weight)) && has_ends;
}

/* An actor's name in a cell. */
static bool read_end_cell(reading *r, const bri_csv *csv, uint32_t row, uint32_t column, uint32_t *actor) {
    const bri_names *names = &r->build->names[BRI_NAME_ACTOR];
    const char *name = bri_csv_text(r->build->arena, csv, row, column);
    uint32_t missing;
    if (!name) {
        r->build->is_out_of_memory = true;
    } else if (!bri_names_find(names, name, actor)) {
        bri_diag_error(r->build->diagnostics, bri_csv_place(csv, row, column), bri_build_hint(r->build, name, names->names, names->count),
                       *name ? "unknown actor \"%s\"" : "a link without an end%s", name);
    } else if (!bri_group_holds(r->build, r->links.group, actor, 1, &missing)) {
        bri_diag_error(r->build->diagnostics, bri_csv_place(csv, row, column), NULL, "%s is not in the group that %s is among", name, r->subject);
    } else {
        return true;
    }
    return false;
}

static bool read_link_row(reading *r, const link_columns *columns, uint32_t row) {
    uint32_t from, to;
    double weight = 1;
    bri_place place = bri_csv_place(columns->csv, row, columns->from);
    bool has_ends = read_end_cell(r, columns->csv, row, columns->from, &from) & read_end_cell(r, columns->csv, row, columns->to, &to);
    if (columns->has_weight && !bri_csv_number(columns->csv, row, columns->weight, "the weight", &weight, r->build->diagnostics)) return false;
    if (has_ends && from == to)
        bri_diag_error(r->build->diagnostics, place, NULL, "%s: %s has a link to itself", r->subject, r->build->names[BRI_NAME_ACTOR].names[from]);
    if (!has_ends || from == to) return false;
    bri_links_add(&r->links, from, to, weight, &place);
    return true;
}

static void read_link_file(reading *r, const bri_tree_node *file) {
    link_columns columns = {.csv = bri_data_csv(r->build, file->string, file->value_place)};
    uint32_t wrong = 0;
    if (node_of(r, "links")) complain(r, "links", "%s has \"links\" and \"file\" at once");
    if (!columns.csv || !find_columns(r, &columns)) return;
    for (uint32_t i = 0; i < bri_csv_rows(columns.csv) && wrong < BRI_CSV_COMPLAINTS; i++) wrong += !read_link_row(r, &columns, i);
}

static void read_list(reading *r) {
    const bri_tree_node *node = node_of(r, "links"), *file = node_of(r, "file");
    if (file) {
        read_link_file(r, file);
        return;
    }
    if (!node || (node->kind != BRI_TREE_LIST && node->kind != BRI_TREE_ARRAY)) {
        complain(r, "links", "%s needs \"links\", a list of pairs, or \"file\"");
        return;
    }
    for (size_t i = 0; i < node->child_count; i++) read_link(r, node->children[i]);
}

/* ---- all of them ---- */

/* Settings that belong to another kind. */
static void find_foreign(const reading *r, size_t kind) {
    static const struct {
        const char *name;
        size_t kind;
    } owners[] = {{"links", KIND_LIST},      {"file", KIND_LIST},      {"from", KIND_LIST},          {"to", KIND_LIST},
                  {"weight", KIND_LIST},     {"reach", KIND_RING},         {"rows", KIND_GRID},          {"columns", KIND_GRID},
                  {"neighbours", KIND_GRID}, {"probability", KIND_RANDOM}, {"mean_degree", KIND_RANDOM}, {"seed", KIND_RANDOM}};
    for (size_t i = 0; i < sizeof owners / sizeof *owners; i++)
        if (node_of(r, owners[i].name) && owners[i].kind != kind)
            bri_diag_error(r->build->diagnostics, node_of(r, owners[i].name)->name_place, NULL, "%s has no use for \"%s\": it is of another kind",
                           r->subject, owners[i].name);
}

static void declare(bri_build *build, const bri_tree_node *node) {
    static void (*const readers[])(reading *) = {
        [KIND_COMPLETE] = read_complete, [KIND_LIST] = read_list, [KIND_RING] = read_ring, [KIND_GRID] = read_grid, [KIND_RANDOM] = read_random};
    reading r = {.build = build, .name = node->name, .subject = bri_build_text(build, "network \"%s\"", node->name)};
    uint32_t among;
    if (!bri_name_is_good(build, node->name, node->name_place, "network")) return;
    r.group = bri_group_read(build, &bri_network_table, node, r.subject, NULL);
    if (!r.group || r.group->is_wrong) return;
    const bri_value *value = bri_group_value(r.group, "among");
    if (!bri_group_find(build, value->text, value->node->value_place, &among)) return;
    const bri_group *group = (const bri_group *)build->groups.items + among;
    if (group->is_network) {
        bri_diag_error(build->diagnostics, value->node->value_place, NULL, "\"%s\" is a network, not a group", group->name);
        return;
    }
    r.members = group->members;
    r.count = group->member_count;
    r.is_symmetric = bri_group_value(r.group, "symmetric")->number == 1;
    r.links = (bri_links){.build = build, .subject = r.subject, .group = among, .place = r.group->place};
    size_t kind = bri_group_value(r.group, "kind")->word, errors = brink_diagnostics_error_count(build->diagnostics);
    find_foreign(&r, kind);
    readers[kind](&r);
    bri_links_close(&r.links, node->name, node->name_place, r.is_symmetric);
    if (brink_diagnostics_error_count(build->diagnostics) > errors && bri_names_find(&build->group_names, node->name, &among))
        ((bri_group *)build->groups.items)[among].is_wrong = true;
}

void bri_networks_declare(bri_build *build) {
    const bri_tree_node *section = build->sections[BRI_SECTION_NETWORKS];
    for (size_t i = 0; section && i < section->child_count && !build->is_out_of_memory; i++) declare(build, section->children[i]);
}
