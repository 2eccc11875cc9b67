brink run nowhere.cfg
