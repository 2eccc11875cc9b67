for word in test_rat=3 test_rate test_rate= test_rate=fast "test_rate=3 d" answer=2; do brink run small.cfg -n 5 -o out.h5 --set "$word"; echo $?; done
ls
