for word in -1 0 1.5 ten 18446744073709551616 ''; do brink run small.cfg -n "$word"; echo $?; done
