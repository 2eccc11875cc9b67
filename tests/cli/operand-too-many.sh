brink run small.cfg wrong.cfg
