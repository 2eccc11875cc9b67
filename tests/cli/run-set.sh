# A parameter is replaced, with or without a unit; nobody tests.
brink run small.cfg -n 20 -q -o a.h5 --set test_rate=0 --set answer=1
brink run small.cfg -n 20 -q -o b.h5 --set test_rate=0/yr --set answer=1.0
for file in a b; do brink summary --json $file.h5 | $PYTHON -c '
import json, sys
point = json.load(sys.stdin)["points"][0]
print(next(item for item in point["counts"] if item["name"] == "test")["mean"]["estimate"])'; done
