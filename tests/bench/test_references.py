# SPDX-License-Identifier: GPL-3.0-or-later
"""The reference programs are the models that they are compared with: means of brink's results and of theirs agree.

Seeds are fixed. One comparison fails at p < 1e-6 / comparisons (Bonferroni), so that seeds chosen blindly fail with probability 1e-6 at most.
"""
import math

import pytest

import measure

# name: replications of brink and of the reference
CASES = {"mm1": (300, 1500), "actors-20": (300, 1000), "actors-1000": (200, 1000), "mutual-5": (500, 2000), "mutual-50": (500, 2000),
         "hazards": (300, 1000), "network-1000": (60, 120), "korea": (3000, 50000)}
COMPARISONS = 38
FALSE_ALARM = 1e-6


def p_of(z):
    return math.erfc(abs(z) / math.sqrt(2.0))


def comparisons(name):
    """(number, z) of each mean that both have."""
    ours, theirs = CASES[name]
    means, _ = measure.reference_run(name, theirs)
    measure.brink_run(name, ours)
    for number, (mean, sd, n) in means.items():
        own_mean, own_sd, own_n = measure.moments(measure.column(number))
        yield number, (own_mean - mean) / math.hypot(sd / math.sqrt(n), own_sd / math.sqrt(own_n))


@pytest.mark.parametrize("name", ["mm1", "mutual-5"])
def test_by_hand_with_the_same_random_numbers_the_events_are_the_same(name):
    assert measure.addresses_run(name, 100)[0] == measure.brink_run(name, 100)[1]


@pytest.mark.parametrize("name", CASES)
def test_means_agree(name):
    found = list(comparisons(name))
    assert found
    wrong = {number: z for number, z in found if not p_of(z) >= FALSE_ALARM / COMPARISONS}
    assert not wrong, f"standard errors between the means: {wrong}"
