# A run reads a file of data; its results carry it, and no part of a run is joined to one with other data.
mkdir data && printf 'day,rate\n2025-01-01,5\n2025-07-01,40\n2026-01-01,5\n' > data/pace.csv
cat > paced.cfg <<'END'
brink = 1;
scenario = { title = "Paced"; start = "2025-01-01"; end = "2026-01-01"; };
actors = { A = { }; };
tables = { pace = { file = "data/pace.csv"; unit = "1/yr"; }; };
actions = { test = { actor = "A"; }; };
decisions = { tests = { action = "test"; model = { kind = "hazard"; rate = "table(pace, time)"; }; }; };
END
brink explain paced.cfg | grep -A 1 Tables
brink run paced.cfg -n 3000 --seed 1 -o whole.h5 -q
brink run paced.cfg -n 3000 --seed 1 -o out.h5 --shard 1/2 -q
brink run paced.cfg -n 3000 --seed 1 -o other.h5 --shard 1/2 -q
sed -i s/40/41/ data/pace.csv
brink run paced.cfg -n 3000 --seed 1 -o out.h5 --shard 2/2 -q; echo $?
brink run paced.cfg -n 3000 --seed 1 -o out.h5 --resume -q; echo $?
sed -i s/41/40/ data/pace.csv
brink run paced.cfg -n 3000 --seed 1 -o other.h5 --shard 2/2 -q
# A pipe is not waited for.
mv data/pace.csv kept && mkfifo data/pace.csv
timeout -s KILL 60 brink check paced.cfg; echo $?
rm data/pace.csv && mv kept data/pace.csv
rm -r data paced.cfg
brink merge other.h5 -q && cmp whole.h5 other.h5 && echo joined
brink replay whole.h5 7 | tail -n 1
# The text in the results is a scenario by itself.
"$PYTHON" -c 'import h5py; print(h5py.File("whole.h5")["provenance/scenario_text"].asstr()[()], end="")' > again.cfg
tail -n 9 again.cfg
brink run again.cfg -n 3000 --seed 1 -o again.h5 -q && brink summary whole.h5 > a && brink summary again.h5 > b && cmp a b && echo same
