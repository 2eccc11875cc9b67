/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Members of a counted group are actors like others: they stand where the group does, so that a group's members lie together. */
#include "plan/actor.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "plan/datafile.h"
#include "plan/scope.h"
#include "plan/setting.h"
#include "plan/tables.h"

#define MOST_ACTORS 1000000

static const brink_setting actor_settings[] = {
    {.name = "name", .kind = BRINK_SETTING_TEXT, .doc = "in full"},
    {.name = "iso3", .kind = BRINK_SETTING_TEXT, .fallback = "", .doc = "ISO 3166-1 alpha-3 code"},
    {.name = "cow", .kind = BRINK_SETTING_COUNT, .minimum = 1, .maximum = 9999, .doc = "Correlates of War country code"},
    {.name = "type", .kind = BRINK_SETTING_WORD, .words = "state|igo|group|person|other", .fallback = "state", .doc = "what kind of actor"},
    {.name = "postures", .kind = BRINK_SETTING_RAW, .doc = "[\"calm\", \"talks\", …]"},
    {.name = "posture", .kind = BRINK_SETTING_TEXT, .doc = "the one at the start; by default the first"},
};
const brink_table bri_actor_table = {actor_settings, sizeof actor_settings / sizeof *actor_settings};

static const brink_setting counted_settings[] = {
    {.name = "count", .kind = BRINK_SETTING_COUNT, .is_required = true, .minimum = 1, .maximum = MOST_ACTORS, .doc = "how many members it makes"},
    {.name = "name", .kind = BRINK_SETTING_TEXT, .doc = "in full; %d stands for the member's number"},
    {.name = "type", .kind = BRINK_SETTING_WORD, .words = "state|igo|group|person|other", .fallback = "state", .doc = "what kind of actor"},
    {.name = "postures", .kind = BRINK_SETTING_RAW, .doc = "[\"calm\", \"talks\", …]"},
    {.name = "posture", .kind = BRINK_SETTING_TEXT, .doc = "the one at the start; by default the first"},
    {.name = "doc", .kind = BRINK_SETTING_TEXT, .doc = "what they are"},
};
const brink_table bri_counted_table = {counted_settings, sizeof counted_settings / sizeof *counted_settings};

static const brink_setting filed_settings[] = {
    {.name = "file", .kind = BRINK_SETTING_TEXT, .is_required = true, .doc = "a CSV file with a row for each member that it makes"},
    {.name = "id", .kind = BRINK_SETTING_TEXT, .doc = "its column of the members' names in formulas; by default the first"},
    {.name = "name", .kind = BRINK_SETTING_TEXT, .doc = "its column of names in full"},
    {.name = "type", .kind = BRINK_SETTING_WORD, .words = "state|igo|group|person|other", .fallback = "state", .doc = "what kind of actor"},
    {.name = "postures", .kind = BRINK_SETTING_RAW, .doc = "[\"calm\", \"talks\", …]"},
    {.name = "posture", .kind = BRINK_SETTING_TEXT, .doc = "the one at the start; by default the first"},
    {.name = "doc", .kind = BRINK_SETTING_TEXT, .doc = "what they are"},
};
const brink_table bri_filed_table = {filed_settings, sizeof filed_settings / sizeof *filed_settings};

static const brink_setting list_settings[] = {
    {.name = "members", .kind = BRINK_SETTING_ACTORS, .is_required = true, .doc = "[\"DEU\", \"FRA\", …]"},
    {.name = "doc", .kind = BRINK_SETTING_TEXT, .doc = "what they are"},
};
const brink_table bri_listed_table = {list_settings, sizeof list_settings / sizeof *list_settings};

static const bri_tree_node *counted(const bri_tree_node *node) {
    return node->kind == BRI_TREE_GROUP ? bri_tree_child(node, "count") : NULL;
}

static const bri_tree_node *listed(const bri_tree_node *node) {
    return node->kind == BRI_TREE_GROUP ? bri_tree_child(node, "members") : NULL;
}

/* The file that a group is made from, where it is named; its rows. */
static const bri_tree_node *filed(const bri_tree_node *node) {
    return node->kind == BRI_TREE_GROUP && !counted(node) && !listed(node) ? bri_tree_child(node, "file") : NULL;
}

static const bri_csv *rows_of(bri_build *build, const bri_tree_node *node) {
    return bri_data_csv_of(build, filed(node), bri_build_text(build, "\"file\" of group \"%s\"", node->name));
}

static const char *const actor_types[] = {"state", "igo", "group", "person", "other"};

static void read_postures(bri_build *build, bri_actor *actor, const bri_tree_node *node) {
    const char *subject = actor->name;
    if (!node) return;
    if ((node->kind != BRI_TREE_ARRAY && node->kind != BRI_TREE_LIST) || !node->child_count) {
        bri_diag_error(build->diagnostics, node->value_place, NULL, "\"postures\" of actor \"%s\" must be an array of names", subject);
        return;
    }
    const char **names = bri_build_alloc(build, node->child_count, sizeof *names);
    for (size_t i = 0; names && i < node->child_count; i++) {
        const bri_tree_node *child = node->children[i];
        if (child->kind != BRI_TREE_STRING) {
            bri_diag_error(build->diagnostics, child->value_place, NULL, "\"postures\" of actor \"%s\" must be names", subject);
            continue;
        }
        bri_name_is_good(build, child->string, child->value_place, "posture");
        for (uint32_t j = 0; j < actor->posture_count; j++)
            if (strcmp(names[j], child->string) == 0)
                bri_diag_error(build->diagnostics, child->value_place, NULL, "actor \"%s\" has posture \"%s\" twice", subject, child->string);
        names[actor->posture_count++] = child->string;
    }
    actor->postures = names;
}

static void find_posture(bri_build *build, bri_actor *actor, const bri_value *value) {
    if (!value->node || value->is_wrong) return;
    for (uint32_t i = 0; i < actor->posture_count; i++)
        if (strcmp(actor->postures[i], value->text) == 0) {
            actor->posture_initial = i;
            return;
        }
    bri_diag_error(build->diagnostics, value->node->value_place, bri_build_hint(build, value->text, actor->postures, actor->posture_count),
                   "actor \"%s\" has no posture \"%s\"", actor->name, value->text);
}

/* Its name in full, with the member's number for the first %d. */
static const char *member_title(bri_build *build, const char *title, uint32_t number) {
    const char *at = strstr(title, "%d");
    return at ? bri_build_text(build, "%.*s%u%s", (int)(at - title), title, (unsigned)number, at + 2) : title;
}

static void read_actor(bri_build *build, const bri_tree_node *node, uint32_t index) {
    bri_actor *actor = &build->actors[index];
    *actor = (bri_actor){.name = node->name, .title = node->name, .iso3 = "", .type = "", .posture_slot = BRI_NONE, .group = BRI_NONE};
    const brink_group *group = bri_group_read(build, &bri_actor_table, node, bri_build_text(build, "actor \"%s\"", node->name), NULL);
    if (!group) return;
    const char *title = bri_group_value(group, "name")->text;
    double cow = bri_group_value(group, "cow")->number;
    actor->title = title ? title : node->name;
    actor->iso3 = bri_group_value(group, "iso3")->text;
    actor->cow = isnan(cow) ? 0 : (int)cow;
    actor->type = actor_types[bri_group_value(group, "type")->word];
    read_postures(build, actor, bri_group_value(group, "postures")->node);
    find_posture(build, actor, bri_group_value(group, "posture"));
}

/* Names in full, from a column of the file that made the group. */
static void read_titles(bri_build *build, const brink_group *group, uint32_t first, uint32_t count) {
    const bri_tree_node *name = bri_group_value(group, "name")->node;
    const bri_csv *csv = rows_of(build, group->node);
    uint32_t column;
    if (!csv || !name || name->kind != BRI_TREE_STRING || !bri_data_column(build, csv, name, &column)) return;
    for (uint32_t i = 0; i < count && i < bri_csv_rows(csv); i++) {
        const char *title = bri_csv_text(build->arena, csv, i, column);
        if (!title) build->is_out_of_memory = true;
        if (title && *title) build->actors[first + i].title = title;
    }
}

/* All members of a group that makes them, from the first on: what is wrong is said once. */
static void read_members(bri_build *build, const bri_tree_node *node, uint32_t first, uint32_t count) {
    const char *subject = bri_build_text(build, "group \"%s\"", node->name);
    const brink_group *group = bri_group_read(build, filed(node) ? &bri_filed_table : &bri_counted_table, node, subject, NULL);
    if (!group) return;
    const char *title = filed(node) ? NULL : bri_group_value(group, "name")->text;
    bri_actor like = {
        .name = node->name, .iso3 = "", .type = actor_types[bri_group_value(group, "type")->word], .posture_slot = BRI_NONE, .group = BRI_NONE};
    bri_names_find(&build->group_names, node->name, &like.group);
    read_postures(build, &like, bri_group_value(group, "postures")->node);
    find_posture(build, &like, bri_group_value(group, "posture"));
    for (uint32_t i = 0; i < count; i++) {
        bri_actor *actor = &build->actors[first + i];
        *actor = like;
        actor->name = build->names[BRI_NAME_ACTOR].names[first + i];
        actor->title = title ? member_title(build, title, i + 1) : actor->name;
    }
    if (filed(node)) read_titles(build, group, first, count);
}

/* Slots of postures, for all actors where there are groups: members' slots must lie in the order of the actors. */
static void make_posture_slots(bri_build *build, uint32_t count) {
    bool is_any = false;
    for (uint32_t i = 0; i < count; i++) is_any |= build->actors[i].posture_count > 0;
    if (is_any && build->groups.count) {
        uint32_t first = bri_slots_get(build, (bri_slot_def){.kind = BRI_SLOT_CONSTANT, .role = BRI_ROLE_POSTURE}, count);
        for (uint32_t i = 0; i < count && first != BRI_NONE; i++) build->actors[i].posture_slot = first + i;
        return;
    }
    for (uint32_t i = 0; i < count; i++)
        if (build->actors[i].posture_count)
            build->actors[i].posture_slot = bri_slot_get(build, (bri_slot_def){.kind = BRI_SLOT_CONSTANT, .role = BRI_ROLE_POSTURE, .argument = i});
}

void bri_actors_read(bri_build *build) {
    uint32_t count = build->names[BRI_NAME_ACTOR].count;
    build->actors = bri_build_alloc(build, count, sizeof *build->actors);
    for (uint32_t i = 0, members; i < count && !build->is_out_of_memory; i += members) {
        const bri_tree_node *node = build->actor_nodes[i];
        for (members = 1; build->actor_numbers[i] && i + members < count && build->actor_numbers[i + members] > 1; members++)
            ;
        if (build->actor_numbers[i])
            read_members(build, node, i, members);
        else
            read_actor(build, node, i);
    }
    if (build->is_out_of_memory) return;
    make_posture_slots(build, count);
    build->scenario->actors = build->actors;
    build->scenario->actor_count = count;
}

/* ---- names ---- */

static void enter_actor(bri_build *build, const char *name, bri_place place) {
    uint32_t number;
    if (bri_names_find(&build->names[BRI_NAME_ACTOR], name, &number))
        bri_diag_error(build->diagnostics, place, NULL, "there are two actors called \"%s\"", name);
    else if (!bri_names_add(build->arena, &build->names[BRI_NAME_ACTOR], name))
        build->is_out_of_memory = true;
}

/* How many members a counted group makes; 1 where its count is wrong, which is said when it is read. */
static uint32_t member_count(const bri_tree_node *node) {
    const bri_tree_node *count = counted(node);
    bool is_good = count->kind == BRI_TREE_INTEGER && count->integer >= 1 && count->integer <= MOST_ACTORS;
    return is_good ? (uint32_t)count->integer : 1;
}

/* How many actors a member of the section makes. */
static uint32_t actors_of(bri_build *build, const bri_tree_node *node) {
    if (listed(node)) return 0;
    if (filed(node)) return rows_of(build, node) ? bri_csv_rows(rows_of(build, node)) : 0;
    return counted(node) ? member_count(node) : 1;
}

static uint32_t count_actors(bri_build *build, const bri_tree_node *section) {
    uint64_t count = 0;
    for (size_t i = 0; i < section->child_count; i++) count += actors_of(build, section->children[i]);
    return count > UINT32_MAX / 2 ? UINT32_MAX / 2 : (uint32_t)count;
}

bri_group *bri_group_add(bri_build *build, const char *name, bri_place place) {
    uint32_t number;
    bool is_new = !bri_names_find(&build->group_names, name, &number);
    if (!is_new || bri_names_find(&build->names[BRI_NAME_ACTOR], name, &number)) {
        bri_diag_error(build->diagnostics, place, NULL, "there is %s called \"%s\" already", is_new ? "an actor" : "a group or network", name);
        return NULL;
    }
    bri_group *group = bri_list_add(build, &build->groups, sizeof *group);
    if (!group || !bri_names_add(build->arena, &build->group_names, name)) build->is_out_of_memory = true;
    if (group) *group = (bri_group){.name = name, .group = build->groups.count - 1};
    return build->is_out_of_memory ? NULL : group;
}

static void set_members(bri_group *group, const uint32_t *members, uint32_t count) {
    group->members = members;
    group->member_count = count;
    if (!group->is_network) group->links = (bri_network){.member = members, .count = count};
}

/* Of every actor, the place in a group: all of them must have been declared. */
static void place_members(bri_build *build, bri_group *group) {
    uint32_t actors = build->names[BRI_NAME_ACTOR].count;
    uint32_t *position = bri_build_alloc(build, actors, sizeof *position);
    for (uint32_t i = 0; position && i < actors; i++) position[i] = BRI_NONE;
    for (uint32_t i = 0; position && i < group->member_count; i++) position[group->members[i]] = i;
    group->position = position;
}

void bri_group_fill(bri_build *build, uint32_t index, const uint32_t *members, uint32_t count) {
    bri_group *group = (bri_group *)build->groups.items + index;
    set_members(group, members, count);
    place_members(build, group);
}

static void declare_counted(bri_build *build, const bri_tree_node *node) {
    uint32_t count = member_count(node), first = build->names[BRI_NAME_ACTOR].count;
    uint32_t *members = bri_build_alloc(build, count, sizeof *members);
    for (uint32_t i = 0; members && i < count && !build->is_out_of_memory; i++) {
        uint32_t actor = build->names[BRI_NAME_ACTOR].count;
        enter_actor(build, bri_build_text(build, "%s_%u", node->name, (unsigned)i + 1), node->name_place);
        if (build->names[BRI_NAME_ACTOR].count == actor) return;
        build->actor_nodes[actor] = node;
        build->actor_numbers[actor] = i + 1;
        members[i] = first + i;
    }
    bri_group *group = members && !build->is_out_of_memory ? bri_group_add(build, node->name, node->name_place) : NULL;
    if (group) set_members(group, members, count);
}

/* The column of its members' names. */
static bool find_id(bri_build *build, const bri_tree_node *node, const bri_csv *csv, uint32_t *column) {
    const bri_tree_node *id = bri_tree_child(node, "id");
    *column = 0;
    return !id || id->kind != BRI_TREE_STRING || bri_data_column(build, csv, id, column);
}

static bool enter_row(bri_build *build, const bri_tree_node *node, const bri_csv *csv, uint32_t row, uint32_t column) {
    uint32_t actor = build->names[BRI_NAME_ACTOR].count;
    const char *name = bri_csv_text(build->arena, csv, row, column);
    bri_place place = bri_csv_place(csv, row, column);
    if (!name) build->is_out_of_memory = true;
    if (!name || !bri_name_is_good(build, name, place, "actor")) return false;
    enter_actor(build, name, place);
    if (build->names[BRI_NAME_ACTOR].count == actor) return false;
    build->actor_nodes[actor] = node;
    build->actor_numbers[actor] = actor > 0 && build->actor_nodes[actor - 1] == node ? build->actor_numbers[actor - 1] + 1 : 1;
    return true;
}

/* A group whose members are the rows of a file. */
static void declare_filed(bri_build *build, const bri_tree_node *node) {
    const bri_csv *csv = rows_of(build, node);
    uint32_t first = build->names[BRI_NAME_ACTOR].count, column, wrong = 0;
    if (!csv || !find_id(build, node, csv, &column)) return;
    if (!bri_csv_rows(csv)) bri_diag_error(build->diagnostics, filed(node)->value_place, NULL, "\"%s\" has no rows", bri_csv_name(csv));
    for (uint32_t i = 0; i < bri_csv_rows(csv) && wrong < BRI_CSV_COMPLAINTS; i++) wrong += !enter_row(build, node, csv, i, column);
    uint32_t count = build->names[BRI_NAME_ACTOR].count - first;
    uint32_t *members = count ? bri_build_alloc(build, count, sizeof *members) : NULL;
    if (!members || build->is_out_of_memory) return;
    for (uint32_t i = 0; i < count; i++) members[i] = first + i;
    bri_group *group = bri_group_add(build, node->name, node->name_place);
    if (!group) return;
    group->rows = csv;
    group->id_column = column;
    set_members(group, members, count);
}

static int by_number(const void *a, const void *b) {
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

static void declare_list(bri_build *build, const bri_tree_node *node) {
    const brink_group *read = bri_group_read(build, &bri_listed_table, node, bri_build_text(build, "group \"%s\"", node->name), NULL);
    const bri_value *value = read ? bri_group_value(read, "members") : NULL;
    if (!value || value->is_wrong) return;
    if (!value->count) {
        bri_diag_error(build->diagnostics, value->node->value_place, NULL, "group \"%s\" has no members", node->name);
        return;
    }
    uint32_t *members = bri_build_alloc(build, value->count, sizeof *members);
    if (!members) return;
    memcpy(members, value->names, value->count * sizeof *members);
    qsort(members, value->count, sizeof *members, by_number);
    bri_group *group = bri_group_add(build, node->name, node->name_place);
    if (group) set_members(group, members, (uint32_t)value->count);
}

void bri_actors_declare(bri_build *build) {
    const bri_tree_node *section = build->sections[BRI_SECTION_ACTORS];
    if (!section) return;
    uint32_t count = count_actors(build, section);
    if (count > MOST_ACTORS) {
        bri_diag_error(build->diagnostics, section->name_place, NULL, "%u actors: there may be %u at most", (unsigned)count, MOST_ACTORS);
        return;
    }
    build->actor_nodes = bri_build_alloc(build, count, sizeof *build->actor_nodes);
    build->actor_numbers = bri_build_alloc(build, count, sizeof *build->actor_numbers);
    for (size_t i = 0; i < section->child_count && !build->is_out_of_memory; i++) {
        const bri_tree_node *node = section->children[i];
        bri_name_is_good(build, node->name, node->name_place, counted(node) || listed(node) || filed(node) ? "group" : "actor");
        if (listed(node)) continue;
        if (filed(node)) {
            declare_filed(build, node);
        } else if (!counted(node)) {
            uint32_t actor = build->names[BRI_NAME_ACTOR].count;
            enter_actor(build, node->name, node->name_place);
            if (build->names[BRI_NAME_ACTOR].count > actor) build->actor_nodes[actor] = node;
        } else {
            declare_counted(build, node);
        }
    }
    for (size_t i = 0; i < section->child_count && !build->is_out_of_memory; i++)
        if (listed(section->children[i])) declare_list(build, section->children[i]);
    for (uint32_t i = 0; i < build->groups.count; i++) place_members(build, (bri_group *)build->groups.items + i);
}
