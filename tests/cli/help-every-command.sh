# Each command has a usage text of its own.
for name in $(brink help --names); do brink help $name | head -n 1; done
