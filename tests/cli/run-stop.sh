# A rung that ends replications ends them where a higher one holds at once, too. Whoever is named like all or none of the variants is refused, and one
# that a sweep leaves nothing of.
cat > stop.cfg <<'END'
brink = 1;
scenario = { title = "Stop"; start = "2026-01-01"; end = "2027-01-01"; };
actors = { A = {}; };
variables = { x = 0; };
actions = { ev = { actor = "A"; effects = ( "x += 1" ); }; };
decisions = { go = { action = "ev"; model = { kind = "poisson"; rate = "1/yr"; }; }; };
ladder = ( { rung = "peace"; when = "true"; }, { rung = "war"; when = "x >= 1"; stop = true; }, { rung = "nuclear"; when = "x >= 1"; } );
batch = { replications = 1000; seed = 1; };
END
brink run stop.cfg -o out.h5 -q && brink summary out.h5 | grep -E 'war|Ended|ev '
sed 's/rung = "peace"; when = "true"/rung = "b"; when = "x > 3"/; s/rung = "war"; when = "x >= 1"; stop = true/rung = "a"; when = "true"/' stop.cfg > order.cfg
brink check --strict order.cfg
sed 's/^variants.*/variants = { base = { answer = 0.1; }; all = { answer = 0.2; }; once = { answer = 0.3; parameters = { answer = 0.4; }; }; };/' small.cfg > named.cfg
brink check named.cfg
brink run small.cfg -n 4 -q -o no.h5 -v loud --sweep answer=0.2,0.3
ls no.h5 2> /dev/null
# Progress to a precision never counts more than there is to do.
brink run small.cfg -q -o precise.h5 -f --precision tense_ever=0.01 --progress json 2>&1 | $PYTHON -c '
import json, sys
told = [json.loads(line) for line in sys.stdin]
print(all(it["done"] <= it["total"] for it in told), told[-1]["done"] == told[-1]["total"])'
# Conditions that time alone changes without end, without any event, end as events without end do.
sed 's/^ladder.*/ladder = ( { rung = "a"; when = "sin(time \/ (1 ms)) > 0"; } );/; s/replications = 1000/replications = 1; event_limit = 1000/' stop.cfg > flips.cfg
brink run flips.cfg -q -o flips.h5
sed 's/^ladder.*//; s/decisions = {/decisions = { re = { crossing = "sin(time \/ (1 ms)) > 0"; when = "false"; action = "ev"; model = { kind = "response"; }; };/;
     s/replications = 1000/replications = 1; event_limit = 1000/' stop.cfg > flips.cfg
brink run flips.cfg -q -o flips.h5 -f
echo "exit $?"
