# shellcheck shell=sh
# What both launchers do: build what is missing or older than the sources, then become the JVM.
#
# Sourced with: program, main (its class), here (this folder), and the user's arguments in "$@".
#
# Environment, besides that of jvm.sh:
#   JAVA_HOME            a JDK 25, tried first
#   PIPY_SCRIPT_MODE     "interpreted": do without the optimizing script compiler
#   PIPY_AOT             "off": neither make nor use start-up caches
#
# Under target/dist:
#   pipy/ pipyctl/       the jars of each program, put there by Maven, and PROGRAM.stamp
#   compiler/            the script compiler; works only as modules of a runtime that has none
#   runtime/             that runtime, a small image of the JDK
#   cache/               start-up caches; a JVM that cannot use one starts without it
#   PROGRAM.ready        all of the above was made for the jars of the stamp

: "${program:?}" "${main:?}" "${here:?}"

# shellcheck source-path=SCRIPTDIR source=jvm.sh
. "$here/jvm.sh"

say() {
  echo "$program: $*" >&2
}

# --- find a JDK ---

# Prints the version of the JDK in folder $1 if it is 25 or later.
jdk_version() {
  [ -x "$1/bin/javac" ] && [ -r "$1/release" ] || return 1
  version=$(sed -n 's/^JAVA_VERSION="\(.*\)"$/\1/p' "$1/release")
  [ "${version%%[!0-9]*}" -ge 25 ] 2>/dev/null && echo "$version"
}

# Prints the folders in which a JDK may be, best first.
jdk_candidates() {
  echo "${JAVA_HOME:-}"
  javac=$(command -v javac) && javac=$(readlink -f "$javac" 2>/dev/null) &&
    dirname "$(dirname "$javac")"
  if [ -x /usr/libexec/java_home ]; then
    /usr/libexec/java_home -v 25 2>/dev/null
  fi
  printf '%s\n' /usr/lib/jvm/* "${SDKMAN_DIR:-$HOME/.sdkman}"/candidates/java/* "$HOME"/.jdks/* \
    /opt/java/* /opt/jdk* /Library/Java/JavaVirtualMachines/*/Contents/Home
}

find_jdk() {
  jdk=$(
    jdk_candidates | while IFS= read -r folder; do
      if jdk_version "$folder" >/dev/null; then
        echo "$folder"
        break
      fi
    done
  )
  [ -n "$jdk" ] && return
  say "needs a JDK 25; none was found in JAVA_HOME, PATH or the usual folders."
  say "Install one (Debian: temurin-25-jdk, macOS: temurin@25, SDKMAN: sdk install java 25-tem)"
  say "or set JAVA_HOME to where it is."
  exit 1
}

# --- run something long and show that it goes on ---

# run_step LABEL SECONDS COMMAND...: ends the command after so many seconds; output goes to $log.
run_step() {
  label=$1
  limit=$2
  shift 2
  "$@" >"$log" 2>&1 </dev/null &
  child=$!
  began=$(date +%s)
  shown=
  while kill -0 "$child" 2>/dev/null; do
    seconds=$(($(date +%s) - began))
    if [ "$seconds" -gt "$limit" ]; then
      kill "$child" 2>/dev/null
    fi
    # of Maven: "[INFO] Building pipy-control 0.1.0-SNAPSHOT         [4/5]"
    stage=$(sed -n 's/^\[INFO\] Building \(pipy-[^ ]*\) .*\(\[.*\]\)$/: \1 \2/p' "$log" | tail -n 1)
    if [ -t 2 ]; then
      printf '\r\033[K%s: %s (%s s)%s' "$program" "$label" "$seconds" "$stage" >&2
    elif [ "$shown" != "$label$stage" ]; then
      shown=$label$stage
      say "$shown"
    fi
    sleep 0.3
  done
  step_status=0
  wait "$child" || step_status=$?
  child=
  if [ -t 2 ]; then
    printf '\r\033[K' >&2
  fi
  return "$step_status"
}

# --- build ---

# Whether a source of the program is newer than file $1. Where there are no sources, none is.
has_newer_source() {
  case $program in
    pipy) modules="proto dataplane control" ;;
    *) modules="proto ctl" ;;
  esac
  reference=$1
  set -- "$root/pom.xml"
  for module in $modules; do
    set -- "$@" "$root/$module/pom.xml" "$root/$module/src/main"
  done
  [ -n "$(find "$@" -newer "$reference" 2>/dev/null | head -n 1)" ]
}

# Whether everything is there and made for the present sources.
is_ready() {
  [ -e "$dist/$program.stamp" ] && [ -e "$dist/$program.ready" ] &&
    [ -z "$(find "$dist/$program.stamp" -newer "$dist/$program.ready")" ] &&
    ! has_newer_source "$dist/$program.ready"
}

build_jars() {
  [ -e "$dist/$program.stamp" ] && ! has_newer_source "$dist/$program.stamp" && return
  if ! command -v mvn >/dev/null; then
    say "needs Maven 3.8.7 or later to build (Debian: maven, macOS: brew install maven)."
    exit 1
  fi
  if [ "$tree" != "$root" ]; then
    tar -C "$root" --exclude=./.git --exclude=target -cf - . | tar -C "$tree" -xf -
  fi
  log=$tree/target/build.log
  if ! run_step "building, once" 1800 env JAVA_HOME="$jdk" mvn -B -ntp -f "$tree/pom.xml" \
    -Dstyle.color=never -Dmaven.test.skip=true -pl control,ctl -am package; then
    sed -n -e '/^\[ERROR\] -> /q' -e '/^\[ERROR\]/p' "$log" | head -n 20 >&2
    say "the build failed; everything it said is in $log"
    exit 1
  fi
}

# The script compiler is part of neither program's class path: it works only on the module path of a
# runtime that lacks the JDK's own stub of it, and only with the version of the JDK that it is for.
build_runtime() {
  options=$(cat "$here/jlink.options")
  # one that was made for other modules is made anew
  [ -x "$dist/runtime/bin/java" ] && [ "$(cat "$dist/runtime.options" 2>/dev/null)" = "$options" ] &&
    return
  needed=$(echo "$dist"/compiler/compiler-*.jar)
  needed=${needed##*/compiler-}
  needed=${needed%.jar}
  version=$(jdk_version "$jdk")
  if [ "$needed" != "$version" ]; then
    say "scripts will be interpreted: their compiler needs JDK $needed, found $version in $jdk."
    return
  fi
  rm -rf "$dist/runtime.new"
  log=$tree/target/runtime.log
  if run_step "making the runtime, once" 300 "$jdk/bin/jlink" --output "$dist/runtime.new" \
    "@$here/jlink.options"; then
    rm -rf "$dist/runtime"
    mv "$dist/runtime.new" "$dist/runtime"
    echo "$options" >"$dist/runtime.options"
  else
    say "scripts will be interpreted: the runtime could not be made; why is in $log"
  fi
}

# No start-up cache takes classes in the form of Java 5.
renew_jars() {
  log=$tree/target/jars.log
  run_step "preparing fast starts, once (jars)" 120 "$jdk/bin/java" "$here/RenewJars.java" \
    "$dist/$program" || say "some classes will be read anew at each start; why is in $log"
}

# The start-up cache comes from what a short run of the program did; how that run ended is no matter.
build_cache() {
  [ "${PIPY_AOT:-}" = off ] && return
  mkdir -p "$dist/cache/state"
  renew_jars
  choose_files
  rm -f "$cache.aot"
  case $program in
    pipy) set -- "$here/warmup/main.js" ;;
    *) set -- --target 127.0.0.1:1 filters ;;
  esac
  log=$tree/target/cache.log
  run_java run_quietly record "$@"
  log=$tree/target/cache-create.log
  if [ -e "$cache.conf" ] && run_java run_quietly create; then
    mv "$cache.new" "$cache.aot"
  fi
  rm -rf "$cache.conf" "$cache.new" "$dist/cache/state"
}

run_quietly() {
  run_step "preparing fast starts, once ($cache_mode)" 120 env PIPY_STATE_DIR="$dist/cache/state" "$@"
}

# One build at a time: the lock is a link whose target is the process that holds it.
lock() {
  waiting=
  until ln -s "$$" "$tree/target/build.lock" 2>/dev/null; do
    holder=$(readlink "$tree/target/build.lock")
    if [ -n "$holder" ] && ! kill -0 "$holder" 2>/dev/null; then
      rm -f "$tree/target/build.lock"
    elif [ -z "$waiting" ]; then
      waiting=yes
      say "waiting for another build, process $holder"
    fi
    sleep 0.3
  done
}

give_up() {
  trap '' INT TERM
  if [ -n "$child" ]; then
    kill "$child" 2>/dev/null
  fi
  rm -f "$tree/target/build.lock"
  [ -t 2 ] && echo >&2
  exit "$1"
}

build() {
  child=
  lock
  trap 'rm -f "$tree/target/build.lock"' EXIT
  trap 'give_up 130' INT
  trap 'give_up 143' TERM HUP
  if ! is_ready; then
    find_jdk
    build_jars
    build_runtime
    build_cache
    touch -r "$dist/$program.stamp" "$dist/$program.ready"
  fi
  trap - EXIT INT TERM HUP
  rm -f "$tree/target/build.lock"
}

# --- run ---

# Says where the JVM and the files of the program are, for run_java.
choose_files() {
  class_path=$(printf '%s:' "$dist/$program"/*.jar)
  class_path=${class_path%:}
  module_path=
  if [ -x "$dist/runtime/bin/java" ]; then
    java=$dist/runtime/bin/java
    if [ "$program" = pipy ] && [ "${PIPY_SCRIPT_MODE:-}" != interpreted ]; then
      module_path=$(printf '%s:' "$dist/compiler"/*.jar)
      module_path=${module_path%:}
    fi
  else
    [ -n "${jdk:-}" ] || find_jdk
    java=$jdk/bin/java
  fi
  cache=$dist/cache/$program
}

root=$(dirname "$here")
tree=$root
dist=$tree/target/dist
if ! is_ready; then
  if ! mkdir -p "$dist" 2>/dev/null || ! [ -w "$dist" ]; then
    # a tree that cannot be written to is built in a copy
    tree=${XDG_CACHE_HOME:-$HOME/.cache}/pipy/$(printf %s "$root" | cksum | tr ' ' -)
    dist=$tree/target/dist
    mkdir -p "$dist" || exit 1
  fi
  is_ready || build
fi
choose_files
run_java become use "$@"
