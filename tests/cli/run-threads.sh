# The number of threads shows in the last line, and nowhere in the results.
for jobs in 1 2 3 7; do brink run small.cfg -n 3000 --trace 1500 -v all -o $jobs.h5 -j $jobs 2>&1 >/dev/null | grep -o '[0-9]* threads\?;'; done
for jobs in 2 3 7; do cmp 1.h5 $jobs.h5 && echo equal; done
brink run small.cfg -n 3000 -o slurm.h5 2>&1 >/dev/null --jobs=2 | grep -o '[0-9]* threads\?;'
SLURM_CPUS_PER_TASK=3 brink run small.cfg -n 3000 -f -o slurm.h5 2>&1 >/dev/null | grep -o '[0-9]* threads\?;'
SLURM_CPUS_PER_TASK=3 brink run small.cfg -n 3000 -f -o slurm.h5 -j 1 2>&1 >/dev/null | grep -o '[0-9]* threads\?;'
taskset -c 0 brink run small.cfg -n 3000 -f -o slurm.h5 2>&1 >/dev/null | grep -o '[0-9]* threads\?;'
