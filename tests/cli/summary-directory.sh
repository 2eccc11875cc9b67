mkdir d; brink summary d
