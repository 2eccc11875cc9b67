/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What libconfig is given differs from the file in four ways, each because of libconfig 1.5:
 *  - Groups, lists and arrays are written as lists of runs of a few members. libconfig looks through a whole group for each new member, and
 *    moves the whole list for every 32 new elements, so that a file of many members would take time with their square.
 *  - Integers get the suffix L, for without it a hexadecimal number loses its upper 32 bits without a word.
 *  - Arrays become lists, since in an array [0, 0.5] is an error, and a scenario may write an integer wherever a real is meant.
 *  - Comments and includes are gone (a comment in the last line, without a line end, is an error), and adjacent strings are joined.
 * Every name, number and string is in the characters of the file, and libconfig's reading of them is what counts. */
#define _GNU_SOURCE /* uselocale */
#include "lang/mirror.h"

#include <libconfig.h>
#include <locale.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { GROUP_RUN = 16, LIST_RUN = 512 };

static size_t run_length(bool is_group) {
    return is_group ? GROUP_RUN : LIST_RUN;
}

static void put(bri_mirror *mirror, const char *text, size_t length) {
    if (!mirror->is_out_of_memory && !bri_bytes_add(&mirror->text, text, length)) {
        mirror->is_out_of_memory = true;
    }
}

void bri_mirror_clear(bri_mirror *mirror) {
    free(mirror->text.text);
    *mirror = (bri_mirror){0};
}

void bri_mirror_open(bri_mirror *mirror, bool is_group) {
    if (mirror->depth == 0) {
        put(mirror, "root=", 5);
    }
    put(mirror, "(", 1);
    mirror->levels[mirror->depth].is_group = is_group;
    mirror->levels[mirror->depth].count = 0;
    mirror->depth++;
}

void bri_mirror_member(bri_mirror *mirror, const char *name) {
    bool is_group = mirror->levels[mirror->depth - 1].is_group;
    size_t count = mirror->levels[mirror->depth - 1].count++;
    if (count % run_length(is_group) == 0) {
        put(mirror, count == 0 ? "" : is_group ? "}," : "),", count == 0 ? 0 : 2);
        put(mirror, is_group ? "{" : "(", 1);
    } else {
        put(mirror, is_group ? ";" : ",", 1);
    }
    if (is_group) {
        put(mirror, name, strlen(name));
        put(mirror, "=", 1);
    }
}

void bri_mirror_scalar(bri_mirror *mirror, const bri_token *token) {
    bool is_string = token->kind == BRI_TOKEN_STRING;
    put(mirror, "\"", is_string);
    put(mirror, token->text, token->length);
    put(mirror, "\"", is_string);
    put(mirror, "L", token->kind == BRI_TOKEN_INTEGER && token->text[token->length - 1] != 'L');
}

void bri_mirror_close(bri_mirror *mirror) {
    mirror->depth--;
    if (mirror->levels[mirror->depth].count > 0) {
        put(mirror, mirror->levels[mirror->depth].is_group ? "}" : ")", 1);
    }
    put(mirror, mirror->depth > 0 ? ")" : ")\n", mirror->depth > 0 ? 1 : 3); /* at last the NUL byte too */
}

static void disagree(const bri_tree_node *node, brink_diagnostics *diagnostics) {
    bri_diag_error(diagnostics, node->value_place, NULL, "internal error: libconfig reads something else here");
}

static bool is_same_real(double a, double b) {
    return a == b && signbit(a) == signbit(b);
}

static void take_scalar(bri_tree_node *node, const config_setting_t *setting, brink_diagnostics *diagnostics) {
    int type = setting != NULL ? config_setting_type(setting) : CONFIG_TYPE_NONE;
    if (node->kind == BRI_TREE_INTEGER && type == CONFIG_TYPE_INT64 && config_setting_get_int64(setting) == node->integer) {
        node->integer = config_setting_get_int64(setting);
        node->number = (double)node->integer;
    } else if (node->kind == BRI_TREE_REAL && type == CONFIG_TYPE_FLOAT && is_same_real(config_setting_get_float(setting), node->number)) {
        node->number = config_setting_get_float(setting);
    } else if (node->kind == BRI_TREE_BOOLEAN && type == CONFIG_TYPE_BOOL && config_setting_get_bool(setting) == (int)node->number) {
        node->number = config_setting_get_bool(setting);
    } else if (node->kind != BRI_TREE_STRING || type != CONFIG_TYPE_STRING || strcmp(config_setting_get_string(setting), node->string) != 0) {
        disagree(node, diagnostics);
    }
}

static bool is_same_name(const bri_tree_node *node, const config_setting_t *setting) {
    const char *name = setting != NULL ? config_setting_name(setting) : NULL;
    return setting != NULL && (node->name == NULL ? name == NULL : name != NULL && strcmp(name, node->name) == 0);
}

/** Walk both trees in step. */
static void take(bri_tree_node *node, const config_setting_t *setting, brink_diagnostics *diagnostics) {
    bool is_group = node->kind == BRI_TREE_GROUP;
    if (!is_group && node->kind != BRI_TREE_LIST && node->kind != BRI_TREE_ARRAY) {
        take_scalar(node, setting, diagnostics);
        return;
    }
    size_t length = run_length(is_group), runs = (node->child_count + length - 1) / length;
    if (setting == NULL || !config_setting_is_list(setting) || (size_t)config_setting_length(setting) != runs) {
        disagree(node, diagnostics);
        return;
    }
    for (size_t i = 0; i < node->child_count; i++) {
        bri_tree_node *child = (bri_tree_node *)node->children[i];
        const config_setting_t *run = config_setting_get_elem(setting, (unsigned)(i / length));
        size_t members = i / length + 1 < runs ? length : node->child_count - i / length * length;
        bool is_run = is_group ? config_setting_is_group(run) : config_setting_is_list(run);
        const config_setting_t *member =
            is_run && (size_t)config_setting_length(run) == members ? config_setting_get_elem(run, (unsigned)(i % length)) : NULL;
        if (is_same_name(child, member)) {
            take(child, member, diagnostics);
        } else {
            disagree(child, diagnostics);
        }
    }
}

brink_status bri_mirror_compare(bri_mirror *mirror, bri_tree_node *root, brink_diagnostics *diagnostics) {
    if (mirror->is_out_of_memory) {
        return BRINK_E_MEMORY;
    }
    size_t errors = brink_diagnostics_error_count(diagnostics);
    locale_t callers = uselocale((locale_t)0); /* libconfig sets the C locale, and then the process's instead of the thread's */
    config_t config;
    config_init(&config);
    if (config_read_string(&config, mirror->text.text) == CONFIG_TRUE) {
        take(root, config_setting_get_member(config_root_setting(&config), "root"), diagnostics);
    } else {
        bri_diag_error(diagnostics, (bri_place){.source = root->value_place.source}, NULL, "internal error: libconfig does not read it: %s",
                       config_error_text(&config));
    }
    config_destroy(&config);
    uselocale(callers);
    return brink_diagnostics_error_count(diagnostics) == errors ? BRINK_OK : BRINK_E_SCENARIO;
}
