brink check --quiet small.cfg
