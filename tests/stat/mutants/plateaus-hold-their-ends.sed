# SPDX-License-Identifier: GPL-3.0-or-later
# file: sim/plan/plateaus.c
# what: a plateau goes down to the number that it begins above: nobody hears that a queue is empty
# caught by: test_queues__mm1_over_time
s/plateau\.low = nextafter\(\*at\+\+, INFINITY\)/plateau.low = *at++/
