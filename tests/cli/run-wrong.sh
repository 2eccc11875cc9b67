brink run wrong.cfg; ls *.h5 2>/dev/null
