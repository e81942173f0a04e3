#!/usr/bin/env bash
# Builds the benchmarks and runs them; docs/performance.md says what they measure.
#   bench.sh [--quick | --rounds=N] [CASE...]
#       Weft beside hand-written loops, on a nats-server of its own; all that have aims unless named.
#       Writes benchmarks/target/bench.json.
#   bench.sh --micro [ARGUMENT...]
#       The hot path without a server, by JMH; arguments go to JMH.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

JAVA_HOME=$(scripts/java-home.sh)
export JAVA_HOME
mvn -q -B -pl framework,benchmarks -DskipTests -Dspotless.check.skip=true package >&2

classpath=$(echo benchmarks/target/weft-benchmarks-*.jar):benchmarks/target/lib/*
if [ "${1:-}" = --micro ]; then
  shift
  exec "$JAVA_HOME/bin/java" -cp "$classpath" org.openjdk.jmh.Main \
    -prof gc -rf json -rff benchmarks/target/micro.json "$@"
fi
scripts/nats-server.sh > /dev/null
exec "$JAVA_HOME/bin/java" -cp "$classpath" dev.weft.benchmarks.Bench "$@"
