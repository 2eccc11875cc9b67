brink check small.cfg
