brink --frobnicate
