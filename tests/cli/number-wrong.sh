for word in -1 0 1.5 ten 18446744073709551616 ''; do brink run small.cfg -n "$word"; echo $?; done
for word in 1e2 2E2 1e 1e+2 1e20; do brink run small.cfg -n "$word" -q -f -o n.h5 && brink summary n.h5 | grep '^base'; done
