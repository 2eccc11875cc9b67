brink run small.cfg -n 100 -j 1 && ls small.h5
