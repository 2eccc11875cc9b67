brink run small.cfg --force=yes
