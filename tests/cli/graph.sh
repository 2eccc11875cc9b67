brink graph small.cfg
