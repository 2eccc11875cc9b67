brink
