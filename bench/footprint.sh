#!/usr/bin/env bash
# What a pipy process takes: time to its first answer, memory under load and for idle connections.
#
#   bench/footprint.sh
#
#   start   from the launcher's start to the first answer, median of STARTS (5) starts, beside the
#           same of `java -version` with the runtime that the launcher uses
#   load    resident memory after SECONDS_EACH (20) seconds of load on the full proxy
#   idle    what IDLE (10000) connections add, each of which was served one answer and is kept
#
# Needs nginx, wrk, curl, python3, and descriptors for the connections (ulimit -n).
set -euo pipefail

# shellcheck source-path=SCRIPTDIR source=servers.sh
. "$(dirname "${BASH_SOURCE[0]}")/servers.sh"
starts=${STARTS:-5}
seconds=${SECONDS_EACH:-20}
idle=${IDLE:-10000}
needs nginx wrk curl python3

now() {
  echo $(($(date +%s%N) / 1000000))
}

resident() { # pid; in MB
  awk '/^VmRSS/ { printf "%d", $2 / 1024 }' "/proc/$1/status"
}

await_answer() { # url
  local _
  for _ in $(seq 1500); do
    if curl -s -o /dev/null "$1"; then
      return
    fi
    sleep 0.01
  done
  echo "bench: no answer from $1" >&2
  cat "$work/log" >&2
  exit 1
}

start_pipy() { # codebase, options...
  "$root/bin/pipy" "${@:2}" "$1" >"$work/log" 2>&1 &
  running+=($!)
}

median() {
  spread | cut -d ' ' -f 1
}

upstreams() {
  nginx_conf nginx >"$work/nginx.conf" <<'END'
  server { listen 127.0.0.1:9080; location / { return 200 "Hi, there!\n"; } }
  server { listen 127.0.0.1:9081; location / { return 200 "echo\n"; } }
  server { listen 127.0.0.1:9082; location / { return 200 "You are requesting\n"; } }
END
  nginx -c "$work/nginx.conf" -p "$work" &
  running+=($!)
}

tutorial 01-hello 8080 9000
tutorial 08-full-proxy 8000 9000
"$root/bin/pipy" --version >/dev/null

for _ in $(seq "$starts"); do
  began=$(now)
  start_pipy "$work/01-hello/main.js"
  await_answer http://127.0.0.1:9000/
  echo $(($(now) - began)) >>"$work/starts"
  stop_servers
  began=$(now)
  "$root/target/dist/runtime/bin/java" -version 2>/dev/null
  echo $(($(now) - began)) >>"$work/java"
done
echo "start: first answer after $(median <"$work/starts") ms (java -version: $(median <"$work/java") ms)"

upstreams
start_pipy "$work/08-full-proxy/proxy.js" --threads=1
pid=${running[-1]}
await_answer http://127.0.0.1:9000/hi
wrk -t1 -c64 -d"${seconds}s" http://127.0.0.1:9000/hi >/dev/null
echo "load: $(resident "$pid") MB resident after $seconds s of the full proxy"
stop_servers

start_pipy "$work/01-hello/main.js" --threads=1
pid=${running[-1]}
await_answer http://127.0.0.1:9000/
wrk -t1 -c64 -d5s http://127.0.0.1:9000/ >/dev/null
before=$(resident "$pid")
python3 - "$idle" <<'END' &
import signal, socket, sys
kept = []
for i in range(int(sys.argv[1])):
    peer = socket.create_connection(("127.0.0.1", 9000), source_address=("127.0.0.%d" % (1 + i // 20000), 0))
    peer.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
    peer.recv(4096)
    kept.append(peer)
signal.pause()
END
client=$!
running+=("$client")
for _ in $(seq 600); do
  [ "$(find "/proc/$pid/fd" | wc -l)" -gt "$idle" ] && break
  sleep 0.1
done
sleep 2
after=$(resident "$pid")
echo "idle: $((after - before)) MB for $idle connections ($before to $after MB resident)"
