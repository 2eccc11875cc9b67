# docs/reference.md is what the program prints: make it anew by `brink language > docs/reference.md`.
brink language > page && diff page "$ROOT/docs/reference.md" && echo same
