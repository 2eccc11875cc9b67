# Asked to stop: 75, and no results file.
for signal in TERM INT USR1; do
    $PYTHON - $signal <<'END'
import signal, subprocess, sys, time
# As a shell would start it in the foreground: no signal ignored.
program = subprocess.Popen(["brink", "run", "small.cfg", "-n", "1000000000", "-o", "out.h5"], stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
time.sleep(1)
program.send_signal(getattr(signal, "SIG" + sys.argv[1]))
print(sys.argv[1], program.wait())
END
done
ls
