cat > towns.cfg <<'CFG'
# One node stands for all members, and one cluster for what they do.
brink = 1;
scenario = { title = "Towns"; start = "2017-01-01"; end = "2018-01-01"; };
actors = {
  P = { name = "Police"; postures = ["idle", "busy"]; };
  towns = { count = 4; postures = ["quiet", "riot"]; };
  N = { }; S = { }; press = { members = ["N", "S"]; };
};
networks = { roads = { among = "towns"; kind = "ring"; }; };
variables = { anger = { for_each = "towns"; initial = 1; }; resolve = { initial = "beta(2, 2)"; }; };
actions = {
  protest = { actor = "self"; duration = "1 d"; effects = ( "self.anger += 1", "each(roads).anger += 1", "posture(self) = riot" ); };
  patrol = { actor = "P"; target = "self"; effects = ( "target.anger -= 0.1", "target.anger += 0.2", "towns_2.anger -= 0.1" ); };
  report = { actor = "self"; };
  talk = { actor = "self"; };
};
decisions = {
  rises = { for_each = "towns"; action = "protest"; model = { kind = "hazard"; rate = "(0.1 + sum(roads, active(protest, other)))/d * exp(self.anger)"; }; };
  keeps = { for_each = "towns"; on = ["protest"]; self = "cause.source"; action = "patrol"; when = "posture(towns_2, riot)";
            model = { kind = "response"; probability = "resolve"; }; };
  tells = { for_each = "press"; on = ["protest"]; action = "report"; };
  talks = { for_each = "press"; on = ["protest"]; action = "talk"; };
  joins = { for_each = "towns"; on = ["protest"]; self = "cause.source"; action = "talk"; when = "count(protest) > 2 && active(protest) == 0"; };
};
CFG
brink graph towns.cfg
