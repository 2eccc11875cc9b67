/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A file is known by its path: two formulas that name it share it. It is kept by the name that stands in the scenario, so that a text that carries
 * its files (bri_unfold_data) can be read anywhere; hence two files may not have one name there. */
#include "plan/datafile.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "lang/textfile.h"
#include "plan/setting.h"
#include "plan/tables.h"

enum { SHOWN_COLUMNS = 12 }; /* of a file, in a complaint */

static const brink_setting settings[] = {
    {.name = "file", .kind = BRINK_SETTING_TEXT, .is_required = true, .doc = "its name, as formulas and settings call it"},
    {.name = "text", .kind = BRINK_SETTING_RAW, .is_required = true, .doc = "what it holds: a string, or a list of strings that follow one another"},
};
const brink_table bri_data_table = {settings, sizeof settings / sizeof *settings};

static bri_data_file *file_at(const bri_build *build, uint32_t index) {
    return (bri_data_file *)build->data.items + index;
}

/* ---- the section ---- */

static bool is_text(const bri_tree_node *node) {
    bool is_list = node->kind == BRI_TREE_LIST || node->kind == BRI_TREE_ARRAY, is_good = is_list || node->kind == BRI_TREE_STRING;
    for (size_t i = 0; is_list && i < node->child_count; i++) is_good &= node->children[i]->kind == BRI_TREE_STRING;
    return is_good;
}

/* The strings of a list as one. */
static const char *joined(bri_build *build, const bri_tree_node *node, size_t *length) {
    *length = node->string_length;
    if (node->kind == BRI_TREE_STRING) return node->string;
    *length = 0;
    for (size_t i = 0; i < node->child_count; i++) *length += node->children[i]->string_length;
    char *text = bri_build_alloc(build, *length + 1, 1), *to = text;
    for (size_t i = 0; text && i < node->child_count; i++) {
        memcpy(to, node->children[i]->string, node->children[i]->string_length);
        to += node->children[i]->string_length;
    }
    return text;
}

static void declare(bri_build *build, const bri_tree_node *node, size_t number) {
    const char *subject = bri_build_text(build, "file %zu of the section \"data\"", number + 1);
    const brink_group *group = bri_group_read(build, &bri_data_table, node, subject, NULL);
    if (!group || group->is_wrong) return;
    const bri_tree_node *text = bri_group_value(group, "text")->node;
    const char *name = bri_group_value(group, "file")->text;
    if (!is_text(text)) {
        bri_diag_error(build->diagnostics, text->value_place, NULL, "\"text\" of %s must be a string, or a list of strings", subject);
        return;
    }
    for (uint32_t i = 0; i < build->data.count; i++)
        if (strcmp(file_at(build, i)->name, name) == 0) {
            bri_diag_error(build->diagnostics, group->place, NULL, "there are two files \"%s\" in the section \"data\"", name);
            return;
        }
    bri_data_file *file = bri_list_add(build, &build->data, sizeof *file);
    if (file) *file = (bri_data_file){.name = name, .path = name, .is_within = true, .place = bri_group_value(group, "file")->node->value_place};
    if (file) file->text = joined(build, text, &file->length);
}

void bri_data_declare(bri_build *build) {
    if (build->variant) return; /* a variant has the base's files */
    const bri_tree_node *section = build->sections[BRI_SECTION_DATA];
    for (size_t i = 0; section && i < section->child_count && !build->is_out_of_memory; i++) declare(build, section->children[i], i);
}

void bri_data_check(bri_build *build) {
    for (uint32_t i = 0; i < build->data.count; i++)
        if (file_at(build, i)->is_within && !file_at(build, i)->is_named)
            bri_diag_error(build->diagnostics, file_at(build, i)->place, NULL, "nothing names the file \"%s\" of the section \"data\"",
                           file_at(build, i)->name);
}

/* ---- finding and reading ---- */

/* A path as seen from where the program runs: relative to the file that names it. */
static const char *path_beside(bri_build *build, const char *name, bri_place place) {
    const char *here = place.source ? bri_source_name(place.source) : "";
    const char *slash = strrchr(here, '/');
    return name[0] == '/' || !slash ? name : bri_build_text(build, "%.*s/%s", (int)(slash - here), here, name);
}

static bool refuse(bri_build *build, bri_place place, const char *hint, const char *path, const char *why) {
    bri_diag_error(build->diagnostics, place, hint, "cannot read \"%s\": %s", path, why);
    return false;
}

/* Two files of one name could not both be kept by it. */
static bool is_only_one(bri_build *build, const bri_data_file *file, bri_place place) {
    for (uint32_t i = 0; i + 1 < build->data.count; i++) {
        const bri_data_file *other = file_at(build, i);
        bool is_same = other->length == file->length && other->text && memcmp(other->text, file->text, file->length) == 0;
        if (strcmp(other->name, file->name) != 0 || is_same) continue;
        return refuse(build, place, "give them different names", file->path,
                      bri_build_text(build, "\"%s\" is another file of this name", other->path));
    }
    return true;
}

static bool fits(bri_build *build, size_t length, const char *path, bri_place place) {
    size_t total = length;
    for (uint32_t i = 0; i < build->data.count; i++) total += file_at(build, i)->length;
    return total <= BRI_DATA_LIMIT || refuse(build, place, NULL, path, "it is too large: all data of a scenario may have 8 MB together");
}

/* Data belong to the scenario, and are read again by whoever looks at the same scenario: what comes through a pipe comes once. */
static bool is_file(bri_build *build, const char *path, bri_place place) {
    struct stat about;
    bool is_other = stat(path, &about) == 0 && !S_ISREG(about.st_mode) && !S_ISDIR(about.st_mode);
    return !is_other || refuse(build, place, NULL, path, "a device or a pipe, not a file");
}

static bool read_file(bri_build *build, bri_data_file *file, bri_place place) {
    bri_textfile text;
    bri_text_trouble trouble;
    if (!is_file(build, file->path, place)) return false;
    brink_status status = bri_textfile_read(&text, file->path, &trouble);
    if (status == BRINK_E_SCENARIO) return refuse(build, place, trouble.hint, file->path, trouble.what);
    if (status != BRINK_OK) {
        build->is_out_of_memory = true;
        return false;
    }
    bool is_good = fits(build, text.length, file->path, place);
    if (is_good && !(file->text = bri_arena_text(build->arena, text.text, text.length))) build->is_out_of_memory = true;
    if (is_good) file->length = text.length;
    free(text.text);
    return is_good && file->text && is_only_one(build, file, place);
}

static bri_data_file *find(bri_build *build, const char *name, const char *path) {
    for (uint32_t i = 0; i < build->data.count; i++)
        if (strcmp(file_at(build, i)->path, build->sections[BRI_SECTION_DATA] ? name : path) == 0) return file_at(build, i);
    return NULL;
}

const bri_csv *bri_data_csv(bri_build *build, const char *name, bri_place place) {
    const char *path = path_beside(build, name, place);
    bri_data_file *file = find(build, name, path);
    if (!file && build->sections[BRI_SECTION_DATA]) {
        bri_diag_error(build->diagnostics, place, NULL, "the section \"data\" has no file \"%s\"", name);
        return NULL;
    }
    if (!file) {
        if (!(file = bri_list_add(build, &build->data, sizeof *file))) return NULL;
        *file = (bri_data_file){.name = name, .path = path};
        if (!read_file(build, file, place)) file->is_named = true; /* there is nothing to read, and no more to say of it */
    }
    if (!file->is_named && file->text) file->csv = bri_csv_read(build->arena, build->diagnostics, file->path, file->text, file->length);
    file->is_named = true;
    return file->csv;
}

const bri_csv *bri_data_csv_of(bri_build *build, const bri_tree_node *node, const char *what) {
    if (node->kind == BRI_TREE_STRING) return bri_data_csv(build, node->string, node->value_place);
    bri_diag_error(build->diagnostics, node->value_place, NULL, "%s must be the name of a file, not %s", what, bri_tree_kind_name(node->kind));
    return NULL;
}

/* A column that begins with another letter was not meant: "rate" is no slip for "date". */
static const char *column_hint(bri_build *build, const bri_csv *csv, const char *word) {
    const char *const *names = bri_csv_header(csv), *all = names[0];
    uint32_t count = bri_csv_columns(csv);
    const char *nearest = bri_nearest(word, names, count);
    if (nearest && tolower((unsigned char)*nearest) == tolower((unsigned char)*word)) return bri_build_text(build, "did you mean \"%s\"?", nearest);
    for (uint32_t i = 1; i < count && i < SHOWN_COLUMNS; i++) all = bri_build_text(build, "%s, %s", all, names[i]);
    return bri_build_text(build, "its columns are %s%s", all, count > SHOWN_COLUMNS ? ", …" : "");
}

bool bri_data_column(bri_build *build, const bri_csv *csv, const bri_tree_node *node, uint32_t *column) {
    if (bri_csv_find(csv, node->string, column)) return true;
    bri_diag_error(build->diagnostics, node->value_place, column_hint(build, csv, node->string), "\"%s\" has no column \"%s\"", bri_csv_name(csv),
                   node->string);
    return false;
}
