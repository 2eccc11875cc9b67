brink help
