# Outcomes that are times: units, shares of those that are finite, what was observed, reached(rung) as the columns of the ladder have it, from the warm-up's end on.
cat > times.cfg <<'END'
brink = 1;
scenario = { title = "Times"; start = "2024-01-01"; end = "2024-07-01"; warm_up = "30 d"; };
actors = { A = {}; };
variables = { x = { initial = 0; baseline = 0; half_life = "10 d"; }; };
actions = { test = { actor = "A"; effects = ( "x += 1" ); }; calm = { actor = "A"; effects = ( "x = 0" ); }; };
decisions = {
  tests = { action = "test"; model = { kind = "poisson"; rate = "3/yr"; }; };
  calms = { action = "calm"; limit = 1; model = { kind = "hazard"; rate = "time - reached(high) > 3 d ? 100/d : 0/d"; }; };
};
ladder = ( { rung = "quiet"; when = "true"; }, { rung = "High"; when = "x > 0.5"; }, { rung = "war"; when = "x > 1.7"; stop = true; } );
outcomes = (
  { name = "high_at"; value = "reached(high)"; observed = "date('2024-03-01')"; }, { name = "high_by_march"; when = "reached(high) < date('2024-03-01')"; observed = true; },
  { name = "war_after"; value = "reached(war) - reached(high)"; observed = "13 d"; }, { name = "pace"; value = "count(test)/(151 d)"; }, { name = "tests"; value = "count(test)"; observed = 2; } );
variants = { slow = { decisions = { tests = { action = "test"; model = { kind = "poisson"; rate = "2/yr"; }; }; }; }; };
batch = { replications = 2000; seed = 3; };
END
brink run times.cfg -v slow -q -o out.h5 && brink summary out.h5 | grep -v '^Ended'
brink summary --json out.h5 | $PYTHON -c '
import json, sys
points = json.load(sys.stdin)["points"]
for point in points:
    high = point["outcomes"][0]
    print(high["name"], high["units"], high["finite"]["estimate"] == point["ladder"][1]["probability"]["estimate"], high["mean"]["estimate"], "finite_difference" in high)'
$PYTHON -c '
import h5py, numpy
rows = h5py.File("out.h5")["replications"]
at, column = rows["high_at"][:], rows["first_high_time"][:]
print(numpy.array_equal(at, numpy.where(numpy.isnan(column), numpy.inf, column)), (at == 30).sum() > 0, rows["high_at"].attrs["units"], rows["high_at"].attrs["observed"])'
# What may not stand there.
sed 's/when = "x > 1.7"/when = "reached(high) < 9 d"/; s/"13 d"/"13"/; s/observed = 2/observed = "count(test)"/; s/reached(war) -/reached(wa) -/; s/observed = true/observed = "yes"/' times.cfg > wrong.cfg
brink check wrong.cfg
