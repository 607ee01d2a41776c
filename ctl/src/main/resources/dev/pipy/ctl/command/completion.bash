# bash completion for pipyctl; load it with: source <(pipyctl completion bash)
_pipyctl() {
  local line word
  COMPREPLY=()
  while IFS=$'\n' read -r line; do
    word=${line%%$'\t'*}
    COMPREPLY+=("$word")
    [[ $word == */ ]] && compopt -o nospace
  done < <(pipyctl __complete "${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
}
complete -F _pipyctl pipyctl
