# Shards of a design from a file are joined without the file: it is kept to the last bit, units and all.
cat > points.csv <<'END'
name, test_rate
calm, 2.5/yr
"odd", 0.123456789
third, 0.031/d
END
brink run small.cfg -n 3000 -v loud --design points.csv -o whole.h5 -q; echo $?
for i in 1 2 3; do brink run small.cfg -n 3000 -v loud --design points.csv -o out.h5 --shard $i/3 -q; done
mv points.csv gone.csv
brink merge out.h5 -q; echo $?
cmp whole.h5 out.h5
brink summary out.h5 | grep replications,
# An HDF5 file as the design: the results themselves.
brink run small.cfg -n 2000 --design out.h5 -o again.h5 -q; echo $?
for i in 2 1; do brink run small.cfg -n 2000 --design out.h5 -o parts.h5 --shard $i/2 -q; done
brink merge parts.h5 -q; echo $?
cmp again.h5 parts.h5 && ls
