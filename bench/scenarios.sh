# shellcheck shell=bash
# What is measured: for each scenario what pipy, nginx and haproxy run, and what the client sends.
#
# Sourced by scripts that run with `set -euo pipefail`. Environment: SERVER_CORE (0), CLIENT_CORE (1),
# THREADS (1, workers of pipy), STREAMS (10, on each connection of h2), and what bin/pipy reads. Gives,
# besides what servers.sh gives:
#   servers     those of pipy, nginx and haproxy that have the scenario
#   port, pid   of each server

# shellcheck source-path=SCRIPTDIR source=servers.sh
. "$(dirname "${BASH_SOURCE[0]}")/servers.sh"
streams=${STREAMS:-10}
threads=${THREADS:-1}
server_core=${SERVER_CORE:-0}
client_core=${CLIENT_CORE:-1}

upstreams=(9080 9081 9082)
declare -A pid port=([pipy]=9000 [nginx]=9100 [haproxy]=9200)

needs nginx haproxy wrk h2load taskset

# 512 connections of 10 streams each may open as many to the upstream
ulimit -Sn "$(ulimit -Hn)"
# haproxy does not start if the limit of descriptors is below two for each connection and some more
descriptors=$(ulimit -n)
[ "$descriptors" != unlimited ] || descriptors=40000
max_connections=$(((descriptors - 200) / 2))
[ "$max_connections" -le 16384 ] || max_connections=16384

certificate() { # a key and a certificate for the scenarios with TLS
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=localhost \
    -addext subjectAltName=DNS:localhost -keyout "$work/server.key" -out "$work/server.crt" 2>/dev/null
  cat "$work/server.crt" "$work/server.key" >"$work/server.pem"
}

speaks_tls() { # scenario
  [ "$1" = tls ] || [ "$1" = handshake ]
}

upstream_conf() {
  nginx_conf upstream <<EOF
  server {
    listen 127.0.0.1:${upstreams[0]} backlog=1024;
    location / { return 200 "Hi, there!\n"; }
    location = /large { root $work; sendfile on; }
  }
  server { listen 127.0.0.1:${upstreams[1]} backlog=1024; location / { return 200 "echo\n"; } }
  server { listen 127.0.0.1:${upstreams[2]} backlog=1024; location / { return 200 "You are requesting\n"; } }
EOF
}

nginx_hello() {
  cat <<EOF
  server { listen 127.0.0.1:${port[nginx]}; location / { return 200 "Hello!\n"; } }
EOF
}

nginx_upstream() { # name, ports...
  local name=$1 target
  shift
  echo "  upstream $name {"
  for target in "$@"; do
    echo "    server 127.0.0.1:$target;"
  done
  echo "    keepalive 256; keepalive_requests 1000000000; }"
}

nginx_forwarding() {
  echo '  proxy_http_version 1.1; proxy_set_header Connection "";'
}

nginx_proxy() {
  nginx_upstream hi "${upstreams[0]}"
  nginx_forwarding
  echo "  server { listen 127.0.0.1:${port[nginx]}; location / { proxy_pass http://hi; } }"
}

nginx_post() {
  echo "  client_body_buffer_size 128k;"
  nginx_proxy
}

nginx_large() {
  nginx_proxy
}

nginx_ops() {
  nginx_proxy
}

nginx_close() {
  nginx_proxy
}

nginx_tls() {
  nginx_upstream hi "${upstreams[0]}"
  nginx_forwarding
  cat <<EOF
  ssl_certificate $work/server.crt;
  ssl_certificate_key $work/server.key;
  ssl_protocols TLSv1.2 TLSv1.3;
  server { listen 127.0.0.1:${port[nginx]} ssl; location / { proxy_pass http://hi; } }
EOF
}

nginx_handshake() {
  nginx_tls
}

# How this nginx has its stream module: built in, beside it, or not at all.
nginx_stream() {
  local module
  if nginx -V 2>&1 | grep -qE -- '--with-stream( |$)'; then
    echo "# built in"
    return
  fi
  for module in /usr/lib/nginx/modules /usr/lib64/nginx/modules; do
    if [ -f "$module/ngx_stream_module.so" ]; then
      echo "load_module $module/ngx_stream_module.so;"
      return
    fi
  done
  return 1
}

nginx_tcp_conf() {
  cat <<EOF
$(nginx_stream)
daemon off;
master_process off;
pid $work/nginx.pid;
error_log $work/nginx.log warn;
events { worker_connections 16384; }
stream {
  server { listen 127.0.0.1:${port[nginx]} backlog=1024; proxy_pass 127.0.0.1:${upstreams[0]}; }
}
EOF
}

nginx_full() {
  nginx_upstream hi "${upstreams[0]}" "${upstreams[2]}"
  nginx_upstream echo "${upstreams[1]}"
  nginx_upstream ip "${upstreams[2]}"
  nginx_forwarding
  cat <<EOF
  server {
    listen 127.0.0.1:${port[nginx]};
    location = /hi { proxy_pass http://hi; }
    location /hi/ { proxy_pass http://hi; }
    location = /echo { proxy_pass http://echo; }
    location = /ip { proxy_pass http://ip; }
    location /ip/ { proxy_pass http://ip; }
    location / { return 404 "No handler found"; }
  }
EOF
}

nginx_h2() {
  nginx_upstream hi "${upstreams[0]}"
  nginx_forwarding
  echo "  server { listen 127.0.0.1:${port[nginx]} http2; location / { proxy_pass http://hi; } }"
}

haproxy_conf() { # options of its bind; what follows the defaults, on stdin
  cat <<EOF
global
  nbthread 1
  maxconn $max_connections
defaults
  mode http
  http-reuse always
  timeout client 60s
  timeout server 60s
  timeout connect 5s
  timeout http-keep-alive 60s
frontend front
  bind 127.0.0.1:${port[haproxy]} $1
$(cat)
EOF
}

haproxy_hello() {
  cat <<'EOF'
  http-request return status 200 content-type text/plain string "Hello!\n"
EOF
}

haproxy_proxy() {
  printf '  default_backend hi\nbackend hi\n  server a 127.0.0.1:%s\n' "${upstreams[0]}"
}

haproxy_h2() {
  haproxy_proxy
}

haproxy_post() {
  haproxy_proxy
}

haproxy_large() {
  haproxy_proxy
}

haproxy_ops() {
  haproxy_proxy
}

haproxy_close() {
  haproxy_proxy
}

haproxy_tls() {
  haproxy_proxy
}

haproxy_handshake() {
  haproxy_proxy
}

haproxy_tcp() {
  printf '  mode tcp\n  default_backend hi\nbackend hi\n  mode tcp\n  server a 127.0.0.1:%s\n' \
    "${upstreams[0]}"
}

haproxy_full() {
  cat <<EOF
  use_backend hi if { path /hi } or { path_beg /hi/ }
  use_backend echo if { path /echo }
  use_backend ip if { path /ip } or { path_beg /ip/ }
  default_backend none
backend none
  http-request return status 404 content-type text/plain string "No handler found"
backend hi
  balance roundrobin
  server a 127.0.0.1:${upstreams[0]}
  server b 127.0.0.1:${upstreams[2]}
backend echo
  server a 127.0.0.1:${upstreams[1]}
backend ip
  server a 127.0.0.1:${upstreams[2]}
EOF
}

# The tutorial's codebases, with other ports.
declare -A codebase=(
  [hello]=01-hello/main.js [proxy]=03-proxy/main.js [full]=08-full-proxy/proxy.js
  [h2]=03-proxy/main.js [tcp]=tcp/main.js [post]=03-proxy/main.js [large]=03-proxy/main.js [close]=03-proxy/main.js
  [tls]=tls/main.js [handshake]=tls/main.js [ops]=ops/main.js
)
declare -A haproxy_bind=(
  [h2]='proto h2' [tls]="ssl crt $work/server.pem" [handshake]="ssl crt $work/server.pem"
)
declare -A path=(
  [hello]=/ [proxy]=/ [full]=/hi [h2]=/ [tcp]=/ [post]=/ [large]=/large [close]=/
  [tls]=/ [handshake]=/ [ops]=/api/v1/things?id=1
)

pipy_codebase() {
  local name=${codebase[$1]%%/*} front=8000
  if [ "$1" = tcp ]; then
    mkdir -p "$work/tcp"
    echo "pipy().listen(${port[pipy]}).connect('127.0.0.1:${upstreams[0]}')" >"$work/tcp/main.js"
    return
  fi
  if speaks_tls "$1"; then
    mkdir -p "$work/tls"
    cp "$work/server.crt" "$work/server.key" "$work/tls"
    cat >"$work/tls/main.js" <<EOF
((
  certificate = {
    cert: new crypto.CertificateChain(pipy.load('/server.crt')),
    key: new crypto.PrivateKey(pipy.load('/server.key')),
  },
) => pipy()
  .listen(${port[pipy]}).acceptTLS('clear', { certificate })
  .pipeline('clear').demuxHTTP('request')
  .pipeline('request').muxHTTP('connection', '')
  .pipeline('connection').connect('127.0.0.1:${upstreams[0]}')
)()
EOF
    return
  fi
  if [ "$1" = ops ]; then
    mkdir -p "$work/ops"
    cat >"$work/ops/main.js" <<EOF
((known = new Map([['v1', 'one'], ['v2', 'two']])) => pipy({ _path: '', _version: '', _began: 0 })
  .listen(${port[pipy]}).demuxHTTP('request')
  .pipeline('request')
  .handleMessageStart(({ head }) => {
    _path = head.path.split('?')[0]
    _version = known.get(_path.split('/')[2]) ?? 'none'
    _began = Date.now()
    if (_path.startsWith('/api/') && head.method === 'GET') head.headers['x-version'] = _version
    head.headers['x-host'] = head.headers.host.toLowerCase()
  })
  .muxHTTP('connection', '')
  .handleMessageStart(({ head }) => {
    const took = Math.max(0, Date.now() - _began)
    head.headers['x-took'] = String(took)
    head.headers['x-kind'] = head.status < 400 ? 'good' : 'bad'
    if (_version === 'two') head.headers['x-path'] = _path
    delete head.headers['server']
  })
  .pipeline('connection').connect('127.0.0.1:${upstreams[0]}')
)()
EOF
    return
  fi
  [ "$1" = hello ] && front=8080
  tutorial "$name" "$front" "${port[pipy]}"
}

# What the client does besides GET.
client_options() { # scenario
  case $1 in
    post) printf '%s\n' -s "$work/post.lua" ;;
    close | handshake) printf '%s\n' -H 'Connection: close' ;;
  esac
}

load() { # scenario, port, seconds, connections; prints the number of requests
  local options=() scheme=http
  ! speaks_tls "$1" || scheme=https
  if [ "$1" = h2 ]; then
    load_http2 "$2" "$3" "$4"
    return
  fi
  mapfile -t options < <(client_options "$1")
  wrk_requests "$1, port $2" "$client_core" -c"$4" -d"$3s" "${options[@]}" \
    "$scheme://127.0.0.1:$2${path[$1]}"
}

load_http2() { # port, seconds, connections
  local out
  out=$(taskset -c "$client_core" h2load -t1 -c"$3" -m"$streams" -D"$2" \
    "http://127.0.0.1:$1/")
  if ! grep -q ' 0 failed, 0 errored, 0 timeout' <<<"$out"; then
    requests_failed "h2, port $1" "$out"
  fi
  awk '/^requests:/ { print $8 }' <<<"$out"
}

# In pieces, so that what scripts do for each new connection is compiled, too.
warm_up() { # scenario, seconds, connections...
  local scenario=$1 count left=$2
  shift 2
  while true; do
    for count in "$@"; do
      [ "$left" -gt 0 ] || return 0
      load "$scenario" "${port[pipy]}" $((left < 5 ? left : 5)) "$count" >/dev/null
      left=$((left - 5))
    done
  done
}

# Ends the script if there is no such scenario.
check_scenario() { # scenario
  [ -n "${codebase[$1]:-}" ] || {
    echo "bench: no scenario $1 (there are: ${!codebase[*]})" >&2
    exit 2
  }
}

# Starts a scenario's servers and warms ours up.
begin_scenario() { # scenario, seconds, connections...
  local scenario=$1 server seen
  servers=(pipy nginx haproxy)
  ! speaks_tls "$scenario" || certificate
  pid=()
  if [ "$scenario" != tcp ]; then
    "nginx_$scenario" | nginx_conf nginx >"$work/nginx.conf"
  elif nginx_stream >/dev/null; then
    nginx_tcp_conf >"$work/nginx.conf"
  else
    echo "bench: this nginx has no stream module, left out (Debian: libnginx-mod-stream)" >&2
    servers=(pipy haproxy)
  fi
  "haproxy_$scenario" | haproxy_conf "${haproxy_bind[$scenario]:-}" >"$work/haproxy.conf"
  pipy_codebase "$scenario"

  start "$client_core" nginx -c "$work/upstream.conf" -p "$work"
  if [[ " ${servers[*]} " = *" nginx "* ]]; then
    start "$server_core" nginx -c "$work/nginx.conf" -p "$work"
    pid[nginx]=$!
  fi
  start "$server_core" haproxy -f "$work/haproxy.conf" -db
  pid[haproxy]=$!
  start "$server_core" "$root/bin/pipy" --threads="$threads" "$work/${codebase[$scenario]}"
  pid[pipy]=$!
  for seen in "${upstreams[@]}"; do
    await_port "$seen"
  done
  for server in "${servers[@]}"; do
    await_port "${port[$server]}"
  done

  # while it warms up, its compiler may use all cores: pinned, it would need minutes
  echo "bench: $scenario, warming up for $2 s" >&2
  taskset -acp "0-$(($(nproc) - 1))" "${pid[pipy]}" >/dev/null
  warm_up "$@"
  taskset -acp "$server_core" "${pid[pipy]}" >/dev/null
  for server in "${servers[@]:1}"; do
    load "$scenario" "${port[$server]}" 2 32 >/dev/null
  done
}

upstream_conf >"$work/upstream.conf"
head -c 1048576 /dev/zero | tr '\0' x >"$work/large"
echo 'wrk.method = "POST"; wrk.body = string.rep("x", 65536)' >"$work/post.lua"
