/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The reference page of the language. Nothing stands here that a table holds: what the program reads is what the page says. */
#include "brink/language.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lang/functions.h"
#include "plan/build.h"
#include "plan/setting.h"
#include "plan/tables.h"

/* Text for a cell of a table: a bar would end it. */
static void put_cell(FILE *to, const char *text) {
    for (; *text != '\0'; text++) {
        if (*text == '|')
            fputc('\\', to);
        fputc(*text, to);
    }
}

static void put_setting(FILE *to, const char *prefix, const brink_setting *setting) {
    char *kind = NULL;
    size_t length;
    FILE *cell = open_memstream(&kind, &length);
    if (cell != NULL) {
        brink_setting_write(cell, setting);
        fclose(cell);
    }
    fprintf(to, "| `%s%s` | ", prefix, setting->name);
    put_cell(to, kind != NULL ? kind : "");
    fputs(" | ", to);
    put_cell(to, setting->doc);
    fputs(" |\n", to);
    free(kind);
}

static void put_rows(FILE *to, const char *prefix, const brink_table *table) {
    for (size_t i = 0; i < table->count; i++) {
        const brink_setting *setting = &table->settings[i];
        put_setting(to, prefix, setting);
        if (setting->group == NULL)
            continue;
        char inner[100];
        snprintf(inner, sizeof inner, "%s%s.", prefix, setting->name);
        put_rows(to, inner, setting->group);
    }
}

static void put_table(FILE *to, const brink_table *table) {
    if (table->count == 0)
        return;
    fputs("\n| setting | what may stand there | meaning |\n|---|---|---|\n", to);
    put_rows(to, "", table);
}

static const char *shape_of(const bri_section_def *section) {
    switch (section->kind) {
    case BRI_TREE_GROUP: return section->noun != NULL ? "`{ NAME = …; … }`" : "a group `{ … }`";
    case BRI_TREE_LIST: return "a list `( …, … )`";
    case BRI_TREE_ARRAY: return "an array `[ …, … ]`";
    default: return "a whole number";
    }
}

static void put_sections(FILE *to) {
    const bri_section_def *sections = bri_section_defs();
    fputs("\n## Sections\n", to);
    for (int i = 0; i < BRI_SECTION_COUNT; i++) {
        fprintf(to, "\n### %s\n\n%s%s: %s.\n", sections[i].name, shape_of(&sections[i]), sections[i].is_required ? ", required" : "",
                sections[i].doc);
        for (int t = 0; t < BRI_SECTION_TABLES && sections[i].tables[t] != NULL; t++)
            put_table(to, sections[i].tables[t]);
    }
}

static void put_functions(FILE *to) {
    size_t count;
    const char *group = "";
    const bri_function_doc *docs = bri_function_docs(&count);
    fputs("\n## Functions\n", to);
    for (size_t i = 0; i < count; i++) {
        if (strcmp(group, docs[i].group) != 0)
            fprintf(to, "\n### %s\n\n| function | meaning |\n|---|---|\n", group = docs[i].group);
        bool is_name = bri_function_find(docs[i].name)->kind == BRI_FUNCTION_NAME;
        fprintf(to, is_name ? "| `%s%s` | " : "| `%s(%s)` | ", docs[i].name, docs[i].arguments);
        put_cell(to, docs[i].doc);
        fputs(" |\n", to);
    }
}

static void put_words(FILE *to) {
    size_t count;
    const char *const *words = bri_words(&count);
    fputs("\n## Words\n\nUnits, constants and other words that no name of a scenario may be:", to);
    for (size_t i = 0; i < count; i++)
        fprintf(to, " `%s`", words[i]);
    words = bri_reserved_names(&count);
    for (size_t i = 0; i < count; i++)
        fprintf(to, " `%s`", words[i]);
    fputs("; nor the name of a function.\n", to);
}

/* A block of text, indented as Markdown wants it. */
static void put_block(FILE *to, const char *text) {
    fputc('\n', to);
    while (*text != '\0') {
        int length = (int)strcspn(text, "\n");
        fprintf(to, "    %.*s\n", length, text);
        text += length + (text[length] == '\n');
    }
}

static void put_models(FILE *to) {
    fputs("\n## Models\n", to);
    for (size_t i = 0; i < brink_model_count(); i++) {
        const brink_model *model = brink_model_at(i);
        fprintf(to, "\n### %s\n\n%s\n", model->name, model->summary);
        put_block(to, model->formula);
        put_table(to, &model->table);
        put_block(to, model->conventions);
        fputs("\nFor example:\n", to);
        put_block(to, model->example);
    }
}

char *brink_language_reference(void) {
    char *text = NULL;
    size_t length;
    FILE *to = open_memstream(&text, &length);
    if (to == NULL)
        return NULL;
    fputs("# Reference of the scenario language\n\n"
          "Printed by `brink language`. What it all means together is told in [language.md](language.md).\n",
          to);
    put_sections(to);
    put_functions(to);
    put_words(to);
    put_models(to);
    bool worked = !ferror(to);
    worked = fclose(to) == 0 && worked;
    if (worked)
        return text;
    free(text);
    return NULL;
}
