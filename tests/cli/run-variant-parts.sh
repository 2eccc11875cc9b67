# Variants that replace decisions: all points have the same columns, shards of them are joined, and each is replayed as it was, a sweep's points too.
cat > parts.cfg <<'END'
brink = 1;
scenario = { title = "Parts"; start = "2025-01-01"; end = "2026-01-01"; };
parameters = { pace = 12.0; };
actors = { A = { }; B = { }; };
actions = { raid = { actor = "A"; marks = { size = "lognormal(0, 1)"; }; }; reply = { actor = "B"; }; };
decisions = { raids = { action = "raid"; model = { kind = "poisson"; rate = "pace/yr"; }; }; replies = { action = "reply"; on = ["raid"]; }; };
variants = { silent = { decisions = { replies = "none"; }; };
             seize = { actions = { seize = { actor = "B"; marks = { ships = "poisson(3)"; }; }; }; decisions = { replies = { action = "seize"; on = ["raid"]; when = "size > 1"; }; }; }; };
END
brink run parts.cfg -n 1000 --seed 1 -v all --sweep pace=10,20 -o whole.h5 -q
for i in 2 1; do brink run parts.cfg -n 1000 --seed 1 -v all --sweep pace=10,20 -o out.h5 --shard $i/2 -q; done
brink merge out.h5 -q && cmp whole.h5 out.h5 && echo joined
rm parts.cfg
"$PYTHON" - <<'END'
import h5py, numpy
with h5py.File("whole.h5") as file:
    names = file["design/variant"].asstr()[()]
    point = file["replications/point"][()]
    for action in ("raid", "reply", "seize"):
        counts = file["replications/count_" + action][()]
        print(action, *(f"{name}:{'some' if counts[point == i].any() else 'none'}" for i, name in enumerate(names)))
    rows = [point == i for i, name in enumerate(names) if "," not in name and name in ("base", "silent", "seize")]
    print(all((file["replications/count_raid"][rows[0]] == file["replications/count_raid"][row]).all() for row in rows))
END
brink replay whole.h5 3 | tail -n 1
brink replay whole.h5 3 -v seize | tail -n 1
brink replay whole.h5 3 -v silent | tail -n 1
brink replay whole.h5 3 -v seize,pace=20 | tail -n 1
brink replay whole.h5 3 -v seize | grep -c "B seize  ships"
