# SPDX-License-Identifier: GPL-3.0-or-later
# file: models/hawkes.c
# what: an excitation's mean is taken for its half-life
# caught by: test_hawkes__from_an_empty_history
s/\$1\*log\(2\)/$1/
