brink run small.cfg -n 20 -o out.h5 -v silnt; echo $?; ls
