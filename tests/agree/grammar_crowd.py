# SPDX-License-Identifier: GPL-3.0-or-later
"""The part of a drawn scenario that is about many: a group, networks, variables and parameters of its members, templates of every kind."""

DELAYS = ("exponential(4 d)", "gamma(2, 3 d)", "2 d", "0 d", "truncated(exponential(9 d), 1 d, 20 d)")


class Crowd:
    """Drawn beside a scenario, which draws the formulas. Solo actions are done by one member, paired ones by one to another."""

    def __init__(self, scenario):
        s = self.s = scenario
        self.size = s.number(3, 5)
        self.nets = {f"net{i}": s.pick(("complete", "ring", "list", "grid", "random")) for i in range(s.number(1, 3))}
        self.own = {f"w{i}": s.pick(("constant", "relaxing", "drifting")) for i in range(s.number(1, 3))}
        self.solos = [f"solo{i}" for i in range(s.number(1, 2))]
        self.pairs = [f"pair{i}" for i in range(s.number(1, 2))]
        self.templates = [f"many{i}" for i in range(s.number(1, 4))]

    # ---- formulas ----

    def body(self):
        """What a sum adds up, of `other`."""
        name = self.s.pick(self.own)
        return self.s.pick((f"other.{name}", f"tanh(other.{name})", f"(other.{name} > {self.s.real(-0.5, 0.5)})", f"other.temper * other.{name}"))

    def leaves(self):
        """Numbers that any formula may read."""
        deed, some = self.s.pick(self.solos + self.pairs), f"crowd_{self.s.number(1, self.size)}"
        return [f"mean(crowd, {self.body()})", f"0.3 * sum(crowd, {self.body()})", f"{some}.{self.s.pick(self.own)}", f"0.1 * count({deed}, {some})",
                f"(since({deed}, {some}) < {self.s.number(5, 50)} d)", f"posture({some})", f"0.1 * count({deed})",
                f"0.1 * count({self.s.pick(self.pairs)}, {some}, crowd_1)", f"0.1 * sum(crowd, count({self.s.pick(self.pairs)}, other, {some}))"]

    def of(self, who):
        """Numbers of a member: `self`, or `target` where there is one."""
        s, deed = self.s, self.s.pick(self.solos + self.pairs)
        net, weight = s.pick(self.nets), s.pick(("", "link * "))
        leaves = [f"{who}.{s.pick(self.own)}", f"{who}.{s.pick(self.own)}", f"{who}.temper", f"posture({who})", f"count({deed}, {who})",
                  f"count({deed}, {who}, {s.number(5, 60)} d)", f"exp(-since({deed}, {who}) / 20 d)", f"count({s.pick(self.pairs)}, any, {who})",
                  f"(first({deed}, {who}) < {s.number(9, 300)} d)", f"posture({who}, tense)"]
        deed, some = s.pick(self.pairs), f"crowd_{s.number(1, self.size)}"
        leaves += [f"0.3 * count({deed}, {who}, {some})", f"count({deed}, {some}, {who}, {s.number(5, 60)} d)"]
        if who == "self":
            leaves += [f"0.2 * sum({net}, count({deed}, other, self))", f"mean({net}, exp(-since({deed}, self, other) / 30 d))"]
            leaves += [f"mean({net}, {self.body()})", f"0.4 * sum({net}, {weight}{self.body()})"]
        return leaves

    def between(self):
        """Numbers of a dyad: what one has done to the other."""
        s, deed = self.s, self.s.pick(self.pairs)
        one, other = s.pick((("self", "target"), ("target", "self")))
        return [f"0.3 * count({deed}, {one}, {other})", f"count({deed}, {one}, {other}, {s.number(5, 60)} d)", f"exp(-since({deed}, {one}, {other}) / 20 d)",
                f"(first({deed}, {one}, {other}) < {s.number(9, 300)} d)"]

    def known(self, is_paired):
        return self.of("self") + (self.of("target") + self.between() if is_paired else [])

    # ---- sections ----

    def parameters(self):
        yield "  temper = { for_each = \"crowd\"; value = [" + ", ".join(self.s.real(0.2, 1.5) for _ in range(self.size)) + "]; };"

    def actors(self):
        yield f'  crowd = {{ count = {self.size}; name = "Member %d"; postures = ["easy", "tense"]; }};'

    def network(self, kind):
        s = self.s
        if kind == "list":
            pairs = [(i, j) for i in range(1, self.size + 1) for j in range(1, i)]
            links = s.random.sample(pairs, s.number(1, len(pairs)))
            return "links = ( " + ", ".join(f'("crowd_{i}", "crowd_{j}", {s.real(0.2, 2)})' for i, j in links) + " );"
        if kind == "grid":
            return f"rows = 1; columns = {self.size}; neighbours = {s.pick((4, 8))};"
        return f"probability = {s.real(0.2, 0.9)}; seed = {s.number(1, 99)};" if kind == "random" else ""

    def networks(self):
        yield "networks = {"
        for name, kind in self.nets.items():
            symmetric = " symmetric = false;" if kind in ("list", "random") and self.s.chance(0.5) else ""
            yield f'  {name} = {{ among = "crowd"; kind = "{kind}"; {self.network(kind)}{symmetric} }};'
        yield "};"

    def variables(self):
        s = self.s
        for name, kind in self.own.items():
            listed = ", ".join(s.real(-0.5, 0.5) for _ in range(self.size))
            initial = s.pick((s.real(-0.5, 0.5), '"uniform(-0.5, 0.5)"', '"0.3 * self.temper"', f"[{listed}]"))
            record = ' record = "members";' if s.chance(0.3) else ""
            path = {"constant": "", "relaxing": f'baseline = "0.2*self.temper"; half_life = "{s.number(2, 90)} d*self.temper";',
                    "drifting": f'slope = "{s.real(-3, 3)}/yr";'}[kind]
            yield f'  {name} = {{ for_each = "crowd"; initial = {initial}; {path} range = [-3.0, 3.0];{record} }};'

    def effect(self, is_paired, marks):
        s, name = self.s, self.s.pick(self.own)
        known = self.known(is_paired) + marks
        value = s.pick((s.real(-0.4, 0.4), f"0.2 * tanh({s.numeric(1, known)})", "0.2 * normal(0, 1)"))
        forms = [f"self.{name} += {value}", f"self.{name} = {value}", f"crowd_{s.number(1, self.size)}.{name} += {value}", "posture(self) = tense",
                 "posture(self) = easy", f"each({s.pick(self.nets)}).{name} += 0.1 * link * tanh(other.{s.pick(self.own)})",
                 f"each({s.pick(self.nets)}).{name} *= 0.8", f"restart({s.pick(self.templates)})"]
        if is_paired:
            forms += [f"target.{name} += {value}", f"target.{name} -= 0.1", "posture(target) = tense"] * 2
        changing = [variable for variable, kind in s.variables.items() if kind != "calendar"]
        forms += [f"{variable} += 0.1 * tanh(self.{name})" for variable in changing[:1]]
        condition = f"if ({s.boolean(0, known)}) " if s.chance(0.2) else ""
        return condition + s.pick(forms)

    def actions(self):
        s = self.s
        for name in self.solos + self.pairs:
            is_paired, marks = name in self.pairs, ["force"]
            keys = ['actor = "self";'] + (['target = "target";'] if is_paired else [])
            keys.append('marks = { force = "clamp(exponential(1) * self.temper, 0, 5)"; };')
            if s.chance(0.25):
                keys.append(f'duration = "{s.pick(DELAYS)}"; end_effects = ( "{self.effect(is_paired, marks)}" );')
            keys.append("effects = ( " + ", ".join(f'"{self.effect(is_paired, marks)}"' for _ in range(s.number(0, 3))) + " );")
            yield f"  {name} = {{ {' '.join(keys)} }};"

    # ---- decisions ----

    def clock(self, action, known):
        s = self.s
        terms = ", ".join(f'{{ of = "clamp({s.numeric(1, known)}, -2, 2)"; weight = {s.real(-1, 1)}; }}' for _ in range(s.number(1, 2)))
        return s.pick((f'kind = "hazard"; rate = "{s.rate(known)}";', f'kind = "hazard"; rate = "{s.real(1, 5)}/yr * {s.positive(1, known)}";',
                       f'kind = "loglinear"; baseline = "{s.real(1, 6)}/yr * self.temper"; terms = ( {terms} );', 'kind = "poisson"; rate = "4/yr * self.temper";',
                       f'kind = "renewal"; law = "gamma"; shape = 2; mean = "{s.number(20, 90)} d * self.temper";'))

    def chosen(self, actions, known):
        return f'kind = "choice"; rate = "{self.s.real(1, 6)}/yr * {self.s.positive(1, known)}"; {self.s.options(known, actions)}'

    def target(self):
        return f'target = {{ from = "{self.s.pick([*self.nets, "crowd"])}"; weight = "0.1 + abs(target.{self.s.pick(self.own)})"; }};'

    def decision(self, name):
        s = self.s
        kind = s.pick(("solo", "solo", "dyad", "drawn", "choice", "reaction", "reaction", "crossing"))
        each = f"dyad in {s.pick(self.nets)}" if kind == "dyad" else "crowd"
        is_paired = kind in ("dyad", "drawn") or (kind == "reaction" and s.chance(0.6))
        known, action = self.known(kind == "dyad"), s.pick(self.pairs if is_paired else self.solos)
        keys = [f'for_each = "{each}";'] + ([f'action = "{action}";'] if kind != "choice" else [])
        if kind == "drawn":
            keys.append(self.target())
        if kind == "reaction":
            return f"{name} = {{ {' '.join(keys + self.reaction(is_paired))} }};"
        if kind == "crossing":
            keys.append(f'crossing = "{s.pick((f"self.{s.pick(self.own)} > {s.real(-0.2, 0.6)}", s.boolean(1, self.of("self"))))}";')
            return f"{name} = {{ {' '.join(keys)} model = {{ kind = \"response\"; delay = \"{s.pick(DELAYS)}\"; }}; }};"
        if s.chance(0.25):
            keys.append(f'when = "{s.boolean(0, known)}";')
        if s.chance(0.25):
            keys.append(f"limit = {s.number(1, 9)};")
        model = self.chosen(self.solos, known) if kind == "choice" else self.clock(action, known)
        return f"{name} = {{ {' '.join(keys)} model = {{ {model} }}; }};"

    def reaction(self, is_paired):
        """To one member's act, of whom it concerns."""
        s = self.s
        source = s.pick(self.pairs if is_paired else self.solos + self.pairs)
        whom = "cause.target" if source in self.pairs else "cause.source"
        if s.chance(0.3):
            whom = f"{s.pick(self.nets)} of {whom}"
        keys = [f'on = ["{source}"]; self = "{whom}";']
        if is_paired:
            keys.append(self.target() if s.chance(0.3) else 'target = "cause.source";')
        known = self.of("self") + ["force"]
        if s.chance(0.3):
            keys.append(f'when = "{s.boolean(0, known)}";')
        pending = s.pick(("many", "keep", "replace"))
        keys.append(f'model = {{ kind = "response"; probability = "0.5 * {s.probability(known)}"; delay = "{s.pick(DELAYS)}"; pending = "{pending}"; }};')
        return keys

    def decisions(self):
        for name in self.templates:
            yield f"  {self.decision(name)}"
