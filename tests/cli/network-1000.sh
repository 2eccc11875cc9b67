# A thousand states: few histories, the same on one thread and two, and what a member's parameter can be set to.
cp "$ROOT/scenarios/network-1000.cfg" .
brink check network-1000.cfg
brink run network-1000.cfg -n 3 -j 1 -q -o one.h5; brink run network-1000.cfg -n 3 -j 2 -q -o two.h5
cat > small-states.cfg <<'E'
brink = 1;
scenario = { title = "small states"; start = "2017-01-01"; end = "2018-01-01"; };
parameters = { pace = { for_each = "states"; value = "self.size*2/yr"; unit = "1/yr"; }; size = { for_each = "states"; value = [1, 2, 3]; }; };
actors = { states = { count = 3; name = "State %d"; }; };
variables = { anger = { for_each = "states"; initial = 0.0; baseline = 0.0; half_life = "20 d"; }; };
actions = { strike = { actor = "self"; target = "target"; effects = ( "target.anger += 1" ); }; };
decisions = { strikes = { for_each = "states"; action = "strike"; target = { from = "states"; weight = "1 + target.anger"; };
                          model = { kind = "poisson"; rate = "self.pace"; }; }; };
outcomes = ( { name = "by_first"; value = "count(strike, states_1)"; }, { name = "by_second"; value = "count(strike, states_2)"; } );
E
brink summary one.h5 > one; brink summary two.h5 > two; cmp one two && grep -E "crises_begun|at_the_end|threat " one
brink run small-states.cfg -n 50 --seed 1 -q -o set.h5 --set states_2.pace=0; brink summary set.h5 | grep -E "by_(first|second)"
brink run small-states.cfg -n 50 --seed 1 -q -o plain.h5; brink summary plain.h5 | grep -E "by_(first|second)"
brink replay set.h5 0 | head -n 4
