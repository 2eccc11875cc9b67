# SPDX-License-Identifier: GPL-3.0-or-later
# file: sim/base/field.c
# what: strips above the lowest begin and end at twice their heights
# caught by: test_paths__rate_rises_by_a_thousand
s/ldexp\(base, \(int\)sub - 1\)/ldexp(base, (int)sub)/
