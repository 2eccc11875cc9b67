brink check --strict hardly-meant.cfg
