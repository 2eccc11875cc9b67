#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Estimates every number of scenarios/korea-2017.cfg that comes from data, from korea-events-1984-2018.csv.

    estimate.py             the estimates, the record of 2017 and the record's ladder, as Markdown
    estimate.py --json      the same as JSON; tests/python/test_korea_numbers.py compares it with the scenario
    estimate.py --until 2017-01-01   launches, nuclear tests and clashes from what was known before a day (docs/korea-2017.md, section 12)

Methods. Probabilities k of n: Jeffreys' beta posterior, mean and equal-tailed 90% interval. Rates n in T: Jeffreys' gamma
posterior, mean (n + 1/2)/T and the same interval. Launch days: maximum likelihood of a lognormal renewal hazard times
exp(weights . covariates), standard errors from the observed information, intervals of 1.645 standard errors (90%).
Words: maximum likelihood of Poisson day counts whose mean is excited by earlier days (a Hawkes process seen by day), with profile intervals.
Docs: docs/korea-2017.md, whose section numbers are given with each estimate.
"""
import argparse
import json
import pathlib
import re
import sys

import numpy as np
import pandas as pd
from scipy import optimize, stats

HERE = pathlib.Path(__file__).resolve().parent
CSV = HERE / "korea-events-1984-2018.csv"
YEAR_START, YEAR_END = pd.Timestamp("2017-01-01"), pd.Timestamp("2018-01-01")
Z90 = 1.645
STEPS_PER_DAY = 8  # of the integral of the launch hazard
WORDS_HALF_LIFE = 2.0  # days
PRESSURE_HALF_LIFE = 365.25  # days; an assumption (section 4 of the page), the estimate is shown for others
NUCLEAR_REST = 150.0  # days; an assumption (section 3): no nuclear test so soon after another
MISSILE_CLASSES = ("SRBM", "MRBM", "IRBM", "ICBM")
BIG_DRILLS = ("Foal Eagle", "Key Resolve", "Ulchi")


# ---------------------------------------------------------------------------------------------------------------- data

def load(until):
    events = pd.read_csv(CSV, parse_dates=["date", "end_date"])
    return events[events.date < until].reset_index(drop=True)


def pick(events, action, start=None, end=None, **columns):
    """Rows of one action in [start, end) whose other columns have the given values."""
    rows = events[events.action == action]
    if start is not None:
        rows = rows[rows.date >= pd.Timestamp(start)]
    if end is not None:
        rows = rows[rows.date < pd.Timestamp(end)]
    for column, value in columns.items():
        rows = rows[rows[column] == value]
    return rows


def mentions(rows, pattern):
    return rows[rows.note.str.contains(pattern, regex=True)]


def missiles_of(note):
    """The launch note of the CSV -> ([(count, class)], successes, failures, unknown, range in km or nan)."""
    shots = [(int(n), "MRBM" if kind == "SLBM" else kind) for n, kind in re.findall(r"(\d+)x [^;+]*?\b(SRBM|MRBM|IRBM|ICBM|SLBM|SLV)\b", note)]
    counted = {word: sum(int(n) for n in re.findall(r"(\d+) " + word, note)) for word in ("success", "failure", "unknown")}
    reach = re.search(r"up to (\d+) km", note)
    return shots, counted["success"], counted["failure"], counted["unknown"], float(reach.group(1)) if reach else float("nan")


def launch_table(events, start, end):
    """One row per launch day: main class, missiles, failures, range, and what touched Japan."""
    table = []
    for row in pick(events, "missile_test", start, end).itertuples():
        shots, good, bad, unknown, reach = missiles_of(row.note)
        table.append({"date": row.date, "kind": shots[0][1] if shots else "none", "missiles": int(row.magnitude), "failures": bad,
                      "known": good + bad, "flew": good + unknown > 0, "range": reach, "overflew": "overflew" in row.note,
                      "eez": "EEZ" in row.note, "lofted": "lofted" in row.note})
    return pd.DataFrame(table, columns=["date", "kind", "missiles", "failures", "known", "flew", "range", "overflew", "eez", "lofted"])


def is_grave(row):
    return row.kind == "ICBM" or bool(row.overflew) or bool(row.eez)


# ------------------------------------------------------------------------------------------------- intervals of counts

def share(k, n):
    posterior = stats.beta(k + 0.5, n - k + 0.5)
    return posterior.mean(), posterior.ppf(0.05), posterior.ppf(0.95)


def rate(n, time):
    posterior = stats.gamma(n + 0.5, scale=1.0 / time)
    return posterior.mean(), posterior.ppf(0.05), posterior.ppf(0.95)


def lognormal_fit(values):
    """Median and log standard deviation with 90% intervals (Student and chi-square, of the logarithms)."""
    logs = np.log(np.asarray(values, float))
    n, sd = len(logs), logs.std(ddof=1)
    half = stats.t.ppf(0.95, n - 1) * sd / np.sqrt(n)
    spread = sd * np.sqrt((n - 1) / stats.chi2.ppf([0.95, 0.05], n - 1))
    return (np.exp(logs.mean()), np.exp(logs.mean() - half), np.exp(logs.mean() + half)), (sd, *spread)


def hessian(f, x, h=1e-3):
    n = len(x)
    e = np.eye(n) * h
    return np.array([[(f(x + e[i] + e[j]) - f(x + e[i] - e[j]) - f(x - e[i] + e[j]) + f(x - e[i] - e[j])) / (4 * h * h)
                      for j in range(n)] for i in range(n)])


class Estimates(dict):
    """name -> {value, low, high, unit, section, how}."""

    def put(self, name, triple, unit, section, how):
        value, low, high = (float(x) for x in triple)
        self[name] = {"value": significant(value), "low": significant(low), "high": significant(high), "unit": unit,
                      "section": section, "how": how}


def significant(x, digits=3):
    return float(f"{x:.{digits}g}")


# -------------------------------------------------------------------------------------------------- section 2: launches

def day_indicator(days, rows):
    inside = np.zeros(len(days))
    for row in rows.itertuples():
        if pd.notna(row.end_date):
            inside[(days >= row.date) & (days <= row.end_date)] = 1.0
    return inside


def big_drill_days(events, days):
    return day_indicator(days, mentions(pick(events, "exercise"), "|".join(BIG_DRILLS)))


def pressure_on(events, days, half_life=PRESSURE_HALF_LIFE):
    """Council resolutions since 2016, each worth 1 from the day after, halved every half-life."""
    total = np.zeros(len(days))
    for date in pick(events, "sanctions", "2016-01-01", actor="UNSC").date:
        age = (days - date).days.values.astype(float)
        total += np.where(age > 0, 2.0 ** (-age / half_life), 0.0)
    return total


class LaunchModel:
    """Hazard of a launch day: lognormal_hazard(quiet, median, sigma) exp(sum of weight x covariate), quiet = time since the last launch day.
    2014 to the end of the data; the covariates are centred on their means of 2016-17, so that the median speaks of those years."""

    def __init__(self, events, end, half_life=PRESSURE_HALF_LIFE, with_pressure=True):
        self.start = pd.Timestamp("2014-01-01")
        self.days = pd.date_range(self.start, end, inclusive="left")
        month = self.days.month.values
        recent = self.days >= "2016-01-01"
        columns = {"drill": big_drill_days(events, self.days), "winter": np.isin(month, (11, 12, 1)).astype(float)}
        if with_pressure:
            columns["pressure"] = pressure_on(events, self.days, half_life)
        self.reference = {name: column[recent].mean() for name, column in columns.items()}
        columns = {name: column - self.reference[name] for name, column in columns.items()}
        columns["early"] = (~recent).astype(float)  # the calmer 2014-15
        self.names, self.covariates = list(columns), np.column_stack(list(columns.values()))
        self.launches = (pick(events, "missile_test", self.start, end).date - self.start).dt.days.values
        earlier = pick(events, "missile_test", None, self.start).date.max()
        moments = np.concatenate([[(earlier - self.start).days], self.launches]) + 0.5
        self.gaps = np.diff(moments)
        self.gap_count = len(self.gaps)
        grid = (np.arange(len(self.days) * STEPS_PER_DAY) + 0.5) / STEPS_PER_DAY
        self.quiet = grid - moments[np.searchsorted(moments, grid) - 1]

    @staticmethod
    def log_hazard(quiet, median, sigma):
        z = np.log(quiet / median) / sigma
        return stats.norm.logpdf(z) - stats.norm.logsf(z) - np.log(sigma * quiet)

    def cost(self, x):
        """Minus the log likelihood; x = log median, log sigma, weights."""
        median, sigma, linear = np.exp(x[0]), np.exp(x[1]), self.covariates @ x[2:]
        by_day = np.exp(self.log_hazard(self.quiet, median, sigma)).reshape(-1, STEPS_PER_DAY).mean(axis=1)
        return by_day @ np.exp(linear) - self.log_hazard(self.gaps, median, sigma).sum() - linear[self.launches].sum()

    def fit(self):
        start = np.concatenate([[np.log(16.0), np.log(0.8)], np.zeros(len(self.names))])
        found = optimize.minimize(self.cost, start, method="Nelder-Mead", options={"maxiter": 20000, "maxfev": 20000, "xatol": 1e-6, "fatol": 1e-9})
        self.x, self.log_likelihood = found.x, -found.fun
        self.covariance = np.linalg.inv(hessian(self.cost, self.x))
        return self

    def estimate(self, name):
        """(value, standard error) of log median, log sigma or a weight."""
        index = {"median": 0, "sigma": 1}.get(name)
        index = 2 + self.names.index(name) if index is None else index
        return self.x[index], float(np.sqrt(self.covariance[index, index]))


def estimate_launches(events, end, out):
    can_tell = len(pick(events, "sanctions", "2016-01-01", end, actor="UNSC")) > 2  # two resolutions say nothing about what they do
    model = LaunchModel(events, end, with_pressure=can_tell).fit()
    for name, parameter, how in (("median", "launch_median", "lognormal hazard, level of 2016-17"), ("sigma", "launch_sigma", "the same fit")):
        value, error = model.estimate(name)
        out.put(parameter, np.exp([value, value - Z90 * error, value + Z90 * error]), "d" if name == "median" else "1", 2, how)
    value, error = model.estimate("median")
    out.put("launch_median_se", (error, error, error), "1", 2, "standard error of the log median")
    for name in list(model.reference):
        value, error = model.estimate(name)
        parameter = "sanction_weight" if name == "pressure" else name + "_weight"
        out.put(parameter, (value, value - Z90 * error, value + Z90 * error), "1", 2, f"log-linear weight, {model.gap_count} launch days since 2014")
        out.put(parameter + "_se", (error, error, error), "1", 2, "its standard error")
        mean = model.reference[name]
        out.put(name + "_reference", (mean, mean, mean), "1", 2, "mean since 2016, where the weights are centred")
    last = pick(events, "missile_test", None, YEAR_START).date.max()
    quiet = (YEAR_START - last).days
    out.put("quiet_at_start", (quiet, quiet, quiet), "d", 2, f"last launch day before 2017: {last.date()}")
    pressure = pressure_on(events, pd.DatetimeIndex([YEAR_START]))[0]
    out.put("pressure_at_start", (pressure, pressure, pressure), "1", 4, "resolutions 2270 and 2321, decayed")
    return model


# ------------------------------------------------------------------------------------ section 3: what a launch looks like

def estimate_missiles(events, end, out):
    recent = launch_table(events, "2016-01-01", end)
    flown = recent[recent.kind.isin(MISSILE_CLASSES)]
    other = flown[flown.kind != "ICBM"]
    for kind in MISSILE_CLASSES[:3]:
        out.put("share_" + kind.lower(), share((other.kind == kind).sum(), len(other)), "1", 3, f"of {len(other)} launch days 2016-17 of a known class but ICBM")
    ready = flown[flown.date >= "2017-07-04"]
    out.put("share_icbm", share((ready.kind == "ICBM").sum(), len(ready)), "1", 3, "of the launch days from the first ICBM on")
    for kind in MISSILE_CLASSES:
        rows = flown[flown.kind == kind]
        out.put("failure_" + kind.lower(), share(rows.failures.sum(), rows.known.sum()), "1", 3, "of missiles with a known outcome 2016-17")
    for short, name in ((True, "short"), (False, "long")):
        rows = flown[flown.kind.isin(MISSILE_CLASSES[:2]) == short]
        extra = rows.missiles - 1
        mean = extra.mean()
        low, high = np.quantile([extra.sample(frac=1, replace=True, random_state=i).mean() for i in range(999)], (0.05, 0.95))
        out.put("salvo_" + name, (mean, low, high), "1", 3, f"mean missiles beyond the first, {len(rows)} days; interval by bootstrap")
    estimate_ranges(events, end, out)
    estimate_fall(launch_table(events, "2017-01-01", end), out)


def estimate_ranges(events, end, out):
    table = launch_table(events, "2014-01-01", end)
    table = table[table.flew & table.range.notna()]
    groups = {"srbm": table[table.kind == "SRBM"], "mrbm": table[(table.kind == "MRBM") & (table.range > 100)],
              "irbm": table[(table.kind == "IRBM") & (table.range > 1500)], "lofted": table[table.kind.isin(("IRBM", "ICBM")) & (table.range <= 1500)]}
    for name, rows in groups.items():
        middle, spread = lognormal_fit(rows.range)
        out.put("range_" + name, middle, "km", 3, f"median, {len(rows)} flights 2014-17 with a range")
        out.put("range_" + name + "_spread", spread, "1", 3, "standard deviation of the logarithm")
    for kind in ("IRBM", "ICBM"):
        rows = table[table.kind == kind]
        out.put("lofted_" + kind.lower(), share((rows.range <= 1500).sum(), len(rows)), "1", 3, "flights of the class that came down within 1500 km")


def estimate_fall(table, out):
    flights = table[table.flew & table.range.notna() & ~table.overflew]
    far, near = flights[flights.range >= 900], flights[flights.range < 900]
    out.put("eez_far", share(far.eez.sum(), len(far)), "1", 3, "flights of 2017 of 900 km or more, short of an overflight, noted in Japan's zone")
    out.put("eez_near", share(near.eez.sum(), len(near)), "1", 3, "flights of 2017 under 900 km noted in Japan's zone")


# ----------------------------------------------------------------------------- sections 3 to 5: nuclear tests, the Council

def estimate_nuclear(events, end, out):
    tests = pick(events, "nuclear_test", None, end)
    recent = pick(tests, "nuclear_test", "2012-01-01")  # the years of Kim Jong Un
    days = pd.date_range("2012-01-01", end, inclusive="left")
    rested = np.all([(days <= date) | (days > date + pd.Timedelta(days=NUCLEAR_REST)) for date in tests.date], axis=0)
    out.put("nuclear_rate", rate(len(recent), rested.sum() / 365.25), "1/yr", 3, f"{len(recent)} tests since 2012 in {rested.sum()} days outside the rest of {NUCLEAR_REST:g} d")
    quiet = (YEAR_START - tests.date[tests.date < YEAR_START].max()).days
    out.put("quiet_ground_at_start", (quiet, quiet, quiet), "d", 3, "since the nuclear test of 2016-09-09")
    t = (tests.date - YEAR_START).dt.days.values / 365.25
    fit = stats.linregress(t, np.log(tests.magnitude))
    residual = np.log(tests.magnitude) - fit.intercept - fit.slope * t
    sd = np.sqrt((residual ** 2).sum() / (len(t) - 2))
    middle = fit.intercept + 0.5 * fit.slope
    error = sd * np.sqrt(1 / len(t) + (0.5 - t.mean()) ** 2 / ((t - t.mean()) ** 2).sum())
    q = stats.t.ppf(0.95, len(t) - 2)
    out.put("yield_median", np.exp([middle, middle - q * error, middle + q * error]), "kt", 3, f"log-linear trend of {len(t)} yields, at mid-2017")
    spread = sd * np.sqrt((len(t) - 2) / stats.chi2.ppf([0.95, 0.05], len(t) - 2))
    out.put("yield_spread", (sd, *spread), "1", 3, "standard deviation of the logarithm about the trend")


def council_lags(events, end):
    """Days from each nuclear or ICBM test to the next resolution."""
    votes = pick(events, "sanctions", None, end, actor="UNSC").date
    tests = pd.concat([pick(events, "nuclear_test", None, end), mentions(pick(events, "missile_test", None, end), "ICBM")]).sort_values("date")
    lags = {}
    for date in tests.date:
        later = votes[votes > date]
        if len(later) and later.min() not in lags:  # of several tests before one vote, the first counts
            lags[later.min()] = (later.min() - date).days
    return np.array(list(lags.values()))


def estimate_council(events, end, out):
    lags = council_lags(events, end)
    middle, spread = lognormal_fit(lags)
    out.put("council_lag", middle, "d", 4, f"median of {len(lags)} lags: " + ", ".join(map(str, sorted(lags))) + " d")
    out.put("council_lag_spread", spread, "1", 4, "standard deviation of the logarithm")
    passed, asked = len(lags), len(lags)
    grave = share(passed, asked)
    out.put("consent_grave", np.sqrt(grave), "1", 4, f"each of two powers; {passed} of {asked} nuclear or ICBM episodes ended in a resolution")
    days = launch_table(events, "2016-01-01", end)
    ordinary = days[~days.kind.isin(("ICBM", "SLV"))]
    votes = pick(events, "sanctions", "2016-01-01", end, actor="UNSC")
    alone = mentions(votes, "repeated missile tests")
    both = share(len(alone), len(ordinary))
    out.put("consent_ordinary", np.sqrt(both), "1", 4, f"each of two powers; {len(alone)} resolution for {len(ordinary)} other launch days 2016-17")
    rounds = pick(events, "sanctions", "2016-12-01", min(end, pd.Timestamp("2018-02-01")), actor="USA")
    span = (min(end, pd.Timestamp("2018-02-01")) - pd.Timestamp("2016-12-01")).days / 365.25
    out.put("us_round_rate", rate(rounds.date.nunique(), span), "1/yr", 4, f"{rounds.date.nunique()} US listing days from 2016-12")


# ------------------------------------------------------------------------------------------------------ section 6: words

def day_counts(rows, start, days):
    counts = np.zeros(days)
    np.add.at(counts, (rows.date - start).dt.days.values, 1.0)
    return counts


def excitation(counts, half_life, from_same_day):
    """Expected replies of one parent spread over the days after it (kernel of total 1, halved every half-life)."""
    k = np.arange(len(counts))
    weights = 2.0 ** (-k / half_life) - 2.0 ** (-(k + 1) / half_life)
    if not from_same_day:
        weights = np.concatenate([[0.0], weights[:-1]])
    return np.convolve(counts, weights)[:len(counts)]


def fit_words(counts, causes):
    """Poisson day counts with mean x0 + sum x_i cause_i, all x >= 0: estimates and 90% profile intervals."""
    design = np.column_stack([np.ones(len(counts))] + causes)

    def cost(x, fixed=None, at=None):
        y = np.insert(x, fixed, at) if fixed is not None else x
        mean = design @ y
        return mean.sum() - (counts * np.log(np.maximum(mean, 1e-12))).sum()

    def best(fixed=None, at=None):
        n = design.shape[1] - (fixed is not None)
        starts = (np.full(n, s) * np.concatenate([[counts.mean()], np.ones(n - 1)]) for s in (0.5, 0.2))
        return min((optimize.minimize(cost, s, args=(fixed, at), method="L-BFGS-B", bounds=[(1e-9, 3.0)] * n) for s in starts), key=lambda r: r.fun)

    top = best()
    bar = top.fun + Z90 ** 2 / 2
    result = []
    for i, value in enumerate(top.x):
        def gap(at, i=i):
            return best(i, at).fun - bar
        low = 0.0 if gap(1e-9) <= 0 else optimize.brentq(gap, 1e-9, max(value, 2e-9), xtol=1e-6)
        high = 3.0 if gap(3.0) <= 0 else optimize.brentq(gap, max(value, 1e-9), 3.0, xtol=1e-6)
        result.append((value, low, high))
    return result, -top.fun


def words_of_year(events):
    days = (YEAR_END - YEAR_START).days
    words = pick(events, "statement", YEAR_START, YEAR_END)
    tests = events[events.action.isin(("missile_test", "nuclear_test")) & (events.date >= YEAR_START) & (events.date < YEAR_END)]
    return {"us_mild": day_counts(words[(words.actor == "USA") & (words.magnitude < 2)], YEAR_START, days),
            "us_harsh": day_counts(words[(words.actor == "USA") & (words.magnitude >= 2)], YEAR_START, days),
            "prk_harsh": day_counts(words[(words.actor == "PRK") & (words.magnitude >= 2)], YEAR_START, days),
            "tests": day_counts(tests, YEAR_START, days)}


def estimate_words(events, out, half_life=WORDS_HALF_LIFE):
    seen = words_of_year(events)
    test = excitation(seen["tests"], half_life, True)
    us = excitation(seen["us_harsh"], half_life, False)
    prk = excitation(seen["prk_harsh"], half_life, False)
    fits = {"us_mild": (["rate", "by_test"], [test]), "us_harsh": (["rate", "by_test", "by_prk", "by_us"], [test, prk, us]),
            "prk_harsh": (["rate", "by_test", "by_us"], [test, us])}
    total = 0.0
    for name, (labels, causes) in fits.items():
        triples, log_likelihood = fit_words(seen[name], causes)
        total += log_likelihood
        for label, triple in zip(labels, triples):
            unit, scale = ("1/yr", 365.25) if label == "rate" else ("1", 1.0)
            out.put(f"{name}_{label}", np.array(triple) * scale, unit, 6, f"{int(seen[name].sum())} in 2017, half-life {half_life:g} d")
    words = pick(events, "statement", YEAR_START, YEAR_END)
    out.put("prk_mild_rate", rate(len(words[(words.actor == "PRK") & (words.magnitude < 2)]), 1.0), "1/yr", 6, "in 2017")
    for actor, name in (("USA", "us"), ("PRK", "prk")):
        harsh = words[(words.actor == actor) & (words.magnitude >= 2)]
        out.put(name + "_force_share", share((harsh.magnitude >= 3).sum(), len(harsh)), "1", 6, "of harsh words: an open threat of force")
    us_2018 = pick(events, "statement", "2018-01-09", "2018-07-25", actor="USA")
    span = (pd.Timestamp("2018-07-25") - pd.Timestamp("2018-01-09")).days / 365.25
    was = seen["us_harsh"].sum()
    if len(us_2018):
        now = rate((us_2018.magnitude >= 2).sum(), span)
        out.put("talks_words_factor", np.array(now) / was, "1", 8, f"harsh US words per year, Jan-Jul 2018 over 2017 ({(us_2018.magnitude >= 2).sum()} against {int(was)})")
    return total


# ------------------------------------------------------------------------------------------------------ section 7: calls

def grave_days(events):
    table = launch_table(events, YEAR_START, YEAR_END)
    return {row.date: is_grave(row) for row in table.itertuples()} | {date: True for date in pick(events, "nuclear_test", YEAR_START, YEAR_END).date}


def estimate_calls(events, out):
    tests = grave_days(events)
    ordered = sorted(tests)
    covered = len({date + pd.Timedelta(days=k) for date in ordered for k in range(4)})
    for partner in ("JPN", "KOR", "CHN", "RUS"):
        answered, loose = set(), 0
        for date in pick(events, "call", YEAR_START, YEAR_END, actor="USA", target=partner).date:
            before = [test for test in ordered if 0 <= (date - test).days <= 3]
            answered, loose = (answered | {before[-1]}, loose) if before else (answered, loose + 1)
        for grave in (True, False):
            group = [test for test in ordered if tests[test] == grave]
            out.put(f"call_{partner.lower()}_{'grave' if grave else 'ordinary'}", share(sum(test in answered for test in group), len(group)), "1", 7,
                    f"{sum(test in answered for test in group)} of {len(group)} test days answered within 3 d")
        out.put(f"call_{partner.lower()}_rate", rate(loose, (365 - covered) / 365.25), "1/yr", 7, f"{loose} calls in the {365 - covered} other days")
    calls = pick(events, "call", YEAR_START, YEAR_END, actor="USA", target="RUS")
    asked = mentions(calls, "request for Russian help")
    out.put("request_share", share(len(asked), len(calls)), "1", 7, f"{len(asked)} of {len(calls)} calls to Russia is known to have asked for help")


# --------------------------------------------------------------------------------- sections 5, 8 and 9: drills, talks, clashes

def estimate_drills(events, out):
    named = mentions(pick(events, "exercise", YEAR_START, YEAR_END), "|".join(BIG_DRILLS) + "|Max Thunder|Vigilant")
    loose = len(pick(events, "exercise", YEAR_START, YEAR_END)) - len(named)
    out.put("naval_drill_rate", rate(loose, 1.0), "1/yr", 5, f"{loose} in 2017; an undercount (the October drill is missing)")
    kept = len(pick(events, "exercise", "2018-01-01", "2018-09-01"))
    out.put("drill_kept_in_talks", share(kept, kept + 1), "1", 5, f"{kept} held, 1 called off in 2018")


def estimate_talks(events, out):
    span = (YEAR_END - pd.Timestamp("2014-01-01")).days / 365.25
    out.put("talks_rate", rate(0, span), "1/yr", 8, "no turn to talks from 2014 to 2017")
    quiet = 521.0  # 2017-11-29 to 2019-05-04, docs/korea-2017.md section 8
    out.put("talks_end_rate", rate(1, quiet / 365.25), "1/yr", 8, "one return after 521 quiet days")
    pace = len(pick(events, "missile_test", "2014-01-01", YEAR_END)) / span
    out.put("moratorium_factor", rate(0, pace * quiet / 365.25), "1", 8, f"no launch where {pace * quiet / 365.25:.1f} were to be expected")
    before = len(pick(events, "talks", "2017-01-20", "2017-12-01"))
    out.put("meeting_rate", rate(before, 315 / 365.25), "1/yr", 8, f"{before} meetings, 2017-01-20 to 11-30")
    after = len(pick(events, "talks", "2018-01-01", "2018-07-25"))
    if after:
        out.put("meeting_rate_talks", rate(after, 205 / 365.25), "1/yr", 8, f"{after} meetings, 2018-01-01 to 07-24")


def clashes(events, end):
    fights = mentions(pick(events, "provocation", "1998-01-01", end, target="KOR"), r"naval clash|exchange of fire|sunk|shelled")
    return fights.reset_index(drop=True)


def estimate_clashes(events, end, out):
    fights = clashes(events, end)
    years = (end - pd.Timestamp("1998-01-01")).days / 365.25
    out.put("clash_rate", rate(len(fights), years), "1/yr", 9, f"{len(fights)} exchanges of fire since 1998")
    out.put("clash_deadly_share", share((fights.magnitude >= 5).sum(), len(fights)), "1", 9, "of severity 5")
    gaps = fights.date.diff().dt.days.values[1:]
    out.put("clash_again", share((gaps <= 7).sum(), len(fights)), "1", 9, "followed by another within 7 d")
    other = pick(events, "provocation", "2014-01-01", end)
    other = other[~other.index.isin(mentions(other, r"naval clash|exchange of fire|sunk|shelled").index)]
    out.put("provocation_rate", rate(len(other), (end - pd.Timestamp("2014-01-01")).days / 365.25), "1/yr", 9, f"{len(other)} others since 2014")


# ------------------------------------------------------------------------------------------------- the record of 2017

TENSION = {"tension_baseline": 0.2, "tension_half_life": 30.0, "jolt_launch": 0.02, "jolt_grave": 0.06, "jolt_nuclear": 0.12, "jolt_drill": 0.02,
           "jolt_mild": 0.005, "jolt_harsh": 0.02, "jolt_sanctions": 0.02, "jolt_provocation": 0.01, "jolt_clash": 0.15}  # assumptions, section 10


def jolts(events, start, end):
    """(date, jolt) of every act of the record that the scenario's tension index feels."""
    rows = events[(events.date >= start) & (events.date < end)]
    grave = grave_days(events)
    for row in rows.itertuples():
        if row.action == "missile_test":
            yield row.date, TENSION["jolt_grave" if grave.get(row.date, False) else "jolt_launch"]
        elif row.action == "nuclear_test":
            yield row.date, TENSION["jolt_nuclear"]
        elif row.action == "exercise":
            yield row.date, TENSION["jolt_drill"]
        elif row.action == "statement" and row.magnitude >= 1:
            yield row.date, TENSION["jolt_harsh" if row.magnitude >= 2 else "jolt_mild"]
        elif row.action == "sanctions":
            yield row.date, TENSION["jolt_sanctions"]
        elif row.action == "provocation":
            yield row.date, TENSION["jolt_provocation"]


def tension_of_record(events):
    """The index by day over the record, as the scenario computes it: each act closes a part of the way to 1; half the rest is forgotten in 30 d."""
    days = pd.date_range(YEAR_START, YEAR_END, inclusive="left")
    felt = {}
    for date, jolt in jolts(events, YEAR_START, YEAR_END):
        felt.setdefault(date, []).append(jolt)
    base, keep = TENSION["tension_baseline"], 2.0 ** (-1.0 / TENSION["tension_half_life"])
    level, path = base, []
    for day in days:
        level = base + (level - base) * keep
        for jolt in felt.get(day, []):
            level += jolt * (1.0 - level)
        path.append(level)
    return pd.Series(path, index=days)


def ladder_of_record(events):
    """First day in 2017 on which each rung, or one above it, holds by the scenario's own conditions (in steps of a day)."""
    words = pick(events, "statement", YEAR_START, YEAR_END)
    harsh, force = words[words.magnitude >= 2], words[words.magnitude >= 3]
    grave = sorted(date for date, is_so in grave_days(events).items() if is_so)
    drills = mentions(pick(events, "exercise", YEAR_START, YEAR_END), "three-carrier")
    fights = clashes(events, YEAR_END)

    def within(dates, day, days):
        return any(0 <= (day - date).days < days for date in dates)

    first = dict.fromkeys(("hard words", "show of force", "crisis", "clash", "war"))
    for day in pd.date_range(YEAR_START, YEAR_END, inclusive="left"):
        holds = {"hard words": within(harsh.date, day, 7),
                 "show of force": within(grave, day, 7) or any(row.date <= day <= row.end_date for row in drills.itertuples()),
                 "crisis": within(grave, day, 30) and within(force[force.actor == "USA"].date, day, 14) and within(force[force.actor == "PRK"].date, day, 14),
                 "clash": within(fights.date, day, 30), "war": sum(0 <= (day - date).days < 7 for date in fights.date) >= 3}
        top = max((i for i, rung in enumerate(first) if holds[rung]), default=-1)
        for rung in list(first)[:top + 1]:
            first[rung] = first[rung] or str(day.date())
    return first


def record(events):
    table = launch_table(events, YEAR_START, YEAR_END)
    words = pick(events, "statement", YEAR_START, YEAR_END)
    calls = pick(events, "call", YEAR_START, YEAR_END, actor="USA")
    sanctions = pick(events, "sanctions", YEAR_START, YEAR_END)
    path = tension_of_record(events)

    def harsh(actor):
        rows = words[words.actor == actor]
        return int((rows.magnitude >= 2).sum()), int((rows.magnitude < 2).sum())

    us, prk = harsh("USA"), harsh("PRK")
    return {"launch_days": len(table), "missiles": int(table.missiles.sum()), "failures": int(table.failures.sum()),
            "icbm_days": int((table.kind == "ICBM").sum()), "grave_days": int(sum(is_grave(row) for row in table.itertuples())),
            "overflights": int(table.overflew.sum()), "eez_days": int(table.eez.sum()),
            "nuclear_tests": len(pick(events, "nuclear_test", YEAR_START, YEAR_END)),
            "resolutions": int((sanctions.actor == "UNSC").sum()), "us_rounds": int((sanctions.actor == "USA").sum()),
            "exercises": len(pick(events, "exercise", YEAR_START, YEAR_END)),
            "calls": len(calls), **{f"calls_{p.lower()}": int((calls.target == p).sum()) for p in ("JPN", "KOR", "CHN", "RUS")},
            "statements": int(sum(us) + sum(prk)), "us_harsh": us[0], "us_mild": us[1], "prk_harsh": prk[0], "prk_mild": prk[1],
            "meetings": len(pick(events, "talks", YEAR_START, YEAR_END)), "provocations": len(pick(events, "provocation", YEAR_START, YEAR_END)),
            "clashes": int((clashes(events, YEAR_END).date >= YEAR_START).sum()),
            "tension_mean": significant(path.mean()), "tension_peak": significant(path.max()), "tension_peak_day": str(path.idxmax().date())}


# ----------------------------------------------------------------------------------------------------------------- output

def estimate_all(until):
    """Estimates from events before `until`; words and calls need 2017 and are left out where it is cut off."""
    events, out = load(pd.Timestamp("2019-01-01") if until >= YEAR_END else until), Estimates()
    model = estimate_launches(events, min(until, YEAR_END), out)
    estimate_nuclear(events, min(until, YEAR_END), out)
    if until >= YEAR_END:
        estimate_missiles(events, YEAR_END, out)
        estimate_council(events, YEAR_END, out)
        estimate_words(events, out)
        estimate_calls(events, out)
        estimate_drills(events, out)
        estimate_talks(events, out)
    estimate_clashes(events, min(until, YEAR_END), out)
    return events, model, out


def print_markdown(events, model, out, with_record):
    print("| parameter | value | 90% interval | unit | section | how |\n|---|---|---|---|---|---|")
    for name, row in out.items():
        print(f"| {name} | {row['value']:g} | {row['low']:g} to {row['high']:g} | {row['unit']} | {row['section']} | {row['how']} |")
    deviation = np.sqrt(np.diag(model.covariance))
    names = ["log median", "log sigma"] + model.names
    print("\nCorrelations of the launch fit:", ", ".join(names))
    print(np.array2string(model.covariance / np.outer(deviation, deviation), precision=2, suppress_small=True))
    if not with_record:
        return
    print("\nSanction weight under other half-lives of pressure:")
    for half_life in (90.0, 180.0, 365.25, 1e6):
        value, error = LaunchModel(events, YEAR_END, half_life).fit().estimate("pressure")
        print(f"  {half_life:g} d: {value:+.2f} (standard error {error:.2f})")
    print("\nWords: log likelihood by half-life:", ", ".join(f"{h:g} d {estimate_words(events, Estimates(), h):.1f}" for h in (1.0, 2.0, 3.0, 5.0, 7.0)))
    print("\nThe record of 2017:", json.dumps(record(events), indent=1))
    print("\nThe record's ladder:", json.dumps(ladder_of_record(events), indent=1))


def main():
    parser = argparse.ArgumentParser(description="estimates behind scenarios/korea-2017.cfg")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--until", type=pd.Timestamp, default=YEAR_END, help="use only what happened before this day")
    options = parser.parse_args()
    events, model, out = estimate_all(options.until)
    whole = options.until >= YEAR_END
    if options.json:
        extra = {"record": record(events), "ladder": ladder_of_record(events), "assumed": {**TENSION, "nuclear_rest": NUCLEAR_REST, "pressure_half_life": PRESSURE_HALF_LIFE, "words_half_life": WORDS_HALF_LIFE}} if whole else {}
        json.dump({"estimates": out, **extra}, sys.stdout, indent=1)
        print()
    else:
        print_markdown(events, model, out, whole)
    return 0


if __name__ == "__main__":
    sys.exit(main())
