# SPDX-License-Identifier: GPL-3.0-or-later
# file: sim/batch/aggregate.c
# what: the standard deviation of a series is its variance
# caught by: test_series__aggregates_of_shot_noise
s/sqrt\(aggregate->cell.squares\[i\] \/ \(n - 1\)\)/aggregate->cell.squares[i] \/ (n - 1)/
