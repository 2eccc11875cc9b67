# The ends of a sweep in the logarithm are what was written, so that they lie within the parameter's range and in its table.
cat > log.cfg <<'END'
brink = 1;
scenario = { title = "t"; start = "2017-01-01"; end = "2018-01-01"; };
parameters = { tt = { value = 2.0; unit = "wk"; range = [1.0, 10.0]; }; };
actors = { A = {}; };
tables = { tb = { x = [1, 10]; y = [0, 1]; x_unit = "wk"; }; };
actions = { a = { actor = "A"; }; };
decisions = { ra = { action = "a"; model = { kind = "poisson"; rate = "1/tt"; }; }; };
outcomes = ( { name = "at"; value = "table(tb, tt)"; }, { name = "below"; when = "tt < 1 wk"; } );
batch = { replications = 4; seed = 1; };
END
brink run log.cfg -q -o out.h5 --sweep tt=1:10:3:log && $PYTHON -c '
import h5py
design = h5py.File("out.h5")["design"]
print(design["variant"].asstr()[:], [float(x) for x in design["tt"][1:]])'
brink run log.cfg -q -f -o out.h5 --sweep tt=2:8:3:log && $PYTHON -c '
import h5py
print([float(x) for x in h5py.File("out.h5")["design/tt"][1:]])'
