#!/usr/bin/env bash
# How long answers take at a rate that leaves room: pipy, nginx and haproxy as a plain proxy.
#
#   bench/latency.sh
#
# The rate is 70 % (SHARE) of what pipy did in the scenario proxy of bench/run.sh when it had a core
# for itself, and the same for all three. Each is asked at that rate by h2load, from another core,
# for SECONDS_EACH (10) seconds, in turn, ROUNDS (3) times. Prints the percentiles of each.
#
# Environment: RATE (requests per second, else measured first), CONNECTIONS (32), WARMUP (40).
set -euo pipefail

# shellcheck source-path=SCRIPTDIR source=servers.sh
. "$(dirname "${BASH_SOURCE[0]}")/servers.sh"
rounds=${ROUNDS:-3}
seconds=${SECONDS_EACH:-10}
connections=${CONNECTIONS:-32}
warmup=${WARMUP:-40}
share=${SHARE:-70}
needs nginx haproxy wrk h2load taskset

nginx_conf upstream >"$work/upstream.conf" <<'END'
  server { listen 127.0.0.1:9080 backlog=1024; location / { return 200 "Hi, there!\n"; } }
END
nginx_conf nginx >"$work/nginx.conf" <<'END'
  upstream hi { server 127.0.0.1:9080; keepalive 256; keepalive_requests 1000000000; }
  proxy_http_version 1.1; proxy_set_header Connection "";
  server { listen 127.0.0.1:9100; location / { proxy_pass http://hi; } }
END
cat >"$work/haproxy.conf" <<'END'
global
  nbthread 1
  maxconn 4096
defaults
  mode http
  http-reuse always
  timeout client 60s
  timeout server 60s
  timeout connect 5s
frontend front
  bind 127.0.0.1:9200
  default_backend hi
backend hi
  server a 127.0.0.1:9080
END
tutorial 03-proxy 8000 9000

"$root/bin/pipy" --version >&2
start 1 nginx -c "$work/upstream.conf" -p "$work"
start 0 nginx -c "$work/nginx.conf" -p "$work"
start 0 haproxy -f "$work/haproxy.conf" -db
start 0-1 "$root/bin/pipy" --threads=1 "$work/03-proxy/main.js"
pipy=${running[-1]}
for port in 9080 9100 9200 9000; do
  await_port "$port"
done

answers() { # port, seconds; requests per second at full load
  taskset -c 1 wrk -t1 -c"$connections" -d"$2s" "http://127.0.0.1:$1/" |
    awk '/^Requests\/sec/ { printf "%d", $2 }'
}

answers 9000 "$warmup" >/dev/null
taskset -acp 0 "$pipy" >/dev/null
rate=${RATE:-$(($(answers 9000 5) * share / 100))}
echo "latency: $rate requests per second on $connections connections" >&2

for _ in $(seq "$rounds"); do
  for server in pipy:9000 nginx:9100 haproxy:9200; do
    rm -f "$work/times"
    # of each connection; h2load takes whole numbers
    taskset -c 1 h2load --h1 -t1 -c"$connections" --rps=$(((rate + connections - 1) / connections)) \
      -D"$seconds" --log-file="$work/times" "http://127.0.0.1:${server#*:}/" >/dev/null
    cut -f3 "$work/times" | sort -n | awk -v s="${server%:*}" '{ v[NR] = $1 } END {
      printf "%s\t%d\t%d\t%d\t%d\n", s, v[int(NR * 0.5)], v[int(NR * 0.99)], v[int(NR * 0.999)], NR }' \
      >>"$work/percentiles"
  done
done

echo "| server | p50, µs | p99, µs | p99.9, µs | requests |"
echo "|---|---|---|---|---|"
for server in pipy nginx haproxy; do
  for column in 2 3 4 5; do
    awk -F '\t' -v s="$server" -v c="$column" '$1 == s { print $c }' "$work/percentiles" | sort -n |
      awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'
  done | paste -sd ' ' | awk -v s="$server" '{ printf "| %s | %s | %s | %s | %s |\n", s, $1, $2, $3, $4 }'
done
