brink check --strict small.cfg; brink check hardly-meant.cfg
