brink run small.cfg -v all -n 10 -q -o a.h5 && brink replay a.h5 13 | tail -1; echo $?
