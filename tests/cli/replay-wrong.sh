brink run small.cfg -n 20 -q -o out.h5
brink replay out.h5 three; echo $?
brink replay out.h5 3 -v bsae; echo $?
brink replay small.cfg 3; echo $?
