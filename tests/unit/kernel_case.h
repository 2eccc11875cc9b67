/* SPDX-License-Identifier: GPL-3.0-or-later */
/** \file
 * A scenario written in a test, its plan, and one replication after the other, for the tests of the kernel.
 */
#ifndef KERNEL_CASE_H
#define KERNEL_CASE_H

#include "kernel/kernel.h"

/** The year 2017 (days 0 to 365), actors A (postures calm, hot), B and C. Sections follow as text. */
#define CASE_YEAR                                                                                                                                    \
    "brink = 1; scenario = { title = \"case\"; start = \"2017-01-01\"; end = \"2018-01-01\"; };"                                                     \
    "actors = { A = { name = \"A\"; postures = [\"calm\", \"hot\"]; posture = \"calm\"; }; B = { name = \"B\"; }; C = { name = \"C\"; }; };"

typedef struct kernel_case {
    brink_diagnostics *diagnostics;
    brink_scenario *scenario;
    bri_plan *plan;
    bri_state *state;
    bri_record *record;
} kernel_case;

/** Read, compile, make a state; what goes wrong fails the test. Warnings are not looked at. */
kernel_case case_open(const char *text);
kernel_case case_open_tuned(const char *text, bri_tuning tuning);
void case_close(kernel_case *c);

/** Run a replication of seed 1, with its events. */
const bri_record *case_run(kernel_case *c, uint64_t replication);

/** Run replication 0 of a text and close; the record's status and message are asserted. */
void assert_fails(const char *text, bri_run_status status, const char *message);

/** Assert the actions of a record's events: "name@time name@time …", times to 1e-9. */
void assert_events(const kernel_case *c, const char *expected);

/** A mark of an event of the last run, by name. */
double case_mark(const kernel_case *c, size_t event, const char *mark);

/** Index of a decision by name. */
uint32_t case_decision(const kernel_case *c, const char *name);

#endif
