# What a swept point of a variant is compared with: the base's of the same values, so that the change is the variant's alone. In a design the reference may come later, or be missing.
sed 's/silent = {/keen = { test_rate = 12.0; }; silent = {/' small.cfg > rivals.cfg
cat > design.csv <<'END'
name, variant, answer
"keen,shy", keen, 0.1
shy, base, 0.1
"keen,alone", keen, 0.2
END
cat > agrees.py <<'END'
import json, sys, h5py, numpy
points = json.load(sys.stdin)["points"]
names = [point["name"] for point in points]
with h5py.File(sys.argv[1]) as file:
    tests, of = file["replications/tests"][:], file["replications/point"][:]
for number, point in enumerate(points):
    change = point["outcomes"][1].get("difference")
    agrees = change is None
    if change is not None:
        pairs = tests[of == number] - tests[of == names.index(point["reference"])]
        agrees = numpy.isclose(change["interval"]["estimate"], pairs.mean()) and change["pairs"] == len(pairs)
    print(point["name"], "from", point["reference"], agrees)
END
brink run rivals.cfg -n 50 -v keen --sweep 'answer=0.2,0.4' -q -o sweep.h5
brink summary sweep.h5 | grep -A1 ' events (' | grep -v '^--'
brink summary --json sweep.h5 | $PYTHON agrees.py sweep.h5
brink run rivals.cfg -n 50 -v keen --sweep 'lhs:2 answer' -q -o lhs.h5; brink summary --json lhs.h5 | $PYTHON agrees.py lhs.h5
brink run rivals.cfg -n 50 --design design.csv -q -o design.h5; brink summary --json design.h5 | $PYTHON agrees.py design.h5
