# A value for all members of a group, however it is given; derived quantities beside variables that members have one of.
cat > members.cfg <<'END'
brink = 1;
scenario = { title = "Members"; start = "2026-01-01"; end = "2027-01-01"; };
actors = { g = { count = 3; }; };
parameters = { k = { for_each = "g"; value = 1.0; unit = "1/yr"; range = [0.0, 50.0]; }; };
variables = { fear = { for_each = "g"; initial = 0.0; range = [0.0, 100.0]; }; };
derived = { twice = "2*total"; total = "sum(g, other.fear)"; };
actions = { hit = { actor = "self"; effects = ( "self.fear += 0.5" ); }; };
decisions = { hits = { for_each = "g"; action = "hit"; model = { kind = "poisson"; rate = "self.k"; }; }; };
outcomes = ( { name = "twice_end"; value = "twice"; } );
variants = { many = { k = 9.0; }; };
batch = { replications = 400; seed = 1; series = { step = "73 d"; }; };
END
hits() { brink summary out.h5 | grep -E '^  hit'; }
brink run members.cfg -o out.h5 -q -v many && hits
brink run members.cfg -o out.h5 -q -f --set k=9 && hits
brink run members.cfg -o out.h5 -q -f --sweep k=9,18 && hits
brink run members.cfg -o out.h5 -q -f --set k=9 --set g_2.k=0 && hits
printf 'k\n9\n' > design.csv
brink run members.cfg -o out.h5 -q -f --design design.csv && hits
$PYTHON -c '
import h5py
file = h5py.File("out.h5")
table = file["replications"]
print([name.decode() for name in file["variables/variable"]], [name for name in table if name.startswith("final_")])
print((table["final_twice"][:] == table["twice_end"][:]).all(), (table["final_total"][:] == 0.5 * table["count_hit"][:]).all())
print((file["timegrid/twice_mean"][:] == 2 * file["timegrid/total_mean"][:]).all(), file["variables/kind"][:])'
