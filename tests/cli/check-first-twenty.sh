# Twenty complaints and a count; all of them with --all.
{ head -n 3 wrong.cfg; echo 'actions = {'
for i in $(seq 30); do echo "  a$i = { actor = \"C\"; };"; done
echo '}; decisions = {};'; } > many.cfg
brink check many.cfg 2> some; echo $?
grep -c ' error: ' some
tail -n 1 some
brink check --all many.cfg 2> all
test "$(grep -c ' error: ' all)" -ge 30 && echo all
