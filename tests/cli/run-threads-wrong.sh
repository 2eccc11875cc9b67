for jobs in 0 two 5000; do brink run small.cfg -n 10 -q -o out.h5 -j $jobs; echo $?; done
ls
