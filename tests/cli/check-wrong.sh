brink check wrong.cfg
