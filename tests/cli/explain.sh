brink explain small.cfg --variant loud --set test_rate=12/yr
