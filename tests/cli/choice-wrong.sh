brink run small.cfg --trace al; echo $?
brink run small.cfg --progress=plian; echo $?
