# A variant that is like none: those that there are.
brink explain small.cfg --variant foo; echo $?
brink graph small.cfg --variant foo; echo $?
sed '/^variants/d' small.cfg > plain.cfg
brink explain plain.cfg --variant foo; echo $?
brink run small.cfg -n 20 -o out.h5 -v foo; echo $?
brink run plain.cfg -n 20 -o out.h5 -v foo; echo $?
brink run small.cfg -n 20 -o out.h5 --set foo=1; echo $?
