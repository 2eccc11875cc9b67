# The reader has gone: as quiet as any filter.
for words in help models "summary out.h5"; do
    [ "$words" = help ] && brink run small.cfg -n 10 -q -o out.h5
    brink $words | true
    echo "${PIPESTATUS[0]}" >> codes
done
# 141 (SIGPIPE), or 0 where all was written before the reader went.
grep -vxE '141|0' codes
true
