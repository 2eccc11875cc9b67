# The line is written over, and taken away at the end (<K>).
brink run small.cfg -n 10 --progress line 2>&1 >/dev/null | tr '\r' '\n' | tail -n 2 | sed 's/\x1b\[K/<K>/g; s/[0-9][0-9.,]* /N /g'
