brink help > /dev/full
