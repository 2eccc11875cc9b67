brink run wrong.cfg; echo $?; ls
