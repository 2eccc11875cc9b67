/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Recursive descent over libconfig's grammar
 *
 *     settings = { name ("=" | ":") value [";" | ","] }
 *     value    = boolean | number | string | "{" settings "}" | "(" [value {"," value}] ")" | "[" [scalar {"," scalar}] "]"
 *
 * that goes on after an error: a word too many or too few is complained about and then passed over or thought there, so that one slip costs one
 * complaint. Where that fails, reading goes on behind the next separator, before the closer of what is open, or at a name that begins a line.
 * An error makes the tree useless, so nothing of it needs to be right from there on; it must only have the right shape for reading on. */
#include "lang/syntax.h"

#include <stdlib.h>
#include <string.h>

#include "lang/nameset.h"

/** A group, list or array that is being read. */
typedef struct opening {
    const bri_tree_node *node;
    bri_token_kind closer;
    int indent; /* of the line it begins in */
} opening;

typedef struct syntax {
    bri_scanner *scanner;
    bri_mirror *mirror;
    bri_arena *arena;
    brink_diagnostics *diagnostics;
    size_t errors_before;
    opening openings[BRI_NESTING_LIMIT];
    size_t depth;
    opening suspect;               /* the first that was closed by a closer indented otherwise, */
    bri_place suspect_place;       /* which stood here (source NULL: none) */
    bool is_cut_off;               /* the complaint that ends all complaints was made */
    const bri_tree_node **pending; /* children of all that is open, those of the innermost last */
    size_t pending_count, pending_capacity;
    bri_nameset names;
    bri_tree_node spare; /* where there is no memory for a node */
} syntax;

static const char closer_marks[] = {[BRI_TOKEN_GROUP_CLOSE] = '}', [BRI_TOKEN_LIST_CLOSE] = ')', [BRI_TOKEN_ARRAY_CLOSE] = ']'};

static void read_value(syntax *s, bri_tree_node *node);

static const bri_token *token_of(const syntax *s) {
    return &s->scanner->token;
}
static bri_token_kind kind_of(const syntax *s) {
    return s->scanner->token.kind;
}

static void advance(syntax *s) {
    if (!s->is_cut_off && brink_diagnostics_error_count(s->diagnostics) - s->errors_before >= BRI_SYNTAX_ERROR_LIMIT) {
        bri_diag_error(s->diagnostics, token_of(s)->place, NULL, "too many errors: the rest is not read");
        s->is_cut_off = true;
    }
    if (s->is_cut_off) {
        s->scanner->token.kind = BRI_TOKEN_END;
    } else {
        bri_scanner_next(s->scanner);
    }
}

static bool is_scalar(bri_token_kind kind) {
    return kind >= BRI_TOKEN_BOOLEAN && kind <= BRI_TOKEN_STRING;
}

static bool is_opener(bri_token_kind kind) {
    return kind == BRI_TOKEN_GROUP_OPEN || kind == BRI_TOKEN_LIST_OPEN || kind == BRI_TOKEN_ARRAY_OPEN;
}

static bool is_closer(bri_token_kind kind) {
    return kind == BRI_TOKEN_GROUP_CLOSE || kind == BRI_TOKEN_LIST_CLOSE || kind == BRI_TOKEN_ARRAY_CLOSE;
}

static bool is_separator(bri_token_kind kind) {
    return kind == BRI_TOKEN_COMMA || kind == BRI_TOKEN_SEMICOLON;
}

static bool begins_value(bri_token_kind kind) {
    return is_scalar(kind) || is_opener(kind) || kind == BRI_TOKEN_WRONG;
}

/** At a name that begins a line and is followed by "=": reading can go on there, whatever was before. */
static bool is_at_fresh_setting(const syntax *s) {
    return kind_of(s) == BRI_TOKEN_NAME && token_of(s)->is_first && bri_scanner_is_assignment(s->scanner);
}

// ---- words for messages; they live in the arena

static const char *or_empty(const char *text) {
    return text != NULL ? text : "";
}

static const char *word_at_hand(syntax *s) {
    const bri_token *token = token_of(s);
    if (token->kind == BRI_TOKEN_END) {
        return "the end";
    }
    if (token->kind == BRI_TOKEN_STRING) {
        return "a string";
    }
    return or_empty(bri_arena_format(s->arena, "\"%.*s\"", (int)(token->length < 60 ? token->length : 60), token->text));
}

static const char *place_text(syntax *s, bri_place place) {
    return or_empty(bri_arena_format(s->arena, "%s:%d:%d", bri_source_name(place.source), place.line, place.column));
}

/** `group "model"`, `list`. */
static const char *opening_text(syntax *s, const opening *o) {
    const char *kind = bri_tree_kind_name(o->node->kind);
    kind = strchr(kind, ' ') + 1; /* without the article */
    return o->node->name == NULL ? kind : or_empty(bri_arena_format(s->arena, "%s \"%s\"", kind, o->node->name));
}

static const char *opened_hint(syntax *s, const opening *o) {
    return bri_arena_format(s->arena, "the %s begins at %s", opening_text(s, o), place_text(s, o->node->value_place));
}

static void complain_unexpected(syntax *s, const char *hint) {
    bri_diag_error(s->diagnostics, token_of(s)->place, hint, "unexpected %s", word_at_hand(s));
}

// ---- nodes

static bri_tree_node *new_node(syntax *s, const bri_tree_node *parent) {
    bri_tree_node *node = bri_arena_alloc(s->arena, 1, sizeof *node);
    if (node == NULL) {
        s->scanner->status = BRINK_E_MEMORY;
        node = &s->spare;
    }
    node->parent = parent;
    if (s->pending_count == s->pending_capacity) {
        size_t capacity = s->pending_capacity == 0 ? 64 : 2 * s->pending_capacity;
        const bri_tree_node **grown = reallocarray(s->pending, capacity, sizeof(const bri_tree_node *));
        if (grown == NULL) {
            s->scanner->status = BRINK_E_MEMORY;
            return node;
        }
        s->pending = grown;
        s->pending_capacity = capacity;
    }
    s->pending[s->pending_count++] = node;
    return node;
}

/** The nodes pending since `first` become the children. */
static void adopt(syntax *s, bri_tree_node *node, size_t first) {
    size_t count = s->pending_count - first;
    const bri_tree_node **children = bri_arena_alloc(s->arena, count, sizeof(const bri_tree_node *));
    if (children == NULL) {
        s->scanner->status = BRINK_E_MEMORY;
    } else if (count > 0) {
        memcpy(children, s->pending + first, count * sizeof(const bri_tree_node *));
        node->children = children;
        node->child_count = count;
    }
    s->pending_count = first;
}

/** Enter a setting's name; complain if its group has it already. */
static void enter_name(syntax *s, const bri_tree_node *node) {
    const bri_tree_node *earlier;
    if (!bri_nameset_add(&s->names, node, &earlier)) {
        s->scanner->status = BRINK_E_MEMORY;
    } else if (earlier != NULL) {
        const char *hint = bri_arena_format(s->arena, "first set at %s", place_text(s, earlier->name_place));
        bri_diag_error(s->diagnostics, node->name_place, hint, "\"%s\" is set twice", node->name);
    }
}

// ---- after an error

/** Over the rest of a setting or element, the separator not included. */
static void skip_to_separator(syntax *s) {
    int depth = 0;
    for (bool is_begun = false; kind_of(s) != BRI_TOKEN_END; is_begun = true) {
        if (depth == 0 && (is_separator(kind_of(s)) || is_closer(kind_of(s)) || (is_begun && is_at_fresh_setting(s)))) {
            return;
        }
        depth += is_opener(kind_of(s)) - is_closer(kind_of(s));
        advance(s);
    }
}

static void skip_setting(syntax *s) {
    skip_to_separator(s);
    if (is_separator(kind_of(s))) {
        advance(s);
    }
}

/** A text without quotes, from start to where it would end, start being in the line of the word at hand: complain, and go behind it. */
static void read_bare(syntax *s, const char *start, bri_place place) {
    size_t length = bri_scanner_take_bare(s->scanner, start);
    bri_place end = token_of(s)->place;
    place.length = end.column + end.length - place.column;
    bri_diag_error(s->diagnostics, place, bri_bare_hint(s->arena, start, length), "a text, quantity, date or formula must stand in quotes");
    advance(s);
}

/** What stands behind a value without a separator. `value` is the value's first word. */
static void read_junk(syntax *s, const bri_token *value) {
    const bri_token *token = token_of(s);
    bool continues = value->kind != BRI_TOKEN_STRING && is_scalar(value->kind) && value->place.source == token->place.source &&
                     value->end_line == token->place.line && token->kind != BRI_TOKEN_STRING && token->end_line == token->place.line;
    if (value->is_wrong || token->kind == BRI_TOKEN_WRONG) {
        /* one complaint is enough */
    } else if (continues) {
        read_bare(s, value->text, value->place);
    } else {
        complain_unexpected(s, "a value ends with \";\" or \",\"");
    }
    skip_to_separator(s);
}

// ---- groups, lists, arrays

/** Is this closer that of something around what is open now? */
static bool closes_outer(const syntax *s, bri_token_kind kind) {
    for (size_t i = 0; i + 1 < s->depth; i++) {
        if (s->openings[i].closer == kind) {
            return true;
        }
    }
    return false;
}

static const opening *innermost(const syntax *s) {
    return &s->openings[s->depth - 1];
}

/** Over a value that is nested too deep. */
static void skip_nested(syntax *s) {
    bri_diag_error(s->diagnostics, token_of(s)->place, NULL, "nested more than %d deep", BRI_NESTING_LIMIT);
    int depth = 0;
    do {
        depth += is_opener(kind_of(s)) - is_closer(kind_of(s));
        advance(s);
    } while (depth > 0 && kind_of(s) != BRI_TOKEN_END);
}

/** Remember the first closer that is not indented like the line it belongs to: a closer is probably missing before it. */
static void note_indent(syntax *s) {
    const bri_token *token = token_of(s);
    const opening *o = innermost(s);
    if (s->suspect_place.source == NULL && token->is_first && token->place.source == o->node->value_place.source &&
        token->place.line != o->node->value_place.line && token->indent != o->indent) {
        s->suspect = *o;
        s->suspect_place = token->place;
    }
}

static void complain_unclosed_at_end(syntax *s) {
    if (s->is_cut_off) {
        return;
    }
    s->is_cut_off = true;
    char mark = closer_marks[innermost(s)->closer];
    const char *hint = bri_arena_format(s->arena, "\"%c\" is missing", mark);
    if (s->suspect_place.source != NULL) {
        hint =
            bri_arena_format(s->arena, "is one missing before line %d? the \"%c\" there closes the %s of line %d, but is not indented like it",
                             s->suspect_place.line, closer_marks[s->suspect.closer], opening_text(s, &s->suspect), s->suspect.node->value_place.line);
    }
    bri_diag_error(s->diagnostics, innermost(s)->node->value_place, hint, "this %s is never closed", opening_text(s, innermost(s)));
}

static void complain_missing_closer(syntax *s, bri_place place, const char *word) {
    const opening *o = innermost(s);
    bri_diag_error(s->diagnostics, place, opened_hint(s, o), "\"%c\" is missing before %s", closer_marks[o->closer], word);
}

/** At the end of what was opened last: over its closer, or a complaint. */
static void read_closer(syntax *s) {
    const opening *o = innermost(s);
    if (kind_of(s) == o->closer) {
        note_indent(s);
        advance(s);
    } else if (kind_of(s) == BRI_TOKEN_END) {
        complain_unclosed_at_end(s);
    } else if (is_closer(kind_of(s)) && !closes_outer(s, kind_of(s))) {
        bri_diag_error(s->diagnostics, token_of(s)->place, opened_hint(s, o), "\"%c\" is expected, not %s", closer_marks[o->closer], word_at_hand(s));
        advance(s);
    } else {
        complain_missing_closer(s, token_of(s)->place, word_at_hand(s));
    }
}

/** After a setting's value: over the separator. `value` is the value's first word. */
static void read_setting_end(syntax *s, const bri_token *value) {
    if (begins_value(kind_of(s)) || kind_of(s) == BRI_TOKEN_EQUALS || (kind_of(s) == BRI_TOKEN_NAME && !token_of(s)->is_first)) {
        if (kind_of(s) == BRI_TOKEN_NAME && bri_scanner_is_assignment(s->scanner)) {
            return;
        }
        read_junk(s, value);
    }
    if (is_separator(kind_of(s))) {
        advance(s);
    }
}

/** After a setting's name: over the "=". False: there is no value either, and all is said. */
static bool read_equals(syntax *s, bri_tree_node *node, bool is_name_wrong) {
    if (kind_of(s) == BRI_TOKEN_EQUALS) {
        node->value_place = token_of(s)->place; /* until there is a value */
        advance(s);
        if (kind_of(s) == BRI_TOKEN_EQUALS) {
            complain_unexpected(s, "one \"=\" is enough");
            advance(s);
        }
        return true;
    }
    if (kind_of(s) == BRI_TOKEN_WRONG || is_name_wrong) {
        skip_setting(s);
        return false;
    }
    if (begins_value(kind_of(s))) {
        bri_diag_error(s->diagnostics, token_of(s)->place, NULL, "\"=\" is missing after \"%s\"", node->name);
        return true;
    }
    const char *hint = bri_arena_format(s->arena, "a setting is written %s = value;", node->name);
    bri_diag_error(s->diagnostics, node->name_place, hint, "\"%s\" has no value", node->name);
    if (kind_of(s) == BRI_TOKEN_NAME && !token_of(s)->is_first && !bri_scanner_is_assignment(s->scanner)) {
        skip_to_separator(s);
    }
    if (is_separator(kind_of(s))) {
        advance(s);
    }
    return false;
}

static void read_setting(syntax *s, const bri_tree_node *group) {
    const bri_token *token = token_of(s);
    bool is_name_wrong = token->is_wrong;
    bri_tree_node *node = new_node(s, group);
    node->name = bri_arena_text(s->arena, token->text, token->length);
    node->name_place = node->value_place = token->place;
    if (node->name == NULL) {
        s->scanner->status = BRINK_E_MEMORY;
        node->name = "";
    }
    enter_name(s, node);
    bri_mirror_member(s->mirror, node->name);
    advance(s);
    if (read_equals(s, node, is_name_wrong)) {
        bri_token value = *token;
        read_value(s, node);
        read_setting_end(s, &value);
    }
}

/** What begins no setting. */
static void read_no_setting(syntax *s) {
    if (is_separator(kind_of(s)) || is_closer(kind_of(s))) {
        bool was_closer = is_closer(kind_of(s));
        complain_unexpected(s, was_closer && s->depth == 0 ? "nothing is open here" : NULL);
        advance(s);
        if (was_closer && is_separator(kind_of(s))) {
            advance(s);
        }
        return;
    }
    if (kind_of(s) != BRI_TOKEN_WRONG) {
        bri_diag_error(s->diagnostics, token_of(s)->place, "a setting is written name = value;", "the name of a setting is expected, not %s",
                       word_at_hand(s));
    }
    skip_setting(s);
}

/** To the end of the file, or to a closer that is the group's or of something around it. */
static void read_settings(syntax *s, const bri_tree_node *group) {
    for (bri_token_kind kind; (kind = kind_of(s)) != BRI_TOKEN_END;) {
        if (kind == BRI_TOKEN_NAME) {
            read_setting(s, group);
        } else if (s->depth > 0 && is_closer(kind) && (kind == BRI_TOKEN_GROUP_CLOSE || closes_outer(s, kind))) {
            return;
        } else {
            read_no_setting(s);
        }
    }
}

/** The next element of a list or array. */
static void read_element(syntax *s, const bri_tree_node *sequence) {
    if (kind_of(s) == BRI_TOKEN_NAME && bri_scanner_is_assignment(s->scanner)) {
        bri_diag_error(s->diagnostics, token_of(s)->place, "named values stand in a group: { name = value; }", "the elements of %s have no names",
                       bri_tree_kind_name(sequence->kind));
        advance(s);
        advance(s);
    }
    bri_tree_node *node = new_node(s, sequence);
    node->name_place = node->value_place = token_of(s)->place;
    bri_mirror_member(s->mirror, NULL);
    if (sequence->kind == BRI_TREE_ARRAY && is_opener(kind_of(s))) {
        bri_diag_error(s->diagnostics, token_of(s)->place, "use a list: ( … )", "an array holds numbers, strings or booleans only");
    }
    read_value(s, node);
}

/** After an element: over the comma. False: the end of the list or array is missing here, and a complaint was made. */
static bool read_element_end(syntax *s, const bri_token *value) {
    const bri_token *token = token_of(s);
    bool is_tight = is_scalar(token->kind) && token->text == value->text + value->length; /* 2017-01-01 */
    if (is_tight || token->kind == BRI_TOKEN_WRONG || token->kind == BRI_TOKEN_EQUALS || (token->kind == BRI_TOKEN_NAME && !is_at_fresh_setting(s))) {
        read_junk(s, value);
    } else if (begins_value(token->kind)) {
        bri_diag_error(s->diagnostics, token->place, NULL, "\",\" is missing before %s", word_at_hand(s));
    }
    if (!is_separator(token->kind)) {
        return true;
    }
    bri_token separator = *token;
    advance(s);
    char mark = closer_marks[innermost(s)->closer];
    if (separator.kind == BRI_TOKEN_COMMA) {
        if (token->kind == innermost(s)->closer) {
            bri_diag_error(s->diagnostics, separator.place, NULL, "no \",\" before \"%c\"", mark);
        }
    } else if (token->kind == innermost(s)->closer || begins_value(token->kind)) {
        bri_diag_error(s->diagnostics, separator.place, "elements are separated by \",\"", "unexpected \";\"");
    } else {
        complain_missing_closer(s, separator.place, "\";\"");
        return false;
    }
    return true;
}

/** What an array may hold one of: numbers, strings, booleans; NULL for what it may not hold. */
static const char *class_of(const bri_tree_node *node) {
    switch (node->kind) {
    case BRI_TREE_INTEGER:
    case BRI_TREE_REAL: return "a number";
    case BRI_TREE_BOOLEAN: return "a boolean";
    case BRI_TREE_STRING: return "a string";
    default: return NULL;
    }
}

/** An array's elements are alike, though integers and reals may mix. True: a complaint was made. */
static bool is_mixed(syntax *s, const bri_tree_node *first, const bri_tree_node *element) {
    const char *wanted = class_of(first), *found = class_of(element);
    if (wanted == NULL || found == NULL || wanted == found) {
        return false;
    }
    bri_diag_error(s->diagnostics, element->value_place, "the elements of an array are alike; use a list, ( … ), to mix them",
                   "this is %s, but the array's first element is %s", found, wanted);
    return true;
}

/** Up to the closer of the list or array, or what should not stand in it. False: its end is missing, and a complaint was made. */
static bool read_elements(syntax *s, const bri_tree_node *sequence) {
    size_t first = s->pending_count;
    bool is_checked = sequence->kind == BRI_TREE_ARRAY;
    while (kind_of(s) != BRI_TOKEN_END && !is_closer(kind_of(s))) {
        if (is_at_fresh_setting(s)) {
            complain_missing_closer(s, token_of(s)->place, word_at_hand(s));
            return false;
        }
        if (is_separator(kind_of(s)) || kind_of(s) == BRI_TOKEN_EQUALS) {
            complain_unexpected(s, kind_of(s) == BRI_TOKEN_COMMA ? "an element is missing before it" : NULL);
            advance(s);
            continue;
        }
        bri_token value = *token_of(s);
        read_element(s, sequence);
        if (is_checked && s->scanner->status == BRINK_OK && is_mixed(s, s->pending[first], s->pending[s->pending_count - 1])) {
            is_checked = false;
        }
        if (!read_element_end(s, &value)) {
            return false;
        }
    }
    return true;
}

static void read_aggregate(syntax *s, bri_tree_node *node, bri_tree_kind kind, bri_token_kind closer) {
    if (s->depth == BRI_NESTING_LIMIT) {
        skip_nested(s);
        return;
    }
    node->kind = kind;
    s->openings[s->depth++] = (opening){.node = node, .closer = closer, .indent = token_of(s)->indent};
    bri_mirror_open(s->mirror, kind == BRI_TREE_GROUP);
    size_t first = s->pending_count;
    advance(s);
    bool is_at_end = true;
    if (kind == BRI_TREE_GROUP) {
        read_settings(s, node);
    } else {
        is_at_end = read_elements(s, node);
    }
    if (is_at_end) {
        read_closer(s);
    }
    adopt(s, node, first);
    bri_mirror_close(s->mirror);
    s->depth--;
}

static void take_string(syntax *s, bri_tree_node *node) {
    const bri_scanner *scanner = s->scanner;
    size_t length = scanner->decoded.length;
    node->string = bri_arena_text(s->arena, scanner->decoded.text, length);
    bri_place *places = bri_arena_alloc(s->arena, length + 1, sizeof *places);
    if (node->string == NULL || places == NULL) {
        s->scanner->status = BRINK_E_MEMORY;
        return;
    }
    memcpy(places, scanner->places, (length + 1) * sizeof *places);
    node->string_length = length;
    node->string_places = places;
}

static void read_scalar(syntax *s, bri_tree_node *node) {
    static const bri_tree_kind kinds[] = {[BRI_TOKEN_BOOLEAN] = BRI_TREE_BOOLEAN,
                                          [BRI_TOKEN_INTEGER] = BRI_TREE_INTEGER,
                                          [BRI_TOKEN_REAL] = BRI_TREE_REAL,
                                          [BRI_TOKEN_STRING] = BRI_TREE_STRING};
    const bri_token *token = token_of(s);
    node->kind = kinds[token->kind];
    if (!token->is_wrong && s->scanner->status == BRINK_OK) {
        node->number = token->real;
        node->integer = token->kind == BRI_TOKEN_INTEGER ? token->integer : 0;
        if (token->kind == BRI_TOKEN_STRING) {
            take_string(s, node);
        }
        bri_mirror_scalar(s->mirror, token);
    }
    advance(s);
}

static void read_value(syntax *s, bri_tree_node *node) {
    bri_place before = node->value_place;
    bri_token_kind kind = kind_of(s);
    node->value_place = token_of(s)->place;
    if (is_scalar(kind)) {
        read_scalar(s, node);
    } else if (kind == BRI_TOKEN_GROUP_OPEN) {
        read_aggregate(s, node, BRI_TREE_GROUP, BRI_TOKEN_GROUP_CLOSE);
    } else if (kind == BRI_TOKEN_LIST_OPEN) {
        read_aggregate(s, node, BRI_TREE_LIST, BRI_TOKEN_LIST_CLOSE);
    } else if (kind == BRI_TOKEN_ARRAY_OPEN) {
        read_aggregate(s, node, BRI_TREE_ARRAY, BRI_TOKEN_ARRAY_CLOSE);
    } else if (kind == BRI_TOKEN_NAME && !is_at_fresh_setting(s)) {
        read_bare(s, token_of(s)->text, token_of(s)->place);
    } else if (kind == BRI_TOKEN_WRONG) {
        advance(s);
    } else {
        bri_diag_error(s->diagnostics, before, NULL, "\"%s\" has no value", node->name != NULL ? node->name : "this");
    }
}

brink_status bri_syntax_read(bri_tree_node **root, bri_scanner *scanner, bri_mirror *mirror) {
    syntax *s = calloc(1, sizeof *s);
    bri_tree_node *top = s != NULL ? bri_arena_alloc(scanner->sources.arena, 1, sizeof *top) : NULL;
    if (top == NULL) {
        free(s);
        return BRINK_E_MEMORY;
    }
    s->scanner = scanner;
    s->mirror = mirror;
    s->arena = scanner->sources.arena;
    s->diagnostics = scanner->sources.diagnostics;
    s->errors_before = brink_diagnostics_error_count(s->diagnostics);
    bri_mirror_open(mirror, true);
    advance(s);
    top->name_place = top->value_place = (bri_place){.source = token_of(s)->place.source, .line = 1, .column = 1};
    read_settings(s, top);
    adopt(s, top, 0);
    bri_mirror_close(mirror);
    bool has_errors = brink_diagnostics_error_count(s->diagnostics) > s->errors_before;
    free(s->pending);
    bri_nameset_clear(&s->names);
    free(s);
    if (scanner->status != BRINK_OK) {
        return scanner->status;
    }
    if (has_errors) {
        return BRINK_E_SCENARIO;
    }
    *root = top;
    return BRINK_OK;
}
