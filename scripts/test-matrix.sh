#!/usr/bin/env bash
# Runs every test on each server and JDK that Weft supports, and prints a table.
#   test-matrix.sh [MAVEN_ARGUMENT...]
# SUITES and JDKS choose others; a suite stands for the nats-server that Debian ships in it.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

read -ra suites <<< "${SUITES:-bookworm trixie sid}"
read -ra jdks <<< "${JDKS:-21 25}"
logs=$(mktemp -d "${TMPDIR:-/tmp}/weft-matrix.XXXXXX")
JAVA_HOME=$(scripts/java-home.sh)
export JAVA_HOME

table= failed=0
for suite in "${suites[@]}"; do
  NATS_SERVER=$(scripts/nats-server.sh --suite "$suite")
  export NATS_SERVER
  version=$("$NATS_SERVER" --version | grep -oE '[0-9]+\.[0-9]+\.[0-9]+')
  for jdk in "${jdks[@]}"; do
    home=$(scripts/fetch-jdk.sh "$jdk")
    log=$logs/nats-$version-jdk-$jdk.log
    echo "nats-server $version, JDK $jdk ..."
    result=passed
    mvn -B verify -Djvm="$home/bin/java" "$@" > "$log" 2>&1 || { result="FAILED, see $log"; failed=1; }
    # The closing line of each module; the lines of single classes name them.
    counts=$(grep -E 'Tests run: [0-9]+, .*Skipped: [0-9]+$' "$log" | sed 's/.*Tests run/Tests run/' || true)
    echo "${counts:-no tests ran}"
    table+=$(printf '%-20s %-8s %s' "nats-server $version" "JDK $jdk" "$result")$'\n'
  done
done
printf '\n%s' "$table"
if [ "$failed" = 0 ]; then rm -rf "$logs"; fi
exit "$failed"
