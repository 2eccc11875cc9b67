# The same story each time, of the replication and the variant that are asked for.
brink run small.cfg -n 20 -q -v all -o out.h5
brink replay out.h5 3 > a; echo $?; brink replay out.h5 3 > b; cmp a b && test -s a && echo same
brink replay out.h5 3 --variant loud > c; echo $?; cmp -s a c || echo other
grep -q 2017- a && echo dated
