#!/usr/bin/env bash
# The micro-benchmarks (JMH) of what runs for every request: our code before and after a change.
#
#   bench/micro.sh [JMH options] [regular expression of benchmarks]
#   bench/micro.sh -prof gc forward
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
classpath=$root/target/bench/classpath
mkdir -p "$root/target/bench"
cd "$root"
mvn -B -q -DskipTests -pl bench -am package dependency:build-classpath \
  -Dmdep.outputFile="$classpath" -Dmdep.includeScope=runtime
java=$("$root/bin/launch.sh" java)
exec "$java" --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow \
  -cp "$root/bench/target/classes:$(cat "$classpath")" org.openjdk.jmh.Main "$@"
