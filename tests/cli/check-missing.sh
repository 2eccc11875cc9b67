brink check nowhere.cfg
