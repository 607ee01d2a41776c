# shellcheck shell=sh
# How the JVM of either program is run.
#
# Sourced with: program, main (its class), and the files:
#   java          the JVM
#   class_path    the program's jars
#   module_path   the script compiler's jars; empty: scripts are interpreted
#   cache         where the start-up cache is or shall be, without its suffix
#
# Environment:
#   PIPY_JAVA_OPTS       more options for the JVM of pipy
#   PIPYCTL_JAVA_OPTS    more options for the JVM of pipyctl
#   PIPY_AOT             "off": do without the start-up cache

: "${program:?}" "${main:?}"

# The script compiler unpacks a library below the user's home. Prints the folder to use in its place by
# a user who has no home to write to, as that of a service may not; nothing for all others.
own_resources() {
  home=$(getent passwd "$(id -u)" 2>/dev/null | cut -d: -f6)
  if [ -w "${home:-/nonexistent}" ]; then
    return
  fi
  folder=${CACHE_DIRECTORY:-${STATE_DIRECTORY:-}}
  if [ -z "$folder" ]; then
    folder=${TMPDIR:-/tmp}/pipy-$(id -u)
    # code is loaded from it: nobody else may have made it
    mkdir -m 700 "$folder" 2>/dev/null || { [ -O "$folder" ] && [ ! -h "$folder" ]; } || return 0
  fi
  echo "$folder/script-engine"
}

# run_java HOW CACHE ARGUMENT...: HOW is what to do with the command line; CACHE is use, record or
# create.
run_java() {
  how=$1
  cache_mode=$2
  shift 2

  set -- -cp "${class_path:?}" "$main" "$@"

  case $cache_mode in
    use)
      if [ "$program" = pipy ]; then
        # shellcheck disable=SC2086
        set -- ${PIPY_JAVA_OPTS:-} "$@"
      else
        # shellcheck disable=SC2086
        set -- ${PIPYCTL_JAVA_OPTS:-} "$@"
      fi
      if [ -e "${cache:?}.aot" ] && [ "${PIPY_AOT:-}" != off ]; then
        set -- -XX:AOTCache="$cache.aot" "-Xlog:aot*=off" "-Xlog:cds*=off" "$@"
      fi
      ;;
    record) set -- -XX:AOTMode=record -XX:AOTConfiguration="${cache:?}.conf" "$@" ;;
    *)
      set -- -XX:AOTMode=create -XX:AOTConfiguration="${cache:?}.conf" -XX:AOTCache="$cache.new" "$@"
      ;;
  esac

  # the control API's own Netty (inside grpc-netty-shaded) would prepare Flight Recorder at its first
  # connection, which takes as long as the rest of a call
  set -- -Dio.grpc.netty.shaded.io.netty.jfr.enabled=false "$@"
  if [ "$program" = pipyctl ]; then
    set -- -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -XX:-UsePerfData "$@"
  else
    # workers make little garbage and it dies young: a small young generation, collected by one
    # thread in about a millisecond, keeps the process small; what compilers used goes back to the
    # system; one buffer in 2,048 is watched for leaks: at one in 128, traces are 3 % of all work
    set -- -XX:+UseSerialGC -XX:NewSize=32m -XX:MaxNewSize=32m -XX:TrimNativeHeapInterval=10000 \
      -Dpolyglot.engine.WarnInterpreterOnly=false -Dio.netty.jfr.enabled=false \
      -Dio.netty.leakDetection.samplingInterval=2048 "$@"
    # most of a start is code that runs a few hundred times: it is compiled twice as late as usual, and
    # thoroughly only when it has shown that it lasts, not at once because it lasted in the run that made
    # the cache
    set -- -XX:+UnlockDiagnosticVMOptions -XX:-AOTReplayTraining \
      -XX:Tier3InvocationThreshold=400 -XX:Tier3MinInvocationThreshold=200 \
      -XX:Tier3CompileThreshold=4000 \
      -XX:Tier4InvocationThreshold=80000 -XX:Tier4MinInvocationThreshold=9600 \
      -XX:Tier4CompileThreshold=240000 -XX:Tier4BackEdgeThreshold=640000 "$@"
    if [ -n "${module_path:-}" ]; then
      # one tier of script compilation: a third less work for the processor until all is compiled, and
      # the same code in the end; no lower threshold while there is little to compile, because that is
      # always so at the start
      set -- -Dpolyglot.engine.AllowExperimentalOptions=true -Dpolyglot.engine.MultiTier=false \
        -Dpolyglot.engine.DynamicCompilationThresholds=false "$@"
      set -- -XX:+UnlockExperimentalVMOptions -XX:+EnableJVMCI --module-path "$module_path" \
        --add-modules jdk.graal.compiler "$@"
      resources=$(own_resources)
      [ -z "$resources" ] || set -- -Dpolyglot.engine.userResourceCache="$resources" "$@"
    fi
  fi

  "$how" "${java:?}" --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow "$@"
}

become() {
  exec "$@"
}
