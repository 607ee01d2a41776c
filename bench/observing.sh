#!/usr/bin/env bash
# What it costs a proxy that somebody looks: CPU time per request of the process, compared with nobody.
#
#   bench/observing.sh [observer...]     default: nobody metrics logs tap graph
#
#   nobody    as bench/run.sh proxy
#   metrics   the metrics page is scraped every second
#   logs      pipyctl logs -f
#   tap       pipyctl tap, with its usual 50 messages a second
#   graph     pipyctl graph --live, every 2 seconds
#
# One server is warmed up with all of them, then pinned to one core; the client (wrk), the upstream
# (nginx) and who looks share another one. Round after round all of them look in turn, and each is
# compared with nobody in the same round. What a call needs to begin is not measured: it has begun
# before the round does.
# Prints a table for docs/performance.md and appends each measurement to target/bench/observing.tsv.
#
# Environment: ROUNDS (7), SECONDS_EACH (5), WARMUP (60, seconds), CONNECTIONS (32), SERVER_CORE (0),
# CLIENT_CORE (1), and what bin/pipy reads (PIPY_JAVA_OPTS, PIPY_SCRIPT_MODE).
set -euo pipefail

# shellcheck source-path=SCRIPTDIR source=servers.sh
. "$(dirname "${BASH_SOURCE[0]}")/servers.sh"
rounds=${ROUNDS:-7}
seconds=${SECONDS_EACH:-5}
warmup=${WARMUP:-60}
connections=${CONNECTIONS:-32}
server_core=${SERVER_CORE:-0}
client_core=${CLIENT_CORE:-1}
observers=("$@")
[ ${#observers[@]} -gt 0 ] || observers=(nobody metrics logs tap graph)
[[ " ${observers[*]} " = *" nobody "* ]] || observers=(nobody "${observers[@]}")

needs nginx wrk taskset curl

results=$root/target/bench/observing.tsv
mkdir -p "$(dirname "$results")"
control=127.0.0.1:9090
metrics=http://127.0.0.1:9091/metrics
observer=
# the token that pipyctl shows is where the server writes it
export PIPY_STATE_DIR=$work/state

scrape() {
  while curl -sf "$metrics" >"$work/seen"; do
    sleep 1
  done
}

begin_observing() { # observer
  local command=() _
  case $1 in
    nobody) return ;;
    metrics)
      scrape &
      ;;
    logs) command=(logs -f) ;;
    tap) command=(tap --duration $((seconds + warmup / ${#observers[@]} + 30))s) ;;
    graph) command=(graph --live) ;;
    *)
      echo "bench: no observer $1" >&2
      exit 2
      ;;
  esac
  if [ ${#command[@]} -gt 0 ]; then
    "$root/bin/pipyctl" --target "$control" "${command[@]}" >"$work/seen" 2>&1 &
  fi
  observer=$!
  running+=("$observer")
  taskset -acp "$client_core" "$observer" >/dev/null
  for _ in $(seq 600); do
    if [ -s "$work/seen" ]; then
      return
    fi
    sleep 0.1
  done
  echo "bench: $1 sees nothing" >&2
  exit 1
}

end_observing() { # observer
  [ -n "$observer" ] || return 0
  if ! kill "$observer" 2>/dev/null; then
    echo "bench: $1 ended too early" >&2
    tail -n 20 "$work/seen" >&2
    exit 1
  fi
  wait "$observer" 2>/dev/null || true
  unset 'running[-1]'
  observer=
  rm -f "$work/seen"
}

load() { # what is measured, seconds
  wrk_requests "$1" "$client_core" -c"$connections" -d"$2s" http://127.0.0.1:9000/
}

measure() { # observer, round
  local before after workers_before workers_after requests
  begin_observing "$1"
  workers_before=$(worker_ticks "$pipy")
  before=$(ticks "$pipy")
  requests=$(load "$1" "$seconds")
  after=$(ticks "$pipy")
  workers_after=$(worker_ticks "$pipy")
  end_observing "$1"
  awk -v when="$started" -v observer="$1" -v round="$2" -v ticks=$((after - before)) \
    -v workers=$((workers_after - workers_before)) -v hertz="$(getconf CLK_TCK)" \
    -v requests="$requests" -v seconds="$seconds" 'BEGIN {
      printf "%s\t%s\t%s\t%.3f\t%.3f\t%.0f\n", when, observer, round, ticks / hertz * 1e6 / requests,
        workers / hertz * 1e6 / requests, requests / seconds }' | tee -a "$results" >>"$work/now.tsv"
}

# Median, least and most of a column of an observer, or of its ratio to nobody's in the same round.
summary() { # observer, column, whether the ratio
  awk -F '\t' -v o="$1" -v c="$2" -v ratio="$3" '
    $2 == "nobody" { base[$3] = $c }
    $2 == o { own[$3] = $c }
    END { for (r in own) print ratio ? own[r] / base[r] : own[r] }' "$work/now.tsv" | spread
}

nginx_conf upstream >"$work/upstream.conf" <<'EOF'
  server { listen 127.0.0.1:9080 backlog=1024; location / { return 200 "Hi, there!\n"; } }
EOF
tutorial 03-proxy 8000 9000

started=$(date -u +%Y-%m-%dT%H:%M:%SZ)
"$root/bin/pipy" --version >&2
"$root/bin/pipyctl" version --client >&2
start "$client_core" nginx -c "$work/upstream.conf" -p "$work"
# while it warms up, its compiler may use all cores: pinned, it would need minutes
start "0-$(($(nproc) - 1))" "$root/bin/pipy" --threads=1 --admin-port="$control" \
  --ops-address=127.0.0.1:9091 "$work/03-proxy/main.js"
pipy=${running[-1]}
for port in 9080 9000 9090 9091; do
  await_port "$port"
done

for each in "${observers[@]}"; do
  echo "bench: warming up, $each" >&2
  begin_observing "$each"
  load "$each" $((warmup / ${#observers[@]} + 1)) >/dev/null
  end_observing "$each"
done
taskset -acp "$server_core" "$pipy" >/dev/null
for round in $(seq "$rounds"); do
  echo "bench: round $round of $rounds" >&2
  for each in "${observers[@]}"; do
    measure "$each" "$round"
  done
done

echo
echo "$started, $(nproc) cores, $rounds rounds of $seconds s, after $warmup s of load"
echo
echo "| who looks | CPU per request, µs (median) | range | workers alone | to nobody | range | workers to nobody |"
echo "|---|---|---|---|---|---|---|"
for each in "${observers[@]}"; do
  read -r median least most < <(summary "$each" 4 0)
  read -r workers _ < <(summary "$each" 5 0)
  read -r ratio lowest highest < <(summary "$each" 4 1)
  read -r worker_ratio _ < <(summary "$each" 5 1)
  awk -v e="$each" -v m="$median" -v l="$least" -v h="$most" -v w="$workers" -v r="$ratio" \
    -v rl="$lowest" -v rh="$highest" -v wr="$worker_ratio" 'BEGIN {
      printf "| %s | %.2f | %.2f-%.2f | %.2f | %.2f | %.2f-%.2f | %.2f |\n", e, m, l, h, w, r, rl, rh, wr }'
done
