/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The reference page of a model, from its table alone. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "brink/model.h"

static const char *dimension_text(brink_dimension dimension) {
    switch (dimension) {
    case BRINK_NUMBER: return "number";
    case BRINK_DURATION: return "duration, such as \"3 d\"";
    case BRINK_RATE: return "rate, such as \"16/yr\"";
    case BRINK_BOOLEAN: return "boolean";
    default: return "of any dimension";
    }
}

static void print_kind(FILE *out, const brink_setting *setting) {
    switch (setting->kind) {
    case BRINK_SETTING_TEXT: fputs("text", out); break;
    case BRINK_SETTING_WORD: fprintf(out, "one of %s", setting->words); break;
    case BRINK_SETTING_FLAG: fputs("true or false", out); break;
    case BRINK_SETTING_COUNT: fputs("whole number", out); break;
    case BRINK_SETTING_NUMBER: fputs("number, no formula", out); break;
    case BRINK_SETTING_FORMULA: fprintf(out, "formula: %s", dimension_text(setting->dimension)); break;
    case BRINK_SETTING_FORMULAS: fprintf(out, "list of formulas: %s", dimension_text(setting->dimension)); break;
    case BRINK_SETTING_DATE: fputs("date \"YYYY-MM-DD\"", out); break;
    case BRINK_SETTING_DATES: fputs("dates", out); break;
    case BRINK_SETTING_ACTOR: fputs("an actor", out); break;
    case BRINK_SETTING_ACTORS: fputs("actors", out); break;
    case BRINK_SETTING_ACTION: fputs(setting->allows_none ? "an action, or \"none\"" : "an action", out); break;
    case BRINK_SETTING_ACTIONS: fputs("actions", out); break;
    case BRINK_SETTING_GROUP: fputs("group { ... } of", out); break;
    case BRINK_SETTING_GROUPS: fputs("list ( { ... }, ... ) of groups of", out); break;
    case BRINK_SETTING_RAW: fputs("of a form of its own", out); break;
    }
}

static void print_range(FILE *out, const brink_setting *setting) {
    if (setting->minimum == 0 && setting->maximum == 0) return;
    if (isfinite(setting->maximum))
        fprintf(out, "; %s %g to %g", setting->excludes_minimum ? "above" : "from", setting->minimum, setting->maximum);
    else
        fprintf(out, "; %s %g", setting->excludes_minimum ? "above" : "at least", setting->minimum);
}

void brink_setting_write(FILE *out, const brink_setting *setting) {
    print_kind(out, setting);
    print_range(out, setting);
    if (setting->fallback && setting->fallback[0]) fprintf(out, "; default %s", setting->fallback);
    if (setting->marks_of) fprintf(out, "; sees the marks of \"%s\"", setting->marks_of);
    fprintf(out, "%s%s%s%s", setting->is_required ? "; required" : "", setting->allows_draws ? "; may draw" : "",
            setting->only_parameters ? "; of parameters only" : "", setting->is_fittable ? "; can be fitted" : "");
}

static void print_table(FILE *out, const brink_table *table, int indent) {
    for (size_t i = 0; i < table->count; i++) {
        const brink_setting *setting = &table->settings[i];
        fprintf(out, "%*s%-*s ", indent, "", 16 - indent, setting->name);
        brink_setting_write(out, setting);
        fputc('\n', out);
        fprintf(out, "%*s%s\n", 17, "", setting->doc);
        if (setting->group) print_table(out, setting->group, indent + 2);
    }
}

/* Lines of text, indented. */
static void print_block(FILE *out, const char *title, const char *text) {
    if (!text || !*text) return;
    fprintf(out, "\n%s\n", title);
    while (*text) {
        int length = (int)strcspn(text, "\n");
        fprintf(out, "  %.*s\n", length, text);
        text += length + (text[length] == '\n');
    }
}

static void print_frame(FILE *out, const brink_model *model) {
    static const char *const uses[] = {
        [BRINK_TRIGGER_FORBIDDEN] = "runs by its own clock, without \"on\" or \"crossing\"",
        [BRINK_TRIGGER_OPTIONAL] = "with \"on\" or \"crossing\" it is triggered, without it runs by its own clock",
        [BRINK_TRIGGER_REQUIRED] = "answers the actions in \"on\", or a condition in \"crossing\" that becomes true",
    };
    fprintf(out, "\nDecision\n  %s; %s\n", uses[model->trigger],
            model->names_actions ? "its options name the actions, so the decision has no \"action\"" : "\"action\" says what is done");
}

char *brink_model_page(const brink_model *model) {
    char *text = NULL;
    size_t length = 0;
    FILE *out = open_memstream(&text, &length);
    if (!out) return NULL;
    fprintf(out, "%s: %s\n", model->name, model->summary ? model->summary : "");
    print_block(out, "Formula", model->formula);
    print_frame(out, model);
    fprintf(out, "\nSettings of model = { kind = \"%s\"; ... }\n", model->name);
    print_table(out, &model->table, 2);
    print_block(out, "Conventions", model->conventions);
    print_block(out, "Example", model->example);
    bool has_failed = ferror(out) != 0;
    if (fclose(out) != 0 || has_failed) {
        free(text);
        return NULL;
    }
    return text;
}

char *brink_model_describe(const char *name) {
    const brink_model *model = brink_model_find(name);
    return model ? brink_model_page(model) : NULL;
}
