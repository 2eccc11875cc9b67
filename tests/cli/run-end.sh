# Whose episodes an effect ends: all of an action's, those of a source, those at a target, those from one to another; also where the end of one ends another.
cat > end.cfg <<'END'
brink = 1;
scenario = { title = "Ends"; start = "2026-01-01"; end = "2026-02-01"; };
actors = { S = { count = 3; }; };
networks = { all = { among = "S"; kind = "complete"; }; };
variables = { ended = 0; };
actions = {
  siege = { actor = "self"; target = "target"; duration = "90 d"; end_effects = ( "ended += 1", "if (ended == 3) end(siege, S_3, S_1)" ); };
  retreat = { actor = "S_1"; target = "S_2"; effects = ( "end(siege, self, target)" ); };
  home = { actor = "S_1"; target = "S_2"; effects = ( "end(siege, self)" ); };
  relief = { actor = "S_3"; target = "S_2"; effects = ( "end(siege, any, target)" ); };
  peace = { actor = "S_1"; effects = ( "end(siege, any, any)" ); };
};
decisions = {
  sieges = { for_each = "dyad in all"; action = "siege"; model = { kind = "schedule"; on = ["2026-01-02"]; }; };
  retreats = { action = "retreat"; model = { kind = "schedule"; on = ["2026-01-05"]; }; };
  homes = { action = "home"; model = { kind = "schedule"; on = ["2026-01-10"]; }; };
  reliefs = { action = "relief"; model = { kind = "schedule"; on = ["2026-01-15"]; }; };
  peaces = { action = "peace"; model = { kind = "schedule"; on = ["2026-01-20"]; }; };
};
derived = { sieges_open = "active(siege)"; of_1 = "active(siege, S_1)"; at_1 = "active(siege, any, S_1)"; at_2 = "active(siege, any, S_2)"; };
batch = { replications = 1; seed = 1; series = { step = "5 d"; }; };
END
brink run end.cfg -q -o out.h5 && $PYTHON -c '
import h5py
grid = h5py.File("out.h5")["timegrid"]
for name in ("sieges_open", "of_1", "at_1", "at_2"):
    print(name, [int(x) for x in grid[name + "_mean"][0]])'
brink explain end.cfg | grep 'end(siege'
sed 's/end(siege, self, target)/end(siege, nobody)/; s/end(siege, any, target)/end(siege self)/; s/end(siege, any, any)/end(home, self)/; s/actor = "self"; target = "target"; duration/actor = "self"; duration/; s/end(siege, self)"/end(siege, any, self)"/' end.cfg > wrong.cfg
brink check wrong.cfg
