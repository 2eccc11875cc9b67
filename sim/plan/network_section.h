/* SPDX-License-Identifier: GPL-3.0-or-later */
/** \file
 * The section `networks`: who has links to whom.
 */
#ifndef BRI_NETWORK_SECTION_H
#define BRI_NETWORK_SECTION_H

#include "plan/build.h"

/** Links that a network may have. */
#define BRI_MOST_LINKS 10000000

/** First pass, after the actors: read the section, since everything else may range over its links. */
void bri_networks_declare(bri_build *build);

#endif
