#compdef pipyctl
# zsh completion for pipyctl; load it with: source <(pipyctl completion zsh)
_pipyctl() {
  local -a values texts
  local value text
  while IFS=$'\t' read -r value text; do
    values+=("$value")
    texts+=("${value}${text:+  -- $text}")
  done < <(pipyctl __complete "${(@)words[2,CURRENT]}" 2>/dev/null)
  compadd -l -d texts -a values
}
if [[ ${funcstack[1]} == _pipyctl ]]; then
  _pipyctl "$@" # loaded from a folder of completions, when the first one is wanted
else
  compdef _pipyctl pipyctl
fi
