cp small.cfg ./-n.cfg; brink check -q -- -n.cfg; echo $?; brink check -q -n.cfg
