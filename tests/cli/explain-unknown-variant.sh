brink explain small.cfg --variant lod
