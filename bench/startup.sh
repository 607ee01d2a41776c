#!/usr/bin/env bash
# How long the built distribution takes to start, beside `java -version` of its own runtime.
#
#   mvn -B -Pdist -DskipTests package && bench/startup.sh
#
#   help      pipyctl --help
#   filters   pipyctl filters, against a server that runs
#   answer    from the start of pipy to its first answer, of tutorial 01
#
# Mean and best of RUNS (20) by hyperfine, after 3 to warm up the system's caches, and the ratio of the
# means to that of java -version. Needs hyperfine and python3.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
runs=${RUNS:-20}
work=$(mktemp -d)
server=

give_up() {
  if [ -n "$server" ]; then
    kill "$server" 2>/dev/null || true
    wait "$server" 2>/dev/null || true
  fi
  rm -rf "$work"
}
trap give_up EXIT

archive=$(find "$root/dist/target" -maxdepth 1 -name 'pipy-*.tar.gz' 2>/dev/null | head -n 1)
if [ -z "$archive" ]; then
  echo "startup: no distribution; make it: mvn -B -Pdist -DskipTests package" >&2
  exit 1
fi
mkdir "$work/pipy"
tar -xzf "$archive" -C "$work/pipy" --strip-components=1
bin=$work/pipy/bin

free_port() {
  python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}

export PIPY_STATE_DIR=$work/state
port=$(free_port)
"$bin/pipy" --admin-port="127.0.0.1:$port" >"$work/server.log" 2>&1 &
server=$!
for _ in $(seq 100); do
  "$bin/pipyctl" -q -t "127.0.0.1:$port" status >"$work/status" 2>&1 && break
  sleep 0.2
done
"$bin/pipyctl" -q -t "127.0.0.1:$port" filters >/dev/null

answer_port=$(free_port)
mkdir "$work/hello"
sed -E "s/\\b8080\\b/$answer_port/g" "$root/tutorial/01-hello/main.js" >"$work/hello/main.js"
cat >"$work/answer" <<END
#!/bin/bash
"$bin/pipy" "$work/hello/main.js" >"$work/answer.log" 2>&1 &
pid=\$!
exec 4<> <(:) # nothing ever comes from there: to wait on, without another process
for _ in {1..2000}; do
  if { exec 3<>/dev/tcp/127.0.0.1/$answer_port; } 2>/dev/null; then
    printf 'GET / HTTP/1.1\r\nHost: localhost\r\n\r\n' >&3
    if read -r -t 10 line <&3 && [[ \$line == "HTTP/1.1 200"* ]]; then
      kill -9 \$pid
      wait \$pid
      exit 0
    fi
  fi
  read -r -t 0.005 -u 4 || true
done
kill -9 \$pid
exit 1
END
chmod +x "$work/answer"

echo "load before: $(cut -d ' ' -f 1-3 /proc/loadavg)"
hyperfine --shell=none --warmup 3 --runs "$runs" --style none --export-json "$work/times.json" \
  -n 'java -version' "$work/pipy/lib/runtime/bin/java -version" \
  -n 'pipyctl --help' "$bin/pipyctl --help" \
  -n 'pipyctl filters' "$bin/pipyctl -q -t 127.0.0.1:$port filters" \
  -n 'first answer' "$work/answer"
python3 - "$work/times.json" <<'END'
import json, sys
results = json.load(open(sys.argv[1]))["results"]
java = results[0]["mean"]
print(f"{'':16} {'mean':>8} {'best':>8} {'ratio':>6}")
for result in results:
    print(f"{result['command']:16} {result['mean']:7.3f}s {result['min']:7.3f}s {result['mean'] / java:6.1f}")
END
