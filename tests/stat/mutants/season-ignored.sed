# SPDX-License-Identifier: GPL-3.0-or-later
# file: models/loglinear.c
# what: loglinear does not heed the season
# caught by: test_residuals__of_every_model_are_exponential
s/^    for \(size_t i = 0; season && i </    for (size_t i = 0; !season \&\& i </
