brink run small.cfg -n 100 && ls small.h5
