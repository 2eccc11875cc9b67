cat > never.cfg <<'END'
brink = 1;
scenario: { title = "Never, mostly"; start = "2017-01-01"; end = "2018-01-01"; };
actors: { A: { name = "A"; }; };
actions: { act: { actor = "A"; }; };
decisions: { acts: { action = "act"; model: { kind = "poisson"; rate = "0.5/yr"; }; }; };
outcomes: ( { name = "when"; value = "first(act)"; } );
batch: { seed = 1; };
END
brink run never.cfg --precision when=1% --max 300000 -q -o out.h5
