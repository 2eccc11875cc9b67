# Conditional outcomes: no value where the condition is false, in the file, the summary, replays, explanations, and runs to a precision.
cat > given.cfg <<'EOF'
brink = 1;
scenario = { title = "If there is an ultimatum"; start = "2026-01-01"; end = "2026-04-01"; };
parameters = { firmness = 0.5; };
actors = { A = {}; };
actions = { crisis = { actor = "A"; }; ultimatum = { actor = "A"; }; war = { actor = "A"; marks = { losses = "exponential(10)"; }; effects = ( "dead += losses" ); }; };
variables = { dead = 0; };
decisions = {
  crises = { action = "crisis"; model = { kind = "poisson"; rate = "6/yr"; }; };
  threats = { action = "ultimatum"; on = ["crisis"]; model = { kind = "response"; probability = "firmness"; }; };
  wars = { action = "war"; on = ["ultimatum"]; model = { kind = "response"; probability = 0.4; delay = "exponential(10 d)"; }; };
};
outcomes = (
  { name = "war"; when = "count(war) > 0"; },
  { name = "war_if"; when = "count(war) > 0"; given = "count(ultimatum) > 0"; observed = true; },
  { name = "dead_if"; value = "dead"; given = "count(war) > 0"; },
  { name = "delay_if"; value = "first(war) - first(ultimatum)"; given = "count(ultimatum) > 0"; },
  { name = "never"; when = "true"; given = "count(crisis) < 0"; } );
variants = { firm = { firmness = 0.9; }; };
batch = { replications = 2000; seed = 3; };
EOF
brink run given.cfg -v firm -q -o out.h5 && brink summary out.h5 | grep -v '^Ended'
brink summary --table out.h5 -o war_if,never
brink summary --json out.h5 | $PYTHON -c '
import json, sys
base, firm = json.load(sys.stdin)["points"]
for item in base["outcomes"] + firm["outcomes"]:
    print(item["name"], item["n"], item.get("given"), item.get("probability", item.get("mean"))["estimate"] is not None, item.get("difference", {}).get("pairs"))'
# The column by hand: NaN exactly where the condition is false; shares and pairs as the summary has them.
$PYTHON -c '
import h5py, numpy
rows = h5py.File("out.h5")["replications"]
there, war, column, point = rows["count_ultimatum"][:] > 0, rows["count_war"][:] > 0, rows["war_if"], rows["point"][:]
values = column[:]
print(values.dtype, column.attrs["given"], column.attrs["outcome_kind"], rows["war"].attrs.get("given"))
print(numpy.array_equal(values, numpy.where(there, war, numpy.nan).astype("f4"), equal_nan=True))
both = there[point == 0] & there[point == 1]
print("%d of base, %.1f%%; %d pairs, %+.1f pt" % (there[point == 0].sum(), 100 * numpy.nanmean(values[point == 0]), both.sum(),
      100 * (war[point == 1][both].mean() - war[point == 0][both].mean())))
print(numpy.isnan(rows["never"][:]).all())'
brink replay out.h5 1 | grep outcomes
brink replay out.h5 3 | grep outcomes
brink explain given.cfg | sed -n '/^Outcomes/,$p'
# A precision by the values that are there; never by few of them, nor where there is none.
brink run given.cfg --precision war_if=0.02 -o precise.h5 2>&1 | grep precision
brink run given.cfg --precision never=0.02 --max 8192 -q -o never.h5
echo $?
sed 's|"6/yr"|"0.04/yr"|; s|exponential(10)|exponential(10) * 0|' given.cfg > rare.cfg
brink run rare.cfg --precision dead_if=0.02 --max 8192 -q -o rare.h5
echo $?
# What may not stand there.
sed 's/given = "count(war) > 0"/given = "count(war)"/; s/given = "count(crisis) < 0"/given = "bernoulli(0.5)"/' given.cfg > wrong.cfg
brink check wrong.cfg
