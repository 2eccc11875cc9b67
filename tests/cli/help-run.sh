brink help run > a; brink run --help > b; cmp a b && cat a
