/* SPDX-License-Identifier: GPL-3.0-or-later */
/** \file
 * Decisions: who does what when. Models elaborate them.
 */
#ifndef BRI_DECISION_H
#define BRI_DECISION_H

#include "plan/build.h"

/** Read the section. */
void bri_decisions_read(bri_build *build);

#endif
