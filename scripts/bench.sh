#!/usr/bin/env bash
# Builds the benchmarks and runs them; docs/performance.md says what they measure.
#   bench.sh [--quick] [--rounds=N] [--seconds=N] [CASE...]
#       Weft beside hand-written loops, on a nats-server of its own; all that have aims unless named.
#       Writes benchmarks/target/bench.json. NATS_GO_BENCH and GOFLUX_BENCH name programs to run beside.
#   bench.sh --before=COMMIT [--rounds=N] [--forks=N] [CASE...]
#       Weft beside itself as of that commit, which is built in a folder of its own.
#   bench.sh --micro [ARGUMENT...]
#       The hot path without a server, by JMH; arguments go to JMH.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

JAVA_HOME=$(scripts/java-home.sh)
export JAVA_HOME

# build FOLDER: builds the checkout there, and prints its class path.
build() {
  (cd "$1" && mvn -q -B -pl framework,benchmarks -DskipTests -Dspotless.check.skip=true package >&2) ||
    return 1 # a command substitution does not heed errexit
  echo "$(echo "$1"/benchmarks/target/weft-benchmarks-*.jar):$1/benchmarks/target/lib/*"
}

classpath=$(build "$PWD")
if [ "${1:-}" = --micro ]; then
  shift
  exec "$JAVA_HOME/bin/java" -cp "$classpath" org.openjdk.jmh.Main \
    -prof gc -rf json -rff benchmarks/target/micro.json "$@"
fi
scripts/nats-server.sh > /dev/null

arguments=()
for argument in "$@"; do
  if [[ $argument == --before=* ]]; then
    earlier=$(mktemp -d)
    trap 'git worktree remove --force "$earlier"' EXIT
    git worktree add -q --detach "$earlier" "${argument#--before=}"
    argument=--before=$(build "$earlier")
  fi
  arguments+=("$argument")
done
"$JAVA_HOME/bin/java" -cp "$classpath" dev.weft.benchmarks.Bench "${arguments[@]}"
