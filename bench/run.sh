#!/usr/bin/env bash
# Our proxy, nginx and haproxy side by side: CPU time per request of the process.
#
#   bench/run.sh [scenario...]           default: hello proxy full
#
#   hello   an answer of its own           tcp     bytes through, HTTP/1 inside
#   proxy   one upstream                   post    64 KiB bodies up
#   full    routes and balancers           large   1 MiB bodies down
#   h2      as proxy, HTTP/2 in front      close   a new connection for each request
#   ops     as proxy, ten operations of a script on each request and answer (pipy alone)
#   tls     as proxy, TLS in front         handshake   as close, TLS in front
#
# Each server is pinned to one core; the client (wrk, or h2load for h2) and the upstream (nginx)
# share another one. The servers are measured in turn, round after round, so that what else the
# machine does hits all alike.
# Prints a table for docs/performance.md and appends each measurement to target/bench/results.tsv.
#
# Environment: ROUNDS (7), SECONDS_EACH (5), WARMUP (30, seconds), CONNECTIONS (32; several, such as
# "1 64 512", are measured in turn on the same warm servers),
# and what scenarios.sh and bin/pipy read (PIPY_JAVA_OPTS, PIPY_SCRIPT_MODE).
set -euo pipefail

# shellcheck source-path=SCRIPTDIR source=scenarios.sh
. "$(dirname "${BASH_SOURCE[0]}")/scenarios.sh"
rounds=${ROUNDS:-7}
seconds=${SECONDS_EACH:-5}
warmup=${WARMUP:-30}
read -ra connections <<<"${CONNECTIONS:-32}"
scenarios=("$@")
[ ${#scenarios[@]} -gt 0 ] || scenarios=(hello proxy full)

results=$root/target/bench/results.tsv
mkdir -p "$(dirname "$results")"

# The same of the threads that serve: all of nginx and haproxy, our workers without the compilers.
serving_ticks() { # server, pid
  if [ "$1" = pipy ]; then
    worker_ticks "$2"
  else
    ticks "$2"
  fi
}

measure() { # scenario, server, pid, round, connections
  local before after serving_before serving_after system_before system_after requests
  serving_before=$(serving_ticks "$2" "$3")
  system_before=$(system_ticks "$3")
  before=$(ticks "$3")
  requests=$(load "$1" "${port[$2]}" "$seconds" "$5")
  after=$(ticks "$3")
  system_after=$(system_ticks "$3")
  serving_after=$(serving_ticks "$2" "$3")
  awk -v when="$started" -v scenario="$1" -v server="$2" -v round="$4" -v connections="$5" \
    -v ticks=$((after - before)) -v serving=$((serving_after - serving_before)) \
    -v system_time=$((system_after - system_before)) \
    -v hertz="$(getconf CLK_TCK)" -v requests="$requests" -v seconds="$seconds" 'BEGIN {
      printf "%s\t%s\t%s\t%s\t%.3f\t%.0f\t%s\t%.3f\t%.3f\n", when, scenario, server, round,
        ticks / hertz * 1e6 / requests, requests / seconds, connections,
        serving / hertz * 1e6 / requests, system_time / hertz * 1e6 / requests }' | tee -a "$results" >>"$work/now.tsv"
}

# Median, least and most of a column for a scenario, a server and a number of connections.
summary() { # scenario, server, connections, column
  awk -F '\t' -v s="$1" -v w="$2" -v c="$3" -v column="$4" \
    '$2 == s && $3 == w && $7 == c { print $column }' "$work/now.tsv" | spread
}

run_scenario() {
  local scenario=$1 server round count median least most serving in_system ours
  begin_scenario "$scenario" "$warmup" "${connections[@]}"
  for round in $(seq "$rounds"); do
    echo "bench: $scenario, round $round of $rounds" >&2
    for count in "${connections[@]}"; do
      for server in "${servers[@]}"; do
        measure "$scenario" "$server" "${pid[$server]}" "$round" "$count"
      done
    done
  done
  stop_servers

  for count in "${connections[@]}"; do
    ours=''
    for server in "${servers[@]}"; do
      read -r median least most < <(summary "$scenario" "$server" "$count" 5)
      read -r serving _ < <(summary "$scenario" "$server" "$count" 8)
      read -r in_system _ < <(summary "$scenario" "$server" "$count" 9)
      [ -n "$ours" ] || ours=$median
      awk -v s="$scenario" -v c="$count" -v w="$server" -v m="$median" -v l="$least" -v h="$most" \
        -v v="$serving" -v y="$in_system" -v o="$ours" 'BEGIN {
          printf "| %s | %s | %s | %.2f | %.2f-%.2f | %.2f | %.2f | %.2f |\n", s, c, w, m, l, h, v, y, o / m
        }' >>"$work/table"
    done
  done
}

started=$(date -u +%Y-%m-%dT%H:%M:%SZ)
"$root/bin/pipy" --version >&2
for scenario in "${scenarios[@]}"; do
  check_scenario "$scenario"
  run_scenario "$scenario"
done

echo
echo "$started, $(nproc) cores, $rounds rounds of $seconds s, after $warmup s of load"
echo
echo "| scenario | connections | server | CPU per request, µs (median) | range | without compilers | in the system | pipy / server |"
echo "|---|---|---|---|---|---|---|---|"
cat "$work/table"
