# What variants have is counted apart, and what only they have is no secret to the base: marks without a value there, tables that nothing reads.
cat > pieces.cfg <<'END'
brink = 1;
scenario = { title = "Pieces"; start = "2017-01-01"; end = "2018-01-01"; };
parameters = { pace = "2/yr"; };
actors = { A = { }; };
variables = { calm = 0.5; };
tables = { unread = { x = [0, 1]; y = [0, 1]; }; by_variant = { x = [0, 1]; y = [0, 1]; outside = "hold"; };
           by_value = { x = [0, 1]; y = [3, 9]; unit = "1/yr"; }; };
actions = {
  test = { actor = "A"; marks = { size = 1.0; }; };
  answer = { actor = "A"; effects = ( "if (cause.range > 3 d) calm += 1", "if (cause.loud) calm -= 1" ); };
};
decisions = {
  tests = { action = "test"; model = { kind = "hazard"; rate = "pace*(1 + calm)"; }; };
  answers = { on = "test"; action = "answer"; };
};
variants = {
  longer = { pace = "table(by_value, 0.5)";
             actions = { test = { actor = "A"; marks = { range = "normal(5 d, 1 d)"; loud = "bernoulli(0.5)"; }; }; };
             decisions = { once = { action = "test"; model = { kind = "poisson"; rate = "1/yr * table(by_variant, pace*(1 yr))"; }; };
                           twice = { action = "test"; model = { kind = "poisson"; rate = "2/yr"; }; }; }; };
  other = { actions = { call = { actor = "A"; }; }; decisions = { calls = { action = "call"; model = { kind = "poisson"; rate = "2/yr"; }; }; }; };
};
END
brink check pieces.cfg
brink check --strict pieces.cfg
