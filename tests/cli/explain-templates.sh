cat > towns.cfg <<'CFG'
# Who answers whom, and whom a decision is about.
brink = 1;
scenario = { title = "Towns"; start = "2017-01-01"; end = "2018-01-01"; };
actors = { P = { name = "Police"; postures = ["idle", "busy"]; }; towns = { count = 4; postures = ["quiet", "riot"]; }; };
networks = { roads = { among = "towns"; kind = "ring"; }; };
variables = { anger = { for_each = "towns"; initial = 1; }; };
actions = {
  protest = { actor = "self"; effects = ( "self.anger += 1", "each(roads).anger += 1", "posture(self) = riot" ); };
  march = { actor = "self"; target = "target"; };
  patrol = { actor = "P"; target = "target"; effects = ( "posture(P) = busy", "target.anger -= 0.1" ); };
};
decisions = {
  rises   = { for_each = "towns"; action = "protest"; model = { kind = "hazard"; rate = "1/yr * exp(self.anger)"; }; };
  spreads = { for_each = "towns"; on = ["protest"]; self = "roads of cause.source"; target = "cause.source"; action = "march"; };
  answers = { for_each = "towns"; on = ["march"]; self = "cause.target"; action = "protest"; when = "posture(self, quiet)"; };
  walks   = { for_each = "towns"; action = "march"; target = { from = "roads"; weight = "link * target.anger"; }; model = { kind = "hazard"; rate = "1/yr"; }; };
  goes    = { action = "patrol"; target = { from = "towns"; }; model = { kind = "hazard"; rate = "1/(10 d)"; }; };
  keeps   = { action = "patrol"; on = ["protest"]; target = "towns_2"; model = { kind = "response"; delay = "90 min"; }; };
};
CFG
brink explain towns.cfg | sed -n '/^Actions/,$p'
