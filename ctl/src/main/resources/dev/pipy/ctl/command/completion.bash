# bash completion for pipyctl; load it with: source <(pipyctl completion bash)
_pipyctl() {
  local line word i words=()
  COMPREPLY=()
  # bash makes three words of --option=value
  for ((i = 1; i <= COMP_CWORD; i++)); do
    if ((${#words[@]} > 0)) && [[ ${COMP_WORDS[i]} == "=" || ${COMP_WORDS[i - 1]} == "=" ]]; then
      words[${#words[@]} - 1]+=${COMP_WORDS[i]}
    else
      words+=("${COMP_WORDS[i]}")
    fi
  done
  while IFS=$'\n' read -r line; do
    word=${line%%$'\t'*}
    [[ $word == --*=* ]] && word=${word#*=}
    COMPREPLY+=("$word")
    [[ $word == */ ]] && compopt -o nospace
  done < <(pipyctl __complete "${words[@]}" 2>/dev/null)
}
complete -F _pipyctl pipyctl
