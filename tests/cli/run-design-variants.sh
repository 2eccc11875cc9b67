# A design's points with names and variants: the name tells the variant, so that a replay plays it, and the results can be a design again.
cat > named.csv <<'END'
name,variant,answer
x,base,0.2
y,loud,0.2
loud,loud,0.4
END
brink run small.cfg -n 20 -q -o first.h5 --design named.csv && brink summary first.h5 | grep ': 20 rep'
for name in x loud,y loud; do brink replay first.h5 3 -v $name | tail -1; done
brink run small.cfg -n 20 -q -o again.h5 --design first.h5 && $PYTHON -c '
import h5py, numpy
one, two = h5py.File("first.h5")["replications"], h5py.File("again.h5")["replications"]
print(all(numpy.array_equal(one[name][:], two[name][:], equal_nan=one[name].dtype.kind == "f") for name in one))'
printf 'name,variant,answer\nloud,base,0.2\n' > stolen.csv
brink run small.cfg -n 20 -q -o no.h5 --design stolen.csv
