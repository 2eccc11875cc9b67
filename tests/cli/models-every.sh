# Each model has a description that names it.
for name in $(brink models --names); do brink models $name | grep -q $name || echo "$name: not described"; done
