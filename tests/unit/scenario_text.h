/* SPDX-License-Identifier: GPL-3.0-or-later */
/** \file
 * Small scenarios from text, for tests.
 */
#ifndef SCENARIO_TEXT_H
#define SCENARIO_TEXT_H

#include "plan/plan.h"

/** A scenario being tested, with its collector. */
typedef struct scenario_text {
    brink_scenario *scenario; /* NULL: the text is wrong */
    brink_diagnostics *diagnostics;
} scenario_text;

/** Read `sections` behind a head of brink, scenario (the year 2017) and actors A (postures calm, talks) and B. */
scenario_text scenario_text_read(const char *sections);

/** The same; fails the test, and shows the complaints, where there are any. */
scenario_text scenario_text_good(const char *sections);
void scenario_text_free(scenario_text *text);

/** Does the rendering of the complaints hold a phrase? */
int scenario_text_complains(const scenario_text *text, const char *phrase);

/** Its plan for parameters (NULL: its own); fails the test where there is none. */
bri_plan *scenario_text_plan(const scenario_text *text, const double *parameters);

#endif
