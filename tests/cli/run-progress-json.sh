# Progress for programs: lines of JSON, the last one with all done.
brink run small.cfg -o out.h5 --progress json -v all 2>&1 >/dev/null | grep '^{' | tail -n 1 | $PYTHON -c '
import json, sys
for line in sys.stdin:
    told = json.loads(line)
    print(told["done"], told["total"], told["failed"], told["events"] > 0, sorted(told))'
echo "quiet:"
brink run small.cfg -o out.h5 --force --quiet --progress json 2>&1 | tail -n 1 | grep -c '"done"'
brink run small.cfg -o out.h5 --force --quiet 2>&1 | wc -l
