mkdir d; brink check d
