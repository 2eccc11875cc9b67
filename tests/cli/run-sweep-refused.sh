# Sweeps and designs that are not clear: nothing is run and nothing is written.
try() { brink run small.cfg -n 2 -o refused.h5 --quiet "$@"; echo "exit $?"; }
try --sweep ""
try --sweep "answer=0.1,0.1"
try --sweep "answer=0.1:0.2:0"
try --sweep "answer=0.1:0.2:1000001"
printf '%s,%s\n0.1,0.2\n' answer answer > twice.csv
try --design twice.csv
printf 'name,%s\na,0.1\na,0.2\n' answer > namesakes.csv
try --design namesakes.csv
printf '%s\n0.1\n\n0.1,0.2\n' answer > wide.csv
try --design wide.csv
printf '%s\n0.1\nmuch\n' answer > word.csv
try --design word.csv
ls refused.h5 2> /dev/null
