brink run small.cfg -n 10 -o no/such/place.h5; echo $?; ls
