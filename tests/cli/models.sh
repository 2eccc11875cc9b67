brink models --names
