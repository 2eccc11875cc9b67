brink --completion bash | bash -n; echo $?
# bash completes commands, options, words of an option and files.
eval "$(brink --completion bash)"
complete_words() { COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); COMPREPLY=(); _brink; echo "${COMPREPLY[@]}"; }
complete_words brink ru
complete_words brink run --pro
complete_words brink run --progress pl
complete_words brink check sm
complete_words brink help chec
for shell in zsh fish; do command -v $shell >/dev/null && { brink --completion $shell | $shell -n || echo "$shell: wrong"; }; done
brink --completion tcsh; echo $?
