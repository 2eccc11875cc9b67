# Long and short, apart and together, before and after the file: all the same run.
brink run small.cfg -n 20 --seed 3 -q -o a.h5
brink run -n20 --seed=3 --quiet --output=b.h5 small.cfg
brink run --replications=20 -s3 -q -ob.h5 --force -- small.cfg
cmp a.h5 b.h5
