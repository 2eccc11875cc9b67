/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "wrong_text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "lang/tree.h"

static void assert_refused(const char *name, const char *text, const char *complaints) {
    brink_diagnostics *diagnostics = brink_diagnostics_new();
    bri_tree *tree = NULL;
    brink_error error;
    brink_status status =
        text != NULL ? bri_tree_parse(&tree, name, text, strlen(text), diagnostics, &error) : bri_tree_read(&tree, name, diagnostics, &error);
    char *rendered = brink_diagnostics_render(diagnostics, 0);
    brink_diagnostics_free(diagnostics);
    assert_string_equal(rendered, complaints);
    free(rendered);
    assert_int_equal(status, BRINK_E_SCENARIO);
    assert_int_equal(error.status, BRINK_E_SCENARIO);
    assert_null(tree);
}

void assert_text_refused(const char *text, const char *complaints) {
    assert_refused("t.cfg", text, complaints);
}

void assert_file_refused(const char *path, const char *complaints) {
    assert_refused(path, NULL, complaints);
}
