brink run small.cfg -n 10 -q && ls
