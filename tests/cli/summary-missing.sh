brink summary nowhere.h5
