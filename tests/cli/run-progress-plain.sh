# No lines but the last one in ten seconds; no terminal, so no line that is written over.
brink run small.cfg -n 10 --progress plain >/dev/null
