mkdir out.h5; brink run small.cfg -n 10 -o out.h5; echo $?; brink run small.cfg -n 10 -o out.h5 --force
