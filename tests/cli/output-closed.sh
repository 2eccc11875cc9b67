brink help >&-
