# shellcheck shell=bash
# What the measurements share: servers pinned to cores, the upstream, processor time.
#
# Sourced by scripts that run with `set -euo pipefail`. Gives them:
#   root        the tree
#   work        a folder that goes when the script ends, as do the servers
#   running     ids of the processes that `start` has begun

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
# Debian has nginx and haproxy where only root looks
PATH=$PATH:/usr/sbin
work=$(mktemp -d)
running=()

needs() { # tool...
  local tool
  for tool in "$@"; do
    command -v "$tool" >/dev/null || {
      echo "bench: needs $tool (Debian: nginx-light haproxy wrk nghttp2-client util-linux curl)" >&2
      exit 1
    }
  done
}

stop_servers() {
  local pid
  for pid in "${running[@]}"; do
    kill "$pid" 2>/dev/null || true
  done
  for pid in "${running[@]}"; do
    wait "$pid" 2>/dev/null || true
  done
  running=()
}

trap 'stop_servers; rm -rf "$work"' EXIT

start() { # core, command...
  taskset -c "$1" "${@:2}" >>"$work/servers.log" 2>&1 &
  running+=($!)
}

await_port() {
  local _
  for _ in $(seq 600); do
    if (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; then
      return
    fi
    sleep 0.1
  done
  echo "bench: nothing listens on $1" >&2
  cat "$work/servers.log" >&2
  exit 1
}

nginx_conf() { # name, then the http block's content on stdin
  cat <<EOF
daemon off;
master_process off;
pid $work/$1.pid;
error_log $work/$1.log warn;
events { worker_connections 16384; }
http {
  access_log off;
  keepalive_requests 1000000000;
  client_body_temp_path $work/$1-body;
  proxy_temp_path $work/$1-proxy;
  fastcgi_temp_path $work/$1-fastcgi;
  scgi_temp_path $work/$1-scgi;
  uwsgi_temp_path $work/$1-uwsgi;
  default_type text/plain;
$(cat)
}
EOF
}

# A codebase of the tutorial in the work folder, with other ports.
tutorial() { # name, port that it listens on, port in its place
  cp -R "$root/tutorial/$1" "$work/"
  find "$work/$1" -type f -exec sed -i -E -e "s/\\b$2\\b/$3/g" -e "s/\\b8080\\b/9080/g" \
    -e "s/\\b8081\\b/9081/g" -e "s/\\b8082\\b/9082/g" {} +
}

# CPU time of all threads of a process, in clock ticks.
ticks() {
  local stat
  stat=$(<"/proc/$1/stat")
  # shellcheck disable=SC2086
  set -- ${stat##*) }
  echo $((${12} + ${13}))
}

# What of it was spent in the system, for the process.
system_ticks() { # pid
  local stat
  stat=$(<"/proc/$1/stat")
  # shellcheck disable=SC2086
  set -- ${stat##*) }
  echo "${13}"
}

# The same as ticks of pipy's workers, without its compilers and whatever else it does.
worker_ticks() { # pid
  local stat sum=0
  for stat in "/proc/$1/task"/*/stat; do
    stat=$(cat "$stat" 2>/dev/null) || continue
    [[ $stat = *"(pipy-worker"* ]] || continue
    # shellcheck disable=SC2086
    set -- "$1" ${stat##*) }
    sum=$((sum + ${13} + ${14}))
  done
  echo "$sum"
}

requests_failed() { # what is measured, what the client says
  echo "bench: $1: requests failed" >&2
  tail -n 20 <<<"$2" >&2
  exit 1
}

# Number of requests that wrk got answers to; ends the script if one failed.
wrk_requests() { # what is measured, core, wrk's arguments...
  local out
  out=$(taskset -c "$2" wrk -t1 --timeout 30s "${@:3}")
  if grep -qE 'Socket errors|Non-2xx' <<<"$out"; then
    requests_failed "$1" "$out"
  fi
  awk '/requests in/ { print $1 }' <<<"$out"
}

# Median, least and most of the numbers on stdin.
spread() {
  sort -n | awk '{ v[NR] = $1 } END {
    m = NR % 2 ? v[(NR + 1) / 2] : (v[NR / 2] + v[NR / 2 + 1]) / 2
    print m, v[1], v[NR] }'
}
