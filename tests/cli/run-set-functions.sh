# Formulas that are put over parameters may use the file's functions and tables: by --set, a variant, a sweep.
cat > own.cfg <<'END'
brink = 1;
scenario = { title = "own"; start = "2017-01-01"; end = "2017-02-01"; };
parameters = { pace = "2/yr"; share = 0.5; };
actors = { A = { }; };
variables = { tension = 0.5; };
functions = ( "twice(x) = 2*x", "heated(x) = x*tension", "look(x) = table(curve, twice(x))" );
tables = { curve = { x = [0, 10]; y = [1, 3]; outside = "none"; }; };
actions = { move = { actor = "A"; }; };
decisions = { moves = { action = "move"; model = { kind = "poisson"; rate = "pace*share"; }; }; };
outcomes = ( { name = "set"; value = "share"; } );
variants = { looked = { share = "look(2)"; }; };
END
shares() { brink summary --json own.h5 | $PYTHON -c '
import json, sys
for point in json.load(sys.stdin)["points"]: print(next(item for item in point["outcomes"] if item["name"] == "set")["mean"]["estimate"])'; }
brink run own.cfg -n 2 -q -o own.h5 --set 'share=look(twice(share))' --set 'pace=twice(3/yr)' && shares
brink run own.cfg -n 2 -q -o own.h5 --force --variant all && shares
brink run own.cfg -n 2 -q -o own.h5 --force --sweep 'share=twice(0.2),look(1)' && shares
for word in 'heated(1)' 'twice(1, 2)' 'look(9)' 'table(other, 1)'; do brink run own.cfg -n 2 -q -o own.h5 --force --set "share=$word"; echo $?; done
