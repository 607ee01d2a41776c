#!/bin/sh
# Makes the packages of a built tree. Maven runs it: mvn -Pdist package
#
#   packaging/build.sh VERSION TIME FOLDER
#
# FOLDER/runtime is the JVM, made by jlink. Left in FOLDER:
#
#   pipy-VERSION-linux-ARCH/          the distribution
#   pipy-VERSION-linux-ARCH.tar.gz    the same, packed
#   pipy_VERSION_ARCH.deb             the same for Debian, where dpkg-deb is there; it is Debian's own
#                                     tool, so what it makes is a package by definition
#
# TIME (as in SOURCE_DATE_EPOCH, or ISO 8601) is that of all files. The same tree and JDK give the same
# packages, but for the start-up caches: these hold a heap.
set -eu

# nothing of whoever builds
unset PIPY_JAVA_OPTS PIPYCTL_JAVA_OPTS PIPY_SCRIPT_MODE PIPY_AOT JDK_JAVA_OPTIONS JAVA_TOOL_OPTIONS

version=$1
folder=$3
here=$(cd "$(dirname "$0")" && pwd -P)
root=$(dirname "$here")
dist=$root/target/dist

say() {
  echo "packaging: $*" >&2
}

fail() {
  say "$*"
  exit 1
}

case $2 in
  *[!0-9]*) epoch=$(date -u -d "$2" +%s) ;;
  *) epoch=$2 ;;
esac

# what each of them calls the processor of this machine
arch=$(uname -m)
case $arch in
  x86_64) netty_arch=x86_64 debian_arch=amd64 ;;
  aarch64) netty_arch=aarch_64 debian_arch=arm64 ;;
  *) fail "no distribution for processors of the kind $arch" ;;
esac

name=pipy-$version-linux-$arch
stage=$folder/$name
work=$folder/packaging
rm -rf "$stage" "$stage.tar.gz" "$work"
mkdir -p "$stage/bin" "$stage/lib" "$stage/etc" "$work"

# --- jars ---

# Whether a jar holds native code for another system only.
is_foreign() {
  case $1 in
    *-linux-"$netty_arch".jar | native-linux-"$arch"-*) return 1 ;;
    *-linux-*.jar | *-osx-*.jar | *-windows-*.jar) return 0 ;;
    *) return 1 ;;
  esac
}

# add_jars FOLDER: copies what is in it, once, and lists what belongs together, in the order of a
# class path.
add_jars() {
  for jar in $(cd "$dist/$1" && find . -name '*.jar' -printf '%P\n' | LC_ALL=C sort); do
    is_foreign "$jar" && continue
    [ -e "$stage/lib/$jar" ] || cp "$dist/$1/$jar" "$stage/lib/"
    echo "$jar" >>"$stage/lib/$1.jars"
  done
}

add_jars pipy
add_jars pipyctl
add_jars compiler
cp -R "$folder/runtime" "$stage/lib/runtime"
cp "$root/bin/pipy" "$root/bin/pipyctl" "$root/bin/jvm.sh" "$here/launch.sh" "$stage/bin/"
ctl=$stage/bin/pipyctl

# Gives all files one time, and everybody the right to read them.
settle() {
  find "$stage" -type d -exec chmod 755 {} +
  find "$stage" -type f -exec chmod 644 {} +
  chmod 755 "$stage"/bin/pipy "$ctl" "$stage"/lib/runtime/bin/* "$stage"/lib/runtime/lib/jspawnhelper
  find "$stage" -exec touch -h -d "@$epoch" {} +
}

# a start-up cache is for jars of one size and one time
settle

# --- start-up caches: what a run of each program does, while the two talk to each other ---

# The control socket, in a folder of a short name: such paths have at most 107 bytes.
run=$(mktemp -d)
server=

give_up() {
  if [ -n "$server" ]; then
    kill "$server" 2>/dev/null || true
  fi
  rm -rf "$run"
}
trap give_up EXIT
trap 'exit 1' INT TERM HUP

# await FILE PATTERN: waits at most five minutes, and as long as the server runs.
await() {
  tries=0
  until grep -q "$2" "$1" 2>/dev/null; do
    tries=$((tries + 1))
    if [ "$tries" -gt 1500 ] || ! kill -0 "$server" 2>/dev/null; then
      return 1
    fi
    sleep 0.2
  done
}

# Starts the server on a port that happens to be free.
start_server() {
  for try in 1 2 3 4 5; do
    export TRAINING_PORT=$((20000 + ($$ * 7 + try * 911) % 12000))
    PIPY_AOT=record PIPY_STATE_DIR=$run/state "$stage/bin/pipy" --admin-port="unix:$run/control.sock" \
      "$here/training/server" >"$work/server.log" 2>&1 &
    server=$!
    await "$work/server.log" trained && return
    kill -0 "$server" 2>/dev/null && break
    wait "$server" || true # the port was taken
    server=
  done
  cat "$work/server.log" >&2
  fail "the server could not be started to be trained"
}

say "training"
start_server
if ! (cd "$here/training" && PIPY_AOT=record XDG_CONFIG_HOME=$run PIPY_STATE_DIR=$run/state \
  NO_COLOR=1 "$ctl" -t "unix:$run/control.sock" shell --keep-going --echo session.pipy) \
  >"$work/session.log" 2>&1; then
  cat "$work/session.log" >&2
  fail "the session of pipyctl failed"
fi
kill "$server"
wait "$server" || fail "the server ended badly: $work/server.log"
server=
for program in pipy pipyctl; do
  PIPY_AOT=create "$stage/bin/$program" >"$work/$program-cache.log" 2>&1 ||
    fail "no start-up cache for $program: $work/$program-cache.log"
  mv "$stage/lib/$program.new" "$stage/lib/$program.aot"
  rm "$stage/lib/$program.conf"
done

# --- all the rest ---

cp "$here/pipy.yaml" "$here/pipy.service" "$stage/etc/"
cp "$here/README.md" "$stage/"
cp "$here/debian/copyright" "$stage/LICENSES"
cp -R "$root/tutorial" "$stage/"
rm -f "$stage"/tutorial/09-tls/server.* # made by whoever tried it

share=$stage/share
man=$share/man/man1
mkdir -p "$man" "$share/bash-completion/completions" "$share/zsh/vendor-completions" \
  "$share/fish/vendor_completions.d"
"$ctl" completion bash >"$share/bash-completion/completions/pipyctl"
"$ctl" completion zsh >"$share/zsh/vendor-completions/_pipyctl"
"$ctl" completion fish >"$share/fish/vendor_completions.d/pipyctl.fish"
"$ctl" --quiet man --dir "$man"
{
  cat "$here/pipy.1.head"
  "$stage/bin/pipy" --help | sed -e 's/\\/\\e/g' -e "s/^\\([.']\\)/\\\\\\&\\1/" -e 's/-/\\-/g'
  cat "$here/pipy.1.tail"
} >"$man/pipy.1"
gzip -9 -n "$man"/*.1

settle

# --- the archive ---

say "packing $name.tar.gz"
tar -C "$folder" --sort=name --owner=0 --group=0 --numeric-owner -cf - "$name" |
  gzip -n -4 >"$stage.tar.gz.new"
mv "$stage.tar.gz.new" "$stage.tar.gz"

# --- the package for Debian ---

if ! command -v dpkg-deb >/dev/null; then
  say "no dpkg-deb here, so no package for Debian"
  exit 0
fi
# shellcheck source-path=SCRIPTDIR source=debian/build.sh
. "$here/debian/build.sh"
