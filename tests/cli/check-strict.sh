cat > hardly-meant.cfg <<'END'
# Nothing is wrong here, and little is right: for check --strict.
brink = 1;
scenario = { title = "Hardly meant"; start = "2017-01-01"; end = "2018-01-01"; };
parameters = { forgotten = 1.0; };
actors = { A = { name = "Aland"; }; };
variables = { calm = { initial = 0.0; range = [0.0, 1.0]; }; };
actions = {
  act = { actor = "A"; };
  idle = { actor = "A"; };
};
decisions = {
  acts = { action = "act"; model = { kind = "hazard"; rate = "2/yr"; }; };
  never = { action = "act"; model = { kind = "hazard"; rate = "2/yr * (calm > 1)"; }; };
};
ladder = ( { rung = "routine"; when = "true"; }, { rung = "panic"; when = "calm < 0"; } );
END
brink check hardly-meant.cfg small.cfg --strict --quiet 2> /dev/null
echo $?
brink check --strict small.cfg
brink check --strict hardly-meant.cfg
