brink run small.cfg -n 50 -q -o a.h5; brink run small.cfg -n 50 -q -o b.h5
cmp a.h5 b.h5 && echo equal
brink run small.cfg -n 50 -q -o c.h5 --seed 8; cmp -s a.h5 c.h5 || echo differ
