# What an interrupted run left is in the way of another one; the message names the options.
mkdir out.h5.parts
echo run > out.h5.parts/run
brink run small.cfg -n 10 -o out.h5; echo $?
brink run small.cfg -n 10 -o out.h5 --force --quiet; echo $?
ls
