brink help sumary
