# SPDX-License-Identifier: GPL-3.0-or-later
# file: sim/kernel/paths.c
# what: a variable that is pushed away from where its path leads keeps its box, wherever it is
# caught by: test_race__two_actors_on_one_tension test_hawkes__from_an_empty_history
/^static int stays_in_box/,/^}/s/return 0;/return 1;/
