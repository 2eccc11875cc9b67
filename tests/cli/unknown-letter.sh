brink run small.cfg -x
