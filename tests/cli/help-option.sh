brink --help | head -n 1
