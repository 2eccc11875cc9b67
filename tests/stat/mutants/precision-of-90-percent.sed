# SPDX-License-Identifier: GPL-3.0-or-later
# file: sim/base/estimate.c
# what: intervals of shares and means are of 90%
# caught by: test_precision__intervals_hold_after_optional_stopping
s/0\.975/0.95/
