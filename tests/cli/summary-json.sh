brink run small.cfg -n 100 -q -o out.h5; brink summary --json out.h5 | $PYTHON -c '
import json, sys
summary = json.load(sys.stdin)
print(summary["title"], [item["name"] for item in summary["points"][0]["outcomes"]])'
