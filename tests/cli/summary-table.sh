# A sweep at a glance: a table for each outcome, a line a point; the same as CSV, which says what JSON says; what makes no sense; the hint of a run of many points.
sed 's/silent = {/keen = { test_rate = 12.0; }; silent = {/; s/{ name = "tests"; value/{ name = "first_test"; value = "first(test)"; }, { name = "lag"; value = "first(protest) - first(test)"; }, { name = "tests"; value/' small.cfg > rivals.cfg
brink run rivals.cfg -n 100 -v keen --sweep 'answer=0,0.5,1' -q -o out.h5
brink summary --table out.h5
brink summary -t out.h5 -o tests | awk 'length > 80 { print "too wide" }'
brink summary --csv out.h5 -o first_test -o tests,tense_ever | head -n 4
brink summary --csv out.h5 > out.csv; brink summary --json out.h5 > out.json
$PYTHON - <<'END'
import csv, json, math
rows = {(row["point"], row["outcome"]): row for row in csv.DictReader(open("out.csv", newline=""))}
summary, agree = json.load(open("out.json")), 0
def same(text, number):
    return text == "" or math.isinf(float(text)) if number is None else float(text) == number
for point in summary["points"]:
    for outcome in point["outcomes"]:
        row = rows.pop((point["name"], outcome["name"]))
        estimate, change = outcome.get("mean", outcome.get("probability")), outcome.get("difference", {"interval": {}})["interval"]
        wanted = {"n": outcome["n"], **{k: estimate[k] for k in ("estimate", "low", "high")}, **{k: outcome.get(k) for k in ("sd", "p05", "median", "p95")},
                  "change": change.get("estimate"), "change_low": change.get("low"), "change_high": change.get("high")}
        finite = outcome.get("finite_difference", {})
        wanted |= {"finite_change": finite.get("estimate")} if outcome["name"] == "first_test" and "finite" in outcome else {}
        wrong = [key for key, value in wanted.items() if not same(row[key], value)]
        agree += not wrong and row["reference"] == (point["reference"] or "") and row["units"] == outcome.get("units", "")
        print(*([point["name"], outcome["name"], wrong] if wrong else []), end="\n" if wrong else "")
print(agree, "agree;", len(rows), "are left")
END
for wrong in '-t -o test' '-c -o nothing' '-t -o tests,' '-t -j' '-o tests'; do brink summary out.h5 $wrong; echo $?; done
# Many parameters are told by names; one may be called as a column is; there may be no outcomes.
sed 's/answer/n/g; s/parameters = {/parameters = { a = { value = 1.0; range = [0.0, 2.0]; }; b = { value = 1.0; range = [0.0, 2.0]; }; c = { value = 1.0; range = [0.0, 2.0]; };/' small.cfg > many.cfg
brink run many.cfg -n 20 --sweep 'lhs:2 a,b,c,n' -q -o many.h5; brink summary -t many.h5 -o tests; brink summary -c many.h5 -o tests | head -n 1
sed '/^outcomes/d' small.cfg > bare.cfg; brink run bare.cfg -n 20 -q -o bare.h5; brink summary -t bare.h5; brink summary -c bare.h5 | wc -l
brink run small.cfg -n 2 --sweep 'answer=0:1:101' -o wide.h5 2> /dev/null
brink summary -t wide.h5 -o tests | wc -l
