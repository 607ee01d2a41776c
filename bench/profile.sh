#!/usr/bin/env bash
# What the time of a request goes to, by function: samples of pipy's worker, of nginx and of haproxy
# while each serves the same scenario.
#
#   bench/profile.sh scenario            see bench/run.sh
#
# Prints for each server the time of the kernel and of the program, and the program's functions
# that take LEAST or more. Needs perf (Debian: linux-perf) and, for it, root or a
# kernel.perf_event_paranoid of 1. The samples stay in target/bench/profile.
#
# Environment: WARMUP (60, seconds), SECONDS_EACH (10), CONNECTIONS (64), LEAST (0.1, µs per request), and
# what scenarios.sh and bin/pipy read.
set -euo pipefail

# shellcheck source-path=SCRIPTDIR source=scenarios.sh
. "$(dirname "${BASH_SOURCE[0]}")/scenarios.sh"
scenario=${1:-}
[ $# -eq 1 ] || {
  echo "usage: bench/profile.sh scenario (there are: ${!codebase[*]})" >&2
  exit 2
}
check_scenario "$scenario"
needs perf jcmd
hertz=1999
count=${CONNECTIONS:-64}
samples=$root/target/bench/profile
mkdir -p "$samples"

# The threads that serve: of pipy its workers, without the compilers.
serving_threads() { # server, pid
  local task
  for task in "/proc/$2/task"/*; do
    if [ "$1" != pipy ] || [[ $(<"$task/comm") = pipy-worker* ]]; then
      basename "$task"
    fi
  done | paste -sd ,
}

# Samples by a key of perf report, as µs per request: the largest first.
shares() { # server, requests, key, fewest µs per request
  perf report -i "$samples/$scenario.$1" --stdio -t '|' -F sample -s "$3" 2>/dev/null |
    awk -F '|' -v requests="$2" -v hertz="$hertz" -v least="$4" '
      /^ *[0-9]/ {
        time = $1 / hertz * 1e6 / requests
        name = $2
        for (i = 3; i <= NF; i++) name = name "  " $i
        gsub(/ +$/, "", name)
        if (time >= least) printf "%8.2f  %s\n", time, name
      }' | sort -rn
}

profile() { # server
  local requests threads
  threads=$(serving_threads "$1" "${pid[$1]}")
  perf record -q -F "$hertz" -t "$threads" -o "$samples/$scenario.$1" >/dev/null &
  local recorder=$!
  requests=$(load "$scenario" "${port[$1]}" "${SECONDS_EACH:-10}" "$count")
  # where compiled code lies now; what is compiled anew meanwhile shows as an address
  [ "$1" != pipy ] || jcmd "${pid[$1]}" Compiler.perfmap >/dev/null
  kill -INT "$recorder"
  wait "$recorder" || true
  echo
  echo "== $scenario, $1: $requests requests"
  echo "   µs per request, by the file that the code is in"
  shares "$1" "$requests" dso 0.05
  echo "   µs per request, by function, without the kernel's"
  shares "$1" "$requests" symbol,dso "${LEAST:-0.1}" | grep -v 'kernel.kallsyms'
}

"$root/bin/pipy" --version >&2
begin_scenario "$scenario" "${WARMUP:-60}" "$count"
for server in "${servers[@]}"; do
  profile "$server"
done
