# Where the first replications fail, a run of more than a second says so at once, whatever its progress, unless it is quiet; a dry run says so too.
cat > runaway.cfg <<'EOF'
brink = 1;
scenario = { title = "Runaway"; start = "2026-01-01"; end = "2026-02-01"; };
parameters = { share = 0.9; };
actors = { A = {}; };
actions = { move = { actor = "A"; }; spark = { actor = "A"; effects = ( "x += 1" ); }; };
variables = { x = { initial = 0; baseline = 0; half_life = "1 d"; }; };
decisions = {
  moves = { action = "move"; model = { kind = "hazard"; rate = "(x > 0.4 ? 1e5 : 1)/d"; }; };
  sparks = { action = "spark"; model = { kind = "schedule"; on = "2026-01-02"; probability = "share"; }; };
};
outcomes = ( { name = "moves"; value = "count(move)"; } );
batch = { replications = 9000; seed = 1; event_limit = 100000; };
EOF
brink run runaway.cfg --dry-run 2>&1 | sed -n 's/^brink: .* were tried failed/some failed/p'
brink run runaway.cfg -j 1 -o out.h5 2>err &
for _ in $(seq 600); do grep -q "of the first" err && break; sleep 0.1; done
kill -TERM $!
wait
sed -n 's/^brink: [0-9]* of the first [0-9]* replications failed/some failed early/p' err
brink run runaway.cfg -j 1 -q -n 40 --force -o quiet.h5 2>err
grep -c '^brink' err
# What is left out is no random part, unless all is.
brink run runaway.cfg -n 20 --set share=0.6 --force -o few.h5 2>err | grep Warning
brink run runaway.cfg -n 20 --set share=1 --force -o all.h5 2>err | grep Warning
