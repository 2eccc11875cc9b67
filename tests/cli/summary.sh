brink run small.cfg -n 100 -q -v all -o out.h5; brink summary out.h5 > tables; echo $?; grep -c . tables | grep -qv "^0$" && grep -o "tense_ever" tables | head -n 1
