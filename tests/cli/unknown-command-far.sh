brink xylophone
