brink rnu small.cfg
