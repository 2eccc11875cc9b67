echo mine > out.h5; brink run small.cfg -n 10 -o out.h5; echo $?; cat out.h5; ls
