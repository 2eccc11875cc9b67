brink run small.cfg -n 10 -o /proc/out.h5
