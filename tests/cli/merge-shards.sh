# Four shards, out of order and on other numbers of threads, joined to the bytes of one run; what is missing is named.
options="-n 5000 -v all --trace 3000 --set answer=0.4"
brink run small.cfg $options -o whole.h5 -q
for i in 2 1 4; do brink run small.cfg $options -o out.h5 --shard $i/4 -j $i -q; done
brink merge out.h5; echo $?
brink run small.cfg $options -o out.h5 --shard 3/4 --seed 8; echo $?
brink run small.cfg $options -o out.h5 --shard 3/4 -q
cp -r out.h5.parts kept.h5.parts
brink merge out.h5 -q; echo $?
cmp whole.h5 out.h5 && ls
# Resuming does the same.
brink run small.cfg $options -o kept.h5 --resume -q && cmp whole.h5 kept.h5
brink merge out.h5; echo $?
brink run small.cfg $options -o out.h5 --shard 1/4 -q; echo $?
brink run small.cfg -o x.h5 --shard 5/4; echo $?
