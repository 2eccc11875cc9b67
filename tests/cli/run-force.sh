echo mine > out.h5; brink run small.cfg -n 10 -q -o out.h5 --force; echo $?; head -c 4 out.h5 | tail -c 3
