# Crises of an hour, of minutes, and of a month that begins and ends at noon: dates with as much of the time of day as they need.
cat > hour.cfg <<'END'
brink = 1;
scenario = { title = "An hour"; start = "2026-01-01"; end = "2026-01-01T01:00"; };
parameters = { pace = { value = 3.0; unit = "1/h"; }; };
actors = { A = {}; };
variables = { x = { initial = 0; baseline = 0; half_life = "10 min"; }; };
actions = { probe = { actor = "A"; effects = ( "x += 1" ); }; };
decisions = { probes = { action = "probe"; model = { kind = "poisson"; rate = "pace"; }; }; };
ladder = ( { rung = "quiet"; when = "true"; }, { rung = "alert"; when = "x > 0.5"; }, { rung = "war"; when = "x > 2.5"; stop = true; } );
batch = { replications = 400; seed = 3; };
END
sed 's/An hour/Minutes/; s/T01:00/T00:10/' hour.cfg > minutes.cfg
sed 's/An hour/A month/; s/01-01"/01-01T12:00"/; s/01-01T01:00/02-01T12:30/; s/3.0/0.01/' hour.cfg > month.cfg
sed 's/An hour/Ten days/; s/01-01T01:00/01-11/; s/3.0/0.01/' hour.cfg > days.cfg
for name in hour minutes month days; do brink run $name.cfg -q && brink summary $name.h5 | sed -n '1,2p; /^Ladder .*by/,/^$/p'; done
