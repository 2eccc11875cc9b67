brink run small.cfg --seed 1 --seed=2
