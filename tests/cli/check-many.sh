# Every file is looked at; one that is wrong decides the exit code.
brink check small.cfg wrong.cfg small.cfg 2>/dev/null
