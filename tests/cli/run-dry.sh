# What a run would take; nothing is written.
brink run small.cfg -n 5000 --sweep 'answer=0:1:3' --trace all --dry-run -j 1
ls
