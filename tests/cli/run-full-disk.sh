# A limit on the size of files is a disk that is full: an error, no file, nothing left behind.
(ulimit -f 4; brink run small.cfg -n 2000 --trace all -q -o out.h5); echo $?
ls
