/* SPDX-License-Identifier: GPL-3.0-or-later */
/** \file
 * Which point each point of a results file is compared with.
 */
#ifndef BRI_REFERENCES_H
#define BRI_REFERENCES_H

#include "brink/results.h"

/** references[p] of each point p: of a variant's point of a sweep ("hawk,pressure=0.5") the base's point of the same values ("pressure=0.5"), where
 *  there is one; else the base, whose own is itself. False: memory is out. */
bool bri_references_find(const brink_results *results, size_t *references);

#endif
