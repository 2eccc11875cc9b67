brink run small.cfg -n 20 -q -o one.h5 -v loud; brink run small.cfg -n 20 -q -o all.h5 -v all
for file in one all; do brink summary --json $file.h5 | $PYTHON -c '
import json, sys
print([point["name"] for point in json.load(sys.stdin)["points"]])'; done
