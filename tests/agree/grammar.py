#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Scenarios drawn at random from the grammar of the language: right in every word, and otherwise without sense.

usage: grammar.py COUNT SEED DIRECTORY      writes DIRECTORY/SEED-0.cfg, ...; the same seed gives the same files

Formulas are drawn by their type. Rates are kept positive and bounded where the language cannot know it (clamp, logistic, exp of a clamped number), so that a
replication ends by itself; some end at a limit, or fail by a negative rate, which is an end like another.
"""
import pathlib
import random
import sys

from grammar_crowd import Crowd

LAWS = ("normal(0, 1)", "lognormal(0, 0.5)", "gamma(2, 0.5)", "weibull(1, 1.5)", "exponential(1)", "uniform(-1, 2)", "beta(2, 3)", "poisson(2)",
        "binomial(0.4, 3)", "geometric(0.5)", "laplace(0.5)", "pick(0, 1, 3)", "discrete(1, 2, 1)", "inverse_gaussian(1, 2)", "loglogistic(3, 1)", "tdist(5)",
        "truncated(normal(0, 1), -1, 2)", "truncated(gamma(2, 0.5), 0.5, 3)", "truncated(poisson(2), 1, 4)", "truncated(loglogistic(3, 1), 0.5, inf)")
DELAYS = ("exponential(4 d)", "gamma(2, 3 d)", "uniform(0 d, 9 d)", "weibull(5 d, 2)", "2 d", "0 d", "lognormal(0, 1) * 3 d", "pick(0 d, 1 d, 10 d)",
          "truncated(exponential(4 d), 1 d, 9 d)", "truncated(gamma(2, 3 d), 0 d, 4 d)")
RENEWALS = ('law = "exponential"; mean = "{d} d";', 'law = "lognormal"; median = "{d} d"; sigma = 0.7;', 'law = "weibull"; scale = "{d} d"; shape = 1.6;',
            'law = "gamma"; scale = "{d} d"; shape = 0.8;', 'law = "uniform"; low = "1 d"; high = "{d} d";', 'law = "deterministic"; gap = "{d} d";')
HAZARDS = ("exponential_hazard({t}, {d} d)", "weibull_hazard({t}, 1.7, {d} d)", "gamma_hazard({t}, 2.5, {d} d)", "lognormal_hazard({t}, {d} d, 0.8)",
           "loglogistic_hazard({t}, 2.2, {d} d)", "inverse_gaussian_hazard({t}, {d} d, 40 d)")


class Scenario:
    """One scenario in the drawing: its names first, so that everything may speak of everything."""

    def __init__(self, seed):
        self.random = random.Random(seed)
        self.actors = ["North", "South", "East"][: self.number(1, 3)]
        self.parameters = [f"p{i}" for i in range(self.number(1, 4))]
        self.variables = {f"v{i}": self.pick(("constant", "relaxing", "relaxing", "drifting", "calendar")) for i in range(self.number(1, 5))}
        self.actions = [f"act{i}" for i in range(self.number(1, 5))]
        self.marks = {action: [f"m{i}" for i in range(self.number(0, 2))] for action in self.actions}
        self.lasting = [action for action in self.actions if self.chance(0.35)]
        self.decisions = [f"dec{i}" for i in range(self.number(2, 9))]
        self.functions = {f"fun{i}": self.pick(("tanh(x) + 0.1 * y", "x > y ? x : 0.5 * y", "clamp(x, -1, 1) * y")) for i in range(self.number(0, 2))}
        self.derived = []
        self.crowd = Crowd(self) if self.chance(0.5) else None
        self.careless = self.chance(0.3)  # some of its rates may become negative, and its replications fail
        self.rungs = ["calm"] + [f"level {i}" for i in range(self.number(0, 3))]

    def number(self, low, high):
        return self.random.randint(low, high)

    def chance(self, probability):
        return self.random.random() < probability

    def pick(self, among):
        return self.random.choice(list(among))

    def real(self, low, high):
        return f"{self.random.uniform(low, high):.4g}"

    # ---- formulas ----

    def leaf(self, own):
        """A plain number; `own`: names that only this formula knows (marks, age, the rung where it may be read)."""
        action = self.pick(self.actions)
        leaves = [self.real(-2, 2), self.pick(self.parameters), self.pick(self.variables), self.pick(self.variables), f"count({action})",
                  f"count({action}, {self.number(1, 60)} d)", f"exp(-since({action}) / {self.number(3, 60)} d)", "month", "season(spring)", "cos_year",
                  "time / 1 yr", f"posture({self.actors[0]})", f"(first({action}) < {self.number(10, 300)} d)"]
        leaves += [f"active({name})" for name in self.lasting[:2]] + self.derived + list(own) * 3
        if self.crowd:
            leaves += self.crowd.leaves()
        return self.pick(leaves)

    def numeric(self, depth, own=("rung",)):
        if depth == 0 or self.chance(0.15):
            return self.leaf(own)
        part = lambda: self.numeric(depth - 1, own)  # noqa: E731
        if self.functions and self.chance(0.1):
            return f"{self.pick(self.functions)}({part()}, {part()})"
        return self.pick((
            lambda: f"({part()} {self.pick('+-*')} {part()})", lambda: f"{self.pick(('min', 'max'))}({part()}, {part()})", lambda: f"clamp({part()}, -1.5, 2)",
            lambda: f"{self.pick(('tanh', 'logistic', 'abs', 'floor', 'atan', 'step'))}({part()})", lambda: f"sqrt(abs({part()}))",
            lambda: f"({self.boolean(depth - 1, own)} ? {part()} : {part()})", lambda: f"({part()})^2", lambda: f"{part()} / (1 + ({part()})^2)",
            lambda: f"exp(clamp({part()}, -2, 1))", lambda: f"log1p(abs({part()}))", lambda: f"mod({part()}, 3)", lambda: f"erf({part()})"))()

    def boolean(self, depth, own=("rung",)):
        if depth > 0 and self.chance(0.3):
            return f"({self.boolean(depth - 1, own)} {self.pick(('&&', '||', 'and', 'or'))} {self.boolean(depth - 1, own)})"
        action = self.pick(self.actions)
        return self.pick((f"{self.numeric(depth, own)} {self.pick(('<', '<=', '>', '>='))} {self.numeric(depth, own)}",
                          f"{self.pick(self.variables)} > {self.real(-1, 1)}", f"{self.pick(self.variables)} < {self.real(-1, 1)}",
                          f"since({action}) < {self.number(2, 90)} d", f"!season(winter)", f"posture({self.actors[0]}, tense)",
                          f"time > {self.number(20, 300)} d", f"count({action}) > {self.number(0, 4)}"))

    def positive(self, depth, own=("rung",)):
        part = self.numeric(depth, own)
        return self.pick((f"exp(clamp({part}, -2, 1.5))", f"logistic({part})", f"clamp({part}, 0.1, 3)", f"(1.2 + tanh({part}))",
                          f"({self.boolean(depth, own)} ? {self.real(0.1, 2)} : {self.real(0, 1)})", f"abs(clamp({part}, -2, 2))"))

    def rate(self, more=(), is_careful=False):
        own = ("exp(-age / 20 d)", "(age < 9 d)", *more)
        form = self.pick(("plain", "plain", "sum", "hazard", "constant"))
        if self.careless and not is_careful and self.chance(0.5):
            return f"{self.real(1, 9)}/yr * (0.5 + {self.numeric(2, own)} * (time / 0.3 yr))"  # not at the start
        if form == "constant":
            return f"{self.real(1, 12)}/yr"
        if form == "sum":
            return f"{self.real(0.5, 6)}/yr * {self.positive(2, own)} + {self.real(0.5, 6)}/yr * {self.positive(1, own)}"
        if form == "hazard":
            clock = self.pick(("age", f"min(since({self.pick(self.actions)}), 200 d)"))
            return self.pick(HAZARDS).format(t=clock, d=self.number(15, 80)) + f" * {self.positive(1, own)}"
        return f"{self.real(1, 15)}/yr * {self.positive(2, own)}"

    def probability(self, own=("rung",)):
        return self.pick((self.real(0, 1), f"logistic({self.numeric(2, own)})", f"clamp({self.numeric(1, own)}, 0, 1)", "1"))

    # ---- sections ----

    def variable(self, name, kind):
        if kind == "calendar":
            return f'{name} = {{ calendar = "{self.pick(("month", "cos_year", "sin_year", "winter", "summer"))}"; }};'
        initial = self.pick((self.real(-1, 1), f'"{self.pick(self.parameters)} * 0.1"', '"uniform(-0.5, 0.5)"'))
        if kind == "constant":
            ranged = " range = [-4.0, 4.0];" if self.chance(0.7) else ""
            return f"{name} = {{ initial = {initial};{ranged} }};"
        if kind == "relaxing":
            return f'{name} = {{ initial = {initial}; baseline = {self.real(-0.5, 0.5)}; half_life = "{self.number(2, 200)} d"; range = [-3.0, 3.0]; }};'
        return f'{name} = {{ initial = {initial}; slope = "{self.real(-3, 3)}/yr"; range = [-2.0, 2.5]; }};'

    def effect(self, action):
        own = self.marks[action]
        condition = f"if ({self.boolean(1, own)}) " if self.chance(0.2) else "if (bernoulli(0.5)) " if self.chance(0.1) else ""
        return condition + self.plain_effect(action)

    def plain_effect(self, action):
        own = self.marks[action]
        targets = [name for name, kind in self.variables.items() if kind != "calendar"]
        forms = [f"posture({self.actors[0]}) = {self.pick(('easy', 'tense'))}", f"start({self.pick(self.decisions)})", f"cancel({self.pick(self.decisions)})",
                 f"restart({self.pick(self.decisions)})"]
        forms += [f"end({name})" for name in self.lasting[:1]]
        if targets:
            value = self.pick((self.real(-0.5, 0.5), f"0.2 * tanh({self.numeric(1, own)})", f"clamp(0.3 * {self.pick(LAWS)}, -1, 1)"))
            forms += [f"{self.pick(targets)} {self.pick(('=', '+=', '+=', '-='))} {value}"] * 8 + [f"{self.pick(targets)} *= {self.real(0.3, 1.2)}"]
        return self.pick(forms)

    def action(self, name):
        keys = [f'actor = "{self.pick(self.actors)}";']
        if self.chance(0.5):
            keys.append(f'target = "{self.pick(self.actors)}";')
        if self.marks[name]:
            keys.append("marks = { " + " ".join(f'{mark} = "clamp({self.pick(LAWS)}, -5, 5)";' for mark in self.marks[name]) + " };")
        if name in self.lasting:
            keys.append(f'duration = "{self.pick(DELAYS)}";')
            keys.append("end_effects = ( " + ", ".join(f'"{self.effect(name)}"' for _ in range(self.number(1, 2))) + " );")
        keys.append("effects = ( " + ", ".join(f'"{self.effect(name)}"' for _ in range(self.number(0, 3))) + " );")
        return f"{name} = {{ {' '.join(keys)} }};"

    def options(self, own, actions):
        options = []
        for _ in range(self.number(2, 3)):
            action = self.pick(actions + ["none"])
            options.append((action, self.numeric(1, own), self.positive(1, own)))
        if self.chance(0.5):
            listed = ", ".join(f'{{ action = "{action}"; utility = "clamp({number}, -3, 3)"; }}' for action, number, _ in options)
            return f"rationality = {self.real(0, 3)}; options = ( {listed} );"
        listed = ", ".join(f'{{ action = "{action}"; weight = "{weight}"; }}' for action, _, weight in options)
        return f"options = ( {listed} );"

    def choice(self, own):
        vetoes = f' vetoes = ( {{ actor = "{self.pick(self.actors)}"; consent = "{self.probability(own)}"; }} );' if self.chance(0.4) else ""
        return f'kind = "choice"; {self.options(own, self.actions)}{vetoes}'

    def stages(self, own):
        stages = []
        for i in range(self.number(1, 3)):
            keys = [f'delay = "{self.pick(DELAYS)}"; probability = "{self.probability(own)}";']
            if self.chance(0.5):
                keys.append(f'failure = "{self.pick(self.actions)}";')
            stages.append(keys)
        for keys in stages[:-1]:
            if self.chance(0.6):
                keys.append(f'action = "{self.pick(self.actions)}";')
        return 'kind = "stages"; stages = ( ' + ", ".join("{ " + " ".join(keys) + " }" for keys in stages) + " );"

    def quorum(self, own):
        voters = []
        for actor in self.actors:
            vote = self.pick((f'yes = "{self.probability(own)}";', f'utility = "clamp({self.numeric(1, own)}, -3, 3)";'))
            veto = " veto = true;" if self.chance(0.3) else ""
            voters.append(f'{{ actors = ["{actor}"]; {vote} abstains = {self.real(0, 1)};{veto} }}')
        rationality = f" rationality = {self.real(0, 3)};" if any("utility" in voter for voter in voters) else ""
        rejection = f' rejection = "{self.pick(self.actions)}";' if self.chance(0.6) else ""
        return f'kind = "quorum"; threshold = {self.number(1, len(voters))}; {rationality} voters = ( {", ".join(voters)} );{rejection}'

    def tit_for_tat(self, own, acts):
        answers = []
        for act in acts:
            kinds = f'probability = "{self.probability(own)}"; forgiveness = "{self.probability(own)}";'
            answers.append(f'{{ to = "{act}"; action = "{self.pick(self.actions + ["none"])}"; {kinds} }}')
        return f'kind = "tit_for_tat"; forgiving = "{self.pick(self.actions)}"; answers = ( {", ".join(answers)} );'

    def triggered(self, keys):
        sources = self.random.sample(self.actions, self.number(1, min(2, len(self.actions))))
        shared = [mark for mark in self.marks[sources[0]] if all(mark in self.marks[source] for source in sources)]
        crossing = self.chance(0.4)
        if crossing:
            keys.append(f'crossing = "{self.boolean(1)}";')
        if not crossing or self.chance(0.3):
            keys.append("on = [" + ", ".join(f'"{source}"' for source in sources) + "];")
        own = () if crossing else shared
        if self.chance(0.4):
            keys.append(f'when = "{self.boolean(1, own)}";')
        delay = f' delay = "{self.pick(DELAYS)}";' if self.chance(0.8) else ""
        pending = f' pending = "{self.pick(("many", "keep", "replace"))}";' if self.chance(0.6) else ""
        kind = self.pick(("choice", "choice", "response", "response", "stages", "quorum", "tit_for_tat"))
        if kind in ("choice", "tit_for_tat"):
            keys.append(f"model = {{ {self.choice(own) if kind == 'choice' else self.tit_for_tat((), sources)}{delay}{pending} }};")
            return
        keys.insert(0, f'action = "{self.pick(self.actions)}";')
        model = {"response": lambda: f'kind = "response"; probability = "{self.probability(own)}";', "stages": lambda: self.stages(own),
                 "quorum": lambda: self.quorum(own)}[kind]()
        keys.append(f"model = {{ {model}{pending}{delay if kind != 'stages' else ''} }};")

    def scheduled(self):
        dates = ", ".join(f'"2017-{self.number(1, 12):02}-{self.number(1, 28):02}"' for _ in range(self.number(1, 4)))
        jitter = ' jitter = "normal(0, 3 d)";' if self.chance(0.5) else ""
        return f'kind = "schedule"; on = [{dates}]; probability = "{self.probability()}";{jitter}'

    def loglinear(self):
        terms = ", ".join(f'{{ of = "clamp({self.numeric(1)}, -2, 2)"; weight = {self.real(-1, 1)}; }}' for _ in range(self.number(1, 3)))
        season = f" season = {{ winter = {self.real(-1, 1)}; }};" if self.chance(0.3) else ""
        age = ' age = { kind = "lognormal"; sigma = 0.8; };' if self.chance(0.4) else ""
        return f'kind = "loglinear"; baseline = "{self.real(2, 15)}/yr"; terms = ( {terms} );{season}{age}'

    def hawkes(self):
        kernels = []
        for of in self.random.sample(self.actions, self.number(1, min(2, len(self.actions)))):
            shape = self.pick((f'half_life = "{self.number(1, 30)} d";', f'mean = "{self.number(1, 30)} d";',
                               f'shape = "power"; exponent = {self.real(1.3, 3)}; scale = "{self.number(1, 5)} d"; span = 20;'))
            impact = f' impact = "min(abs({self.pick(self.marks[of])}), 2)";' if self.marks[of] and self.chance(0.5) else ""
            kernels.append(f'{{ of = "{of}"; alpha = {self.real(0.02, 0.25)}; {shape}{impact} }}')
        return f'kind = "hawkes"; baseline = "{self.real(1, 8)}/yr * {self.positive(1)}"; kernels = ( {", ".join(kernels)} );'

    def markov(self):
        moves = [("easy", "tense"), ("tense", "easy"), ("tense", "talks"), ("talks", "easy")][: self.number(2, 4)]
        listed = ", ".join(f'{{ from = "{one}"; to = "{other}"; rate = "{self.rate((), True)}"; action = "{self.pick(self.actions)}"; }}'
                           for one, other in moves)
        return f'kind = "markov"; actor = "{self.actors[0]}"; transitions = ( {listed} );'

    def by_turns(self, kind):
        model = self.choice(()) if kind == "choice" else self.tit_for_tat((), self.random.sample(self.actions, self.number(1, min(2, len(self.actions)))))
        first = f' first = "{self.pick(self.actions)}";' if kind == "tit_for_tat" and self.chance(0.5) else ""
        pace = self.pick((f'rate = "{self.rate()}";', f'every = "exponential({self.number(9, 60)} d)";', f'every = "{self.number(5, 40)} d";'))
        return f"{model}{first} {pace}"

    def clocked(self, keys):
        kind = self.pick(("hazard", "hazard", "hazard", "loglinear", "poisson", "renewal", "schedule", "hawkes", "markov", "choice", "tit_for_tat"))
        model = {"hazard": lambda: f'kind = "hazard"; rate = "{self.rate()}";', "loglinear": self.loglinear, "hawkes": self.hawkes,
                 "poisson": lambda: f'kind = "poisson"; rate = "{self.real(1, 15)}/yr";', "schedule": self.scheduled, "markov": self.markov,
                 "renewal": lambda: f'kind = "renewal"; {self.pick(RENEWALS).format(d=self.number(5, 90))}', "choice": lambda: self.by_turns("choice"),
                 "tit_for_tat": lambda: self.by_turns("tit_for_tat")}[kind]()
        if kind not in ("markov", "choice", "tit_for_tat"):
            keys.insert(0, f'action = "{self.pick(self.actions)}";')
        if self.chance(0.3):
            keys.append(f'when = "{self.boolean(1)}";')
        keys.append(f"model = {{ {model} }};")

    def decision(self, name, triggered):
        keys = []
        if self.chance(0.2):
            keys.append(f"priority = {self.number(-2, 2)};")
        if self.chance(0.2):
            keys.append(f"limit = {self.number(1, 9)};")
        if self.chance(0.1):
            keys.append("active = false;")
        (self.triggered if triggered else self.clocked)(keys)
        return f"{name} = {{ {' '.join(keys)} }};"

    def settings(self):
        warm_up = f' warm_up = "{self.number(1, 200)} d";' if self.chance(0.25) else ""
        yield "brink = 1;"
        yield f'scenario = {{ title = "Drawn from the grammar"; start = "2017-01-01"; end = "2018-01-01";{warm_up} }};'
        yield from ("parameters = {", *(f"  {name} = {self.real(-1, 1)};" for name in self.parameters), *self.of_crowd("parameters"), "};", "actors = {")
        for i, name in enumerate(self.actors):
            postures = ' postures = ["easy", "tense", "talks"]; posture = "easy";' if i == 0 else ""
            yield f'  {name} = {{ name = "{name}";{postures} }};'
        yield from (*self.of_crowd("actors"), "};", *self.of_crowd("networks"))

    def of_crowd(self, section):
        return list(getattr(self.crowd, section)()) if self.crowd else []

    def quantities(self):
        yield from ("variables = {", *(f"  {self.variable(name, kind)}" for name, kind in self.variables.items()), *self.of_crowd("variables"), "};")
        yield "functions = ( " + ", ".join(f'"{name}(x, y) = {body}"' for name, body in self.functions.items()) + " );"
        yield "derived = {"
        for i in range(self.number(0, 2)):
            yield f'  sum{i} = "{self.numeric(2, ())}";'
            self.derived.append(f"sum{i}")
        yield "};"

    def text(self):
        lines = [*self.settings(), *self.quantities()]
        lines += ["actions = {"] + [f"  {self.action(name)}" for name in self.actions] + self.of_crowd("actions") + ["};", "decisions = {"]
        lines += [f"  {self.decision(name, i > 0 and self.chance(0.45))}" for i, name in enumerate(self.decisions)] + self.of_crowd("decisions") + ["};"]
        rungs = ", ".join(f'{{ rung = "{name}"; when = "{"true" if i == 0 else self.boolean(2, ())}"; }}' for i, name in enumerate(self.rungs))
        outcomes = f'{{ name = "total"; value = "{self.numeric(2)}"; }}, {{ name = "truth"; when = "{self.boolean(2)}"; }}'
        lines += [f"ladder = ( {rungs} );", f"outcomes = ( {outcomes} );", f"variants = {{ other = {{ p0 = {self.real(-1, 1)}; }}; }};"]
        lines += ['batch = { replications = 4; seed = 1; event_limit = 2000; cascade_limit = 50; series = { step = "30 d"; quantiles = [0.5]; }; };']
        return "\n".join(lines) + "\n"


def main():
    count, seed, directory = int(sys.argv[1]), int(sys.argv[2]), pathlib.Path(sys.argv[3])
    directory.mkdir(parents=True, exist_ok=True)
    for i in range(count):
        (directory / f"{seed}-{i}.cfg").write_text(Scenario(f"{seed}-{i}").text())


if __name__ == "__main__":
    main()
