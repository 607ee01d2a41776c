# fish completion for pipyctl; put it into ~/.config/fish/completions/pipyctl.fish
function __pipyctl_complete
    set -l words (commandline -opc)
    pipyctl __complete $words[2..-1] (commandline -ct) 2>/dev/null
end
complete -c pipyctl -f -a '(__pipyctl_complete)'
