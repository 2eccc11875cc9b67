# Replications that fail are recorded with status and message, the batch goes on, and a replay shows the same failure.
sed 's/batch = {/batch = { event_limit = 12;/' small.cfg > limited.cfg
brink run limited.cfg -n 2000 -o out.h5 -q; echo $?
$PYTHON - <<'END'
import h5py, numpy as np
file = h5py.File("out.h5")
table, failures = file["replications"], file["failures"]
failed = np.flatnonzero(table["status"][:])
print(len(table["status"]), len(failed) == failures.attrs["count"] == len(failures["replication"]), list(failed) == list(failures["replication"][:]))
print(failures["message"].asstr()[0].split(", at day")[0])
open("first", "w").write(str(failed[0]))
END
brink replay out.h5 "$(cat first)" | tail -n 1
