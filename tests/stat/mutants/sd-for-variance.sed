# SPDX-License-Identifier: GPL-3.0-or-later
# file: sim/batch/aggregate.c
# what: the standard deviation of a series is its variance
# caught by: test_series__aggregates_of_shot_noise
s/sqrt\(cell->squares \/ \(double\)\(cell->n - 1\)\)/cell->squares \/ (double)(cell->n - 1)/
