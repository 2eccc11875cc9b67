# SPDX-License-Identifier: GPL-3.0-or-later
# file: sim/lang/code_value.c
# what: a sum over a network takes the first of its members for all of them
# caught by: test_members__contagion_among_all_solves_the_master_equation
s/within\.binding\.other = row\[i\];/within.binding.other = row[0];/
