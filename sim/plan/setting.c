/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A group is read in three steps: names that the table lacks are complaints; each setting of the table is found, defaulted or missed; what was
 * found goes to the reader of its kind. A setting that is wrong gets a stand-in of the right kind, so that whoever reads the group goes on and
 * finds the other mistakes. */
#include "plan/setting.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/calendar.h"
#include "plan/check.h"

/* A setting in hand. */
typedef struct reading {
    bri_build *build;
    const brink_setting *setting;
    const bri_tree_node *node, *parent;
    bri_value *value;
    const char *subject; /* "decision "launch"" */
    const char *what;    /* ""rate" of decision "launch"" */
} reading;

static void complain_kind(const reading *r, const bri_tree_node *node, const char *wanted) {
    bri_diag_error(r->build->diagnostics, node->value_place, NULL, "%s must be %s, not %s", r->what, wanted, bri_tree_kind_name(node->kind));
}

static bool is_sequence(const bri_tree_node *node) {
    return node->kind == BRI_TREE_LIST || node->kind == BRI_TREE_ARRAY;
}

static bool is_number(const bri_tree_node *node) {
    return node->kind == BRI_TREE_INTEGER || node->kind == BRI_TREE_REAL;
}

/* ---- one kind each: false where a complaint was made ---- */

static bool read_text(reading *r) {
    if (r->node->kind != BRI_TREE_STRING) {
        complain_kind(r, r->node, "a string");
        return false;
    }
    r->value->text = r->node->string;
    return true;
}

/* Words of "a|b|c" into an array in the arena. */
static const char **split_words(bri_build *build, const char *words, size_t *count) {
    *count = 1;
    for (const char *c = words; *c; c++) *count += *c == '|';
    const char **list = bri_build_alloc(build, *count, sizeof *list);
    for (size_t i = 0; list && i < *count; i++) {
        size_t length = strcspn(words, "|");
        list[i] = bri_build_text(build, "%.*s", (int)length, words);
        words += length + 1;
    }
    return list;
}

/* "a, b or c" */
static const char *listed(bri_build *build, const char *const *words, size_t count) {
    const char *text = words[0];
    for (size_t i = 1; i < count; i++) text = bri_build_text(build, "%s%s%s", text, i + 1 == count ? " or " : ", ", words[i]);
    return text;
}

static bool find_word(const brink_setting *setting, const char *word, size_t *index) {
    size_t length = strlen(word);
    *index = 0;
    for (const char *c = setting->words;; (*index)++) {
        size_t next = strcspn(c, "|");
        if (next == length && strncmp(c, word, length) == 0) return true;
        if (!c[next]) return false;
        c += next + 1;
    }
}

static bool read_word(reading *r) {
    if (!read_text(r)) return false;
    size_t word;
    if (find_word(r->setting, r->value->text, &word)) {
        r->value->word = word;
        return true;
    }
    size_t count;
    const char **words = split_words(r->build, r->setting->words, &count);
    if (words)
        bri_diag_error(r->build->diagnostics, r->node->value_place, bri_build_hint(r->build, r->value->text, words, count),
                       "%s must be %s, not \"%s\"", r->what, listed(r->build, words, count), r->value->text);
    return false;
}

static bool read_flag(reading *r) {
    if (r->node->kind != BRI_TREE_BOOLEAN) {
        const char *hint = r->node->kind == BRI_TREE_STRING ? "write true or false, without quotes" : NULL;
        bri_diag_error(r->build->diagnostics, r->node->value_place, hint, "%s must be true or false, not %s", r->what,
                       bri_tree_kind_name(r->node->kind));
        return false;
    }
    r->value->number = r->node->number;
    return true;
}

static bool in_range(const brink_setting *setting, double value) {
    if (setting->minimum == 0 && setting->maximum == 0) return true;
    bool is_above = setting->excludes_minimum ? value > setting->minimum : value >= setting->minimum;
    return is_above && value <= setting->maximum;
}

static bool read_number(reading *r) {
    if (!is_number(r->node)) {
        complain_kind(r, r->node, "a number");
        return false;
    }
    if (r->setting->kind == BRINK_SETTING_COUNT && r->node->kind != BRI_TREE_INTEGER) {
        complain_kind(r, r->node, "a whole number");
        return false;
    }
    r->value->number = r->node->number;
    if (isfinite(r->node->number) && in_range(r->setting, r->node->number)) return true;
    if (!isfinite(r->node->number))
        bri_diag_error(r->build->diagnostics, r->node->value_place, NULL, "%s is not a finite number", r->what);
    else
        bri_diag_error(r->build->diagnostics, r->node->value_place, NULL, "%s must be %s, not %.15g", r->what,
                       bri_range_text(r->build->arena, r->setting->minimum, r->setting->maximum, r->setting->excludes_minimum, 1, ""),
                       r->node->number);
    return false;
}

/* Where a formula stands that sees the marks of the action which a sibling names: where an effect of that action would. */
static bri_context context_of(const reading *r) {
    const bri_tree_node *sibling = bri_tree_child(r->parent, r->setting->marks_of);
    uint32_t action;
    if (!sibling || sibling->kind != BRI_TREE_STRING || !bri_names_find(&r->build->names[BRI_NAME_ACTION], sibling->string, &action))
        return r->build->context;
    return (bri_context){.marks = BRI_MARKS_OWN, .action = action, .mark_limit = r->build->action_mark_count[action], .decision = BRI_NONE};
}

/* A constant outside of its range is told at once, not when all is read: what a model would make of it gives rise to other complaints. */
static bool is_refused(const reading *r, const bri_expr *expr) {
    const bri_type type = bri_expr_type(expr);
    double value, scale;
    if (type.is_boolean || !bri_expr_is_constant(expr, NULL, &value) || !isfinite(value) || in_range(r->setting, value)) return false;
    const char *unit = bri_type_unit(type, &scale);
    bri_diag_error(r->build->diagnostics, r->node->value_place, NULL, "%s must be %s, not %s", r->what,
                   bri_range_text(r->build->arena, r->setting->minimum, r->setting->maximum, r->setting->excludes_minimum, scale, unit),
                   bri_quantity_text(r->build->arena, value, scale, unit));
    return true;
}

static bool read_formula(reading *r) {
    bri_context outer = r->build->context;
    if (r->setting->marks_of) r->build->context = context_of(r);
    r->value->expr = bri_formula_read(r->build, r->node, r->setting, r->what);
    r->build->context = outer;
    if (!r->value->expr || is_refused(r, r->value->expr)) return false;
    bri_check_add(r->build, r->value->expr, r->setting, r->node->value_place, r->what);
    return true;
}

/* The elements of a list setting: the node's children (NULL where there are none), or the node itself where one alone is allowed. */
static bool find_elements(reading *r, bool allows_one, const char *wanted, const bri_tree_node *const **nodes, size_t *count) {
    bool is_list = is_sequence(r->node), is_one = !is_list && allows_one && r->node->kind != BRI_TREE_GROUP;
    if (!is_list && !is_one) complain_kind(r, r->node, wanted);
    *nodes = is_list ? r->node->children : &r->node;
    *count = is_list ? r->node->child_count : 1;
    return is_list || is_one;
}

static bool read_formulas(reading *r) {
    size_t count;
    const bri_tree_node *const *nodes;
    bool has_elements = find_elements(r, false, "an array or list", &nodes, &count);
    const bri_expr **exprs = has_elements ? bri_build_alloc(r->build, count, sizeof *exprs) : NULL;
    if (!exprs) return false;
    bool is_good = true;
    for (size_t i = 0; i < count; i++) {
        exprs[i] = bri_formula_read(r->build, nodes[i], r->setting, r->what);
        if (exprs[i])
            bri_check_add(r->build, exprs[i], r->setting, nodes[i]->value_place, r->what);
        else
            exprs[i] = bri_expr_constant(r->build->arena, 1, bri_dimension_type(r->setting->dimension));
        is_good &= exprs[i] != NULL;
    }
    r->value->exprs = exprs;
    r->value->count = count;
    return is_good;
}

static bool read_one_date(reading *r, const bri_tree_node *node, double *days) {
    if (node->kind != BRI_TREE_STRING) {
        complain_kind(r, node, "a date such as \"2017-07-31\"");
        return false;
    }
    if (!bri_date_parse(node->string, days)) {
        bri_diag_error(r->build->diagnostics, node->value_place, "a date is YYYY-MM-DD or YYYY-MM-DDThh:mm[:ss]Z", "\"%s\" is not a date",
                       node->string);
        return false;
    }
    *days -= r->build->scope.start;
    return true;
}

static bool read_date(reading *r) {
    return read_one_date(r, r->node, &r->value->number);
}

/* Nobody may be meant (`with` nobody is alone); no action and no date never are: what waits for none waits for ever. */
static bool has_enough(const reading *r, size_t count, const char *noun) {
    bool is_required = r->setting->is_required;
    if (count || !(is_required || r->setting->kind != BRINK_SETTING_ACTORS)) return true;
    const char *hint = bri_build_text(r->build, "name %s%s", noun, is_required ? "" : ", or leave it out");
    bri_diag_error(r->build->diagnostics, r->node->value_place, hint, "%s is empty", r->what);
    return false;
}

static bool read_dates(reading *r) {
    size_t count;
    const bri_tree_node *const *nodes;
    bool has_elements = find_elements(r, true, "an array of dates", &nodes, &count);
    double *dates = has_elements ? bri_build_alloc(r->build, count, sizeof *dates) : NULL;
    if (!dates || !has_enough(r, count, "a date")) return false;
    bool is_good = true;
    for (size_t i = 0; i < count; i++) is_good &= read_one_date(r, nodes[i], &dates[i]);
    r->value->numbers = dates;
    r->value->count = count;
    return is_good;
}

static bool read_one_name(reading *r, const bri_tree_node *node, uint32_t *number) {
    bool is_action = r->setting->kind == BRINK_SETTING_ACTION || r->setting->kind == BRINK_SETTING_ACTIONS;
    const char *noun = is_action ? "action" : "actor";
    *number = BRI_NONE;
    if (node->kind != BRI_TREE_STRING) {
        complain_kind(r, node, is_action ? "the name of an action" : "the name of an actor");
        return false;
    }
    if (r->setting->allows_none && strcmp(node->string, "none") == 0) return true;
    if (r->setting->allows_members && (strcmp(node->string, "self") == 0 || strcmp(node->string, "target") == 0)) {
        *number = node->string[0] == 's' ? BRI_ACTOR_SELF : BRI_ACTOR_TARGET;
        return true;
    }
    const bri_names *names = &r->build->names[is_action ? BRI_NAME_ACTION : BRI_NAME_ACTOR];
    if (bri_names_find(names, node->string, number)) return true;
    bri_diag_error(r->build->diagnostics, node->value_place, bri_build_hint(r->build, node->string, names->names, names->count), "unknown %s \"%s\"",
                   noun, node->string);
    return false;
}

static bool read_name(reading *r) {
    return read_one_name(r, r->node, &r->value->name);
}

static bool read_names(reading *r) {
    size_t count;
    const bri_tree_node *const *nodes;
    bool has_elements = find_elements(r, true, "a name or an array of names", &nodes, &count);
    uint32_t *names = has_elements ? bri_build_alloc(r->build, count, sizeof *names) : NULL;
    const char *noun = r->setting->kind == BRINK_SETTING_ACTIONS ? "an action" : "an actor";
    if (!names || !has_enough(r, count, noun)) return false;
    bool is_good = true;
    for (size_t i = 0; i < count; i++) {
        is_good &= read_one_name(r, nodes[i], &names[i]);
        for (size_t j = 0; j < i; j++)
            if (names[j] == names[i] && names[i] != BRI_NONE) {
                bri_diag_error(r->build->diagnostics, nodes[i]->value_place, NULL, "\"%s\" is named twice", nodes[i]->string);
                is_good = false;
            }
    }
    r->value->names = names;
    r->value->count = count;
    return is_good;
}

static bool read_groups_from(reading *r, const bri_tree_node *const *nodes, size_t count) {
    const brink_group **groups = bri_build_alloc(r->build, count, sizeof *groups);
    if (!groups) return false;
    bool is_good = true;
    for (size_t i = 0; i < count; i++) {
        const char *subject =
            r->setting->kind == BRINK_SETTING_GROUP ? r->what : bri_build_text(r->build, "\"%s\" %zu of %s", r->setting->name, i + 1, r->subject);
        groups[i] = bri_group_read(r->build, r->setting->group, nodes[i], subject, NULL);
        if (!groups[i]) return false;
        is_good &= !groups[i]->is_wrong;
    }
    r->value->groups = groups;
    r->value->count = count;
    return is_good;
}

static bool read_group(reading *r) {
    return read_groups_from(r, &r->node, 1);
}

static bool read_groups(reading *r) {
    if (r->node->kind != BRI_TREE_LIST) {
        complain_kind(r, r->node, "a list of groups ( { … }, { … } )");
        return false;
    }
    return read_groups_from(r, r->node->children, r->node->child_count);
}

static bool read_raw(reading *r) {
    (void)r;
    return true;
}

static bool (*const readers[])(reading *) = {
    [BRINK_SETTING_TEXT] = read_text,         [BRINK_SETTING_WORD] = read_word,     [BRINK_SETTING_FLAG] = read_flag,
    [BRINK_SETTING_COUNT] = read_number,      [BRINK_SETTING_NUMBER] = read_number, [BRINK_SETTING_FORMULA] = read_formula,
    [BRINK_SETTING_FORMULAS] = read_formulas, [BRINK_SETTING_DATE] = read_date,     [BRINK_SETTING_DATES] = read_dates,
    [BRINK_SETTING_ACTOR] = read_name,        [BRINK_SETTING_ACTORS] = read_names,  [BRINK_SETTING_ACTION] = read_name,
    [BRINK_SETTING_ACTIONS] = read_names,     [BRINK_SETTING_GROUP] = read_group,   [BRINK_SETTING_GROUPS] = read_groups,
    [BRINK_SETTING_RAW] = read_raw,
};

/* ---- defaults and stand-ins ---- */

static bool is_formula(const brink_setting *setting) {
    return setting->kind == BRINK_SETTING_FORMULA;
}

static void use_fallback(reading *r, bri_place place) {
    const brink_setting *setting = r->setting;
    const char *text = setting->fallback;
    r->value->text = text;
    if (is_formula(setting)) {
        bri_expr_want want = {.type = bri_dimension_type(setting->dimension),
                              .any_type = setting->dimension == BRINK_ANY,
                              .allow_draws = setting->allows_draws,
                              .what = r->what};
        r->value->expr = bri_formula_make(r->build, text, place, &want, NULL, 0);
    } else if (setting->kind == BRINK_SETTING_WORD) {
        bool is_word = find_word(setting, text, &r->value->word);
        assert(is_word);
        (void)is_word;
    } else if (setting->kind == BRINK_SETTING_FLAG) {
        r->value->number = strcmp(text, "true") == 0;
    } else {
        r->value->number = strtod(text, NULL);
    }
}

/* What stands for a setting that is wrong or, though required, missing. */
static void stand_in(reading *r) {
    r->value->is_wrong = true;
    if (is_formula(r->setting)) r->value->expr = bri_expr_constant(r->build->arena, 1, bri_dimension_type(r->setting->dimension));
    if (r->setting->kind == BRINK_SETTING_WORD) r->value->word = 0;
    if (!r->value->text) r->value->text = "";
}

static bool has_fallback(const brink_setting *setting) {
    return setting->fallback != NULL;
}

/* ---- groups ---- */

const char **bri_table_names(bri_build *build, const brink_table *table) {
    const char **names = bri_build_alloc(build, table->count, sizeof *names);
    for (size_t i = 0; names && i < table->count; i++) names[i] = table->settings[i].name;
    return names;
}

static bool is_in_table(const brink_table *table, const char *name) {
    for (size_t i = 0; i < table->count; i++)
        if (strcmp(table->settings[i].name, name) == 0) return true;
    return false;
}

static void find_unknown(bri_build *build, const brink_group *group, const char *ignored) {
    for (size_t i = 0; i < group->node->child_count; i++) {
        const bri_tree_node *child = group->node->children[i];
        if (is_in_table(group->table, child->name) || (ignored && strcmp(child->name, ignored) == 0)) continue;
        const char **names = bri_table_names(build, group->table);
        if (names)
            bri_diag_error(build->diagnostics, child->name_place, bri_build_hint(build, child->name, names, group->table->count),
                           "unknown setting \"%s\" in %s", child->name, group->subject);
    }
}

/* Is it a gap of settings that go with a law? One drawn at random is the law's business there. */
static bool is_gap(const brink_table *table, const char *name) {
    return (strcmp(name, "gap") == 0 || strcmp(name, "gaps") == 0) && is_in_table(table, "law");
}

static bool read_given(reading *r, const brink_table *table) {
    bool outer = r->build->context.is_gap;
    r->build->context.is_gap = is_gap(table, r->setting->name);
    bool is_good = readers[r->setting->kind](r);
    r->build->context.is_gap = outer;
    return is_good;
}

static void read_setting(bri_build *build, brink_group *group, size_t index) {
    const brink_setting *setting = &group->table->settings[index];
    reading r = {.build = build, .setting = setting, .value = &group->values[index], .parent = group->node, .subject = group->subject};
    r.node = group->node ? bri_tree_child(group->node, setting->name) : NULL;
    if (r.node || (is_formula(setting) && has_fallback(setting))) /* who else would be named: most settings are left out, and there may be many */
        r.what = bri_build_text(build, "\"%s\" of %s", setting->name, group->subject);
    *r.value = (bri_value){.node = r.node, .number = NAN, .word = SIZE_MAX, .name = BRI_NONE};
    if (r.node) {
        if (!read_given(&r, group->table)) stand_in(&r);
    } else if (setting->is_required) {
        if (group->node) bri_diag_error(build->diagnostics, group->place, NULL, "%s needs \"%s\"", group->subject, setting->name);
        stand_in(&r);
    } else if (has_fallback(setting)) {
        use_fallback(&r, group->place);
    }
    group->is_wrong |= r.value->is_wrong;
}

const brink_group *bri_group_read(bri_build *build, const brink_table *table, const bri_tree_node *node, const char *subject, const char *ignored) {
    brink_group *group = bri_build_alloc(build, 1, sizeof *group);
    bri_value *values = bri_build_alloc(build, table->count, sizeof *values);
    if (!group || !values) return NULL;
    *group = (brink_group){.table = table, .node = node, .subject = subject, .values = values};
    if (node) group->place = node->name ? node->name_place : node->value_place;
    if (node && node->kind != BRI_TREE_GROUP) {
        bri_diag_error(build->diagnostics, node->value_place, NULL, "%s must be a group { … }, not %s", subject, bri_tree_kind_name(node->kind));
        group->node = NULL;
        group->is_wrong = true;
    }
    if (group->node) find_unknown(build, group, ignored);
    for (size_t i = 0; i < table->count; i++) read_setting(build, group, i);
    return group;
}

const bri_value *bri_group_value(const brink_group *group, const char *name) {
    for (size_t i = 0; i < group->table->count; i++)
        if (strcmp(group->table->settings[i].name, name) == 0) return &group->values[i];
    assert(!"a setting of the table");
    return NULL;
}
