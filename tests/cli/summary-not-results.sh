brink summary small.cfg
