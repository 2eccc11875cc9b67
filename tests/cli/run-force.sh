brink run small.cfg -n 10 -q -o out.h5; brink run small.cfg -n 20 -q -o out.h5 --force; echo $?; brink summary out.h5 | grep -c "20 replications"
cp small.cfg mine.cfg; brink run mine.cfg -n 10 -q -o ./mine.cfg --force; echo $?; cmp mine.cfg small.cfg && echo untouched; ls
