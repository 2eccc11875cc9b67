# To a precision: reached, not reached (5), told again by a finished run, and what makes no sense.
brink run small.cfg --precision tense_ever=0.005 --precision tests=1% -v loud -o a.h5 --quiet; echo $?
brink summary a.h5 | grep -E 'replications|tense_ever|tests '
brink run small.cfg --precision tense_ever=0.0001 --max 6000 -o b.h5 --quiet; echo $?
brink run small.cfg --precision tense_ever=0.0001 --max 6000 -o b.h5 --quiet --resume; echo $?
brink run small.cfg --precision tests=0.5% -o c.h5 2>&1 >/dev/null | grep precision
ls
for wrong in '--precision tense' '--precision nothing=1' '--precision tests=1,tests=2' '--precision tests=1 -n 10' '--min 10' \
    '--precision tests=1 --min 10 --max 5' '--precision tests=1 --shard 1/2'; do
    brink run small.cfg $wrong -o d.h5; echo $?
done
