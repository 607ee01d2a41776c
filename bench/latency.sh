#!/usr/bin/env bash
# How long answers take at a rate that leaves room: pipy, nginx and haproxy as a plain proxy.
#
#   bench/latency.sh
#
# The rate is 70 % (SHARE) of what pipy did in the scenario proxy of bench/run.sh when it had a core
# for itself, and the same for all three. Each is asked at that rate by h2load, from another core,
# for SECONDS_EACH (10) seconds, in turn, ROUNDS (3) times. Prints the percentiles of each.
#
# Environment: RATE (requests per second, else measured first), CONNECTIONS (32), WARMUP (40), and what
# scenarios.sh and bin/pipy read.
set -euo pipefail

# shellcheck source-path=SCRIPTDIR source=scenarios.sh
. "$(dirname "${BASH_SOURCE[0]}")/scenarios.sh"
rounds=${ROUNDS:-3}
seconds=${SECONDS_EACH:-10}
connections=${CONNECTIONS:-32}
share=${SHARE:-70}
measuring=5

"$root/bin/pipy" --version >&2
begin_scenario proxy "${WARMUP:-40}" "$connections"
rate=${RATE:-$(($(load proxy "${port[pipy]}" "$measuring" "$connections") * share / (100 * measuring)))}
echo "latency: $rate requests per second on $connections connections" >&2

for _ in $(seq "$rounds"); do
  for server in "${servers[@]}"; do
    rm -f "$work/times"
    # of each connection; h2load takes whole numbers
    taskset -c "$client_core" h2load --h1 -t1 -c"$connections" --rps=$(((rate + connections - 1) / connections)) \
      -D"$seconds" --log-file="$work/times" "http://127.0.0.1:${port[$server]}/" >/dev/null
    cut -f3 "$work/times" | sort -n | awk -v s="$server" '{ v[NR] = $1 } END {
      printf "%s\t%d\t%d\t%d\t%d\n", s, v[int(NR * 0.5)], v[int(NR * 0.99)], v[int(NR * 0.999)], NR }' \
      >>"$work/percentiles"
  done
done

echo "| server | p50, µs | p99, µs | p99.9, µs | requests |"
echo "|---|---|---|---|---|"
for server in "${servers[@]}"; do
  for column in 2 3 4 5; do
    awk -F '\t' -v s="$server" -v c="$column" '$1 == s { print $c }' "$work/percentiles" | sort -n |
      awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'
  done | paste -sd ' ' | awk -v s="$server" '{ printf "| %s | %s | %s | %s | %s |\n", s, $1, $2, $3, $4 }'
done
