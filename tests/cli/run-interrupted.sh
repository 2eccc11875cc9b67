# Asked to stop, also within one long replication: 75 in under five seconds, and resumable.
cat > long.cfg <<'END'
brink = 1;
scenario = { title = "One long replication"; start = "2017-01-01"; end = "9999-01-01"; };
actors = { A = { name = "Aland"; }; };
actions = { act = { actor = "A"; }; };
decisions = { go = { action = "act"; model = { kind = "poisson"; rate = "100/s"; }; }; };
batch = { replications = 1; seed = 1; event_limit = 1000000000; };
END
for scenario in small long; do
    for signal in TERM INT USR1; do
        $PYTHON - $signal $scenario <<'END'
import glob, os, shutil, signal, subprocess, sys, time
shutil.rmtree("out.h5.parts", ignore_errors=True)
# As a shell would start it in the foreground: no signal ignored.
program = subprocess.Popen(["brink", "run", sys.argv[2] + ".cfg", "-n", "100000000", "-o", "out.h5", "--force"],
                           stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
while not glob.glob("out.h5.*"):  # by then it listens
    time.sleep(0.02)
time.sleep(0.5)
program.send_signal(getattr(signal, "SIG" + sys.argv[1]))
began = time.monotonic()
print(sys.argv[2], sys.argv[1], program.wait(), "in time" if time.monotonic() - began < 5 else "too late",
      "kept" if os.path.exists("out.h5.parts/run") else "nothing kept")
END
    done
    ls | grep out
    rm -rf out.h5.parts
done
