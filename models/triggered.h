/* SPDX-License-Identifier: GPL-3.0-or-later */
/** \file
 * Settings that triggered models share, so that the same words mean the same in all of them. Each says in `text` what it is about.
 */
#ifndef MODEL_TRIGGERED_H
#define MODEL_TRIGGERED_H

#include "brink/model.h"

/** The chance of something; 1 by default. */
#define PROBABILITY_SETTING(text)                                                                                                                    \
    {.name = "probability",                                                                                                                          \
     .kind = BRINK_SETTING_FORMULA,                                                                                                                  \
     .dimension = BRINK_NUMBER,                                                                                                                      \
     .maximum = 1,                                                                                                                                   \
     .is_fittable = true,                                                                                                                            \
     .fallback = "1",                                                                                                                                \
     .doc = text}

/** A time until something, which may be drawn; none by default. */
#define DELAY_SETTING(text)                                                                                                                          \
    {.name = "delay",                                                                                                                                \
     .kind = BRINK_SETTING_FORMULA,                                                                                                                  \
     .dimension = BRINK_DURATION,                                                                                                                    \
     .allows_draws = true,                                                                                                                           \
     .maximum = INFINITY,                                                                                                                            \
     .fallback = "0 d",                                                                                                                              \
     .doc = text}

/** What a trigger does meanwhile; `otherwise` is the default, NULL where the model finds it itself. */
#define PENDING_SETTING(otherwise, text)                                                                                                             \
    {.name = "pending", .kind = BRINK_SETTING_WORD, .words = "many|keep|replace", .fallback = otherwise, .doc = text}

/** That of PENDING_SETTING; where it was left out and has no default, `otherwise`. */
static inline brink_pending pending_of(const brink_group *group, brink_pending otherwise) {
    static const brink_pending pendings[] = {BRINK_PENDING_MANY, BRINK_PENDING_KEEP, BRINK_PENDING_REPLACE};
    size_t word = brink_group_word(group, "pending");
    return word < sizeof pendings / sizeof *pendings ? pendings[word] : otherwise;
}

#endif
