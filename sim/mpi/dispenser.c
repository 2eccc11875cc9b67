/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Guided self-scheduling (Polychronopoulos & Kuck 1987): a taker gets half of its fair share of what is left, and at least one piece a thread while
 * there are that many. With R equal takers of T threads and P pieces there are about 2 R ln(P / 2RT) leases, hence no more block files than that and
 * those closed for their time; at the end nobody waits longer than a lease of one piece a thread takes. A lease that is as long as a chunk of the
 * results ends where one does in a run of one point: then the merge copies chunks as they are. */
#include "dispenser.h"

#define CHUNK_PIECES 64 /* 65,536 rows */

void dispenser_init(dispenser *own, const brink_pieces *pieces, size_t count, uint64_t threads) {
    *own = (dispenser){.pieces = pieces, .count = count, .threads = threads > 0 ? threads : 1, .next = count > 0 ? pieces[0].first : 0};
    for (size_t i = 0; i < count; i++) own->left += pieces[i].end - pieces[i].first;
}

static uint64_t lease_length(const dispenser *own, uint64_t threads) {
    uint64_t share = (uint64_t)((double)own->left * (double)threads / (2.0 * (double)own->threads));
    uint64_t length = share > threads ? share : threads;
    uint64_t whole = (own->next + length) / CHUNK_PIECES * CHUNK_PIECES;
    if (length >= CHUNK_PIECES && whole > own->next) length = whole - own->next;
    uint64_t room = own->pieces[own->at].end - own->next;
    return length < room ? length : room;
}

bool dispenser_next(dispenser *own, uint64_t threads, brink_pieces *lease) {
    if (own->is_stopped || own->left == 0) return false;
    uint64_t length = lease_length(own, threads > 0 ? threads : 1);
    *lease = (brink_pieces){own->next, own->next + length};
    own->next += length;
    own->left -= length;
    if (own->next == own->pieces[own->at].end && ++own->at < own->count) own->next = own->pieces[own->at].first;
    return true;
}
