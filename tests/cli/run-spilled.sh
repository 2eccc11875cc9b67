# A run whose first block outgrows memory before it ends leaves nothing beside its results.
brink run small.cfg -n 70000 --set test_rate=12 --trace all -q -o out.h5
ls
