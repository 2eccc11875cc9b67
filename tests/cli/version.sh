brink --version
