brink run small.cfg --seed
