#!/usr/bin/env bash
# The micro-benchmarks (JMH) of what runs for every request: our code before and after a change.
#
#   bench/micro.sh [JMH options] [regular expression of benchmarks]
#   bench/micro.sh -prof gc forward      also bytes allocated per operation
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
classpath=$root/target/bench/classpath
mkdir -p "$root/target/bench"
cd "$root"
mvn -B -q -DskipTests -pl bench -am package dependency:build-classpath \
  -Dmdep.outputFile="$classpath" -Dmdep.includeScope=runtime
java=$(printf '%s\n' "${JAVA_HOME:-}" /usr/lib/jvm/* | while IFS= read -r folder; do
  if [ -x "$folder/bin/java" ] && grep -qs '^JAVA_VERSION="25' "$folder/release"; then
    echo "$folder/bin/java"
    break
  fi
done)
[ -n "$java" ] || {
  echo "bench: needs a JDK 25 in JAVA_HOME or in the usual folder for JVMs" >&2
  exit 1
}
exec "$java" --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow \
  -cp "$root/bench/target/classes:$(cat "$classpath")" org.openjdk.jmh.Main "$@"
