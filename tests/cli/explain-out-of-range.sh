brink explain small.cfg --set answer=2
