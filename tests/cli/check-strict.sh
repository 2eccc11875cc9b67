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
cat > falls-over.cfg <<'END'
# What would end replications: a probability that grows, a delay that becomes negative (in a variant alone), and an answer that calls for itself.
brink = 1;
scenario = { title = "Falls over"; start = "2017-01-01"; end = "2018-01-01"; };
parameters = { haste = 0.0; };
actors = { A = { name = "Aland"; }; };
variables = {
  heat = { initial = 0.0; };
  calm = { initial = 0.5; range = [0.0, 1.0]; };
};
actions = {
  test = { actor = "A"; effects = ( "heat += 0.3", "calm -= 0.1" ); };
  echo = { actor = "A"; };
};
decisions = {
  tests   = { action = "test"; model = { kind = "poisson"; rate = "4/yr"; }; };
  answers = { action = "test"; on = "test"; model = { kind = "response"; probability = "heat / 2"; delay = "2 d"; }; };
  hurries = { action = "test"; on = "test"; model = { kind = "response"; probability = "calm / 9"; delay = "1 d - haste * calm * 1 d"; }; };
  keeps   = { action = "test"; on = "test"; model = { kind = "response"; probability = "clamp(heat, 0, 1) / (1 + calm)"; delay = "exp(heat) * 1 d"; }; };
  echoes  = { action = "echo"; on = ["test", "echo"]; model = { kind = "response"; }; };
};
variants = { rushed = { haste = 2.0; }; };
END
brink check --strict falls-over.cfg
cat > instants.cfg <<'END'
brink = 1;
scenario = { title = "Instants"; start = "2026-01-01"; end = "2027-01-01"; };
actors = { A = {}; };
variables = { x = { initial = 0; slope = "1/d"; }; n = 0; };
actions = { a = { actor = "A"; effects = ( "n += 1" ); }; };
decisions = { at_one = { action = "a"; crossing = "x == 1"; }; on_day = { action = "a"; crossing = "n < 3 && time == 2 d"; };
  fine = { action = "a"; crossing = "n == 2 && x > 3 && since(a) != inf"; }; go = { action = "a"; model = { kind = "poisson"; rate = "1/d"; }; }; };
ladder = ( { rung = "one"; when = "x - 1 == 0"; }, { rung = "two"; when = "n == 2"; } );
END
brink check --strict instants.cfg
cat > starts.cfg <<'END'
brink = 1;
scenario = { title = "Starts"; start = "2026-01-01"; end = "2027-01-01"; };
parameters = { sd = { value = 0.2; range = [0, 1]; }; };
actors = { S = { count = 2; }; };
variables = { wide = { initial = "normal(0.5, sd)"; range = [0, 1]; }; kept = { initial = "truncated(normal(0.5, sd), 0, 1)"; range = [0, 1]; };
  early = { initial = "uniform(-1, 1) * sd"; range = [-0.1, 0.1]; }; each = { for_each = "S"; initial = "exponential(sd)"; range = [0, 1]; };
  fine = { initial = "2*uniform(0, 0.5)"; range = [0, 1]; }; };
actions = { a = { actor = "S_1"; }; };
decisions = { go = { action = "a"; model = { kind = "hazard"; rate = "1/d*(wide + kept + early*early + S_1.each + fine)"; }; }; };
END
brink check --strict starts.cfg
