#!/usr/bin/env bash
# Builds the simulation and runs it; docs/testing-weft.md says how to read what it prints.
#   sim.sh [--seeds=N] [--from=N] [--threads=N] [--failures=N]
#       Many seeds, one run for each processor side by side; exits with 1 if one breaks a promise.
#   sim.sh --seed=N [--replays=N]
#       One seed, whose history is printed; replayed, it has to be the same each time.
#   sim.sh --planted [--seeds=N] [--from=N] [--threads=N] [BUG...]
#       The bugs of simulation/src/main/planted, each planted into the product in turn; prints which
#       seed shows it, and exits with 1 if none shows one of them.
#   sim.sh --planted --seed=N [--replays=N] BUG
#       One seed with that bug, whose history is printed; replayed, it has to be the same each time.
# SIM_JAVA names another java to run it on.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

JAVA_HOME=$(scripts/java-home.sh)
export JAVA_HOME

program=dev.weft.simulation.run.Main
if [ "${1:-}" = --planted ]; then
  shift
  program=dev.weft.simulation.planted.PlantedBugs
  case " $* " in *" --seed="*) program=dev.weft.simulation.planted.PlantedReplay ;; esac
fi

# The optimising compiler compiles Weft again for each class loader that seeds run in: one for each
# thread, and for each planted bug others. That pays after thousands of seeds.
jit=-XX:TieredStopAtLevel=1
case "$program $*" in *.Main*--seeds=[0-9][0-9][0-9][0-9][0-9]*) jit=-XX:TieredStopAtLevel=4 ;; esac

mvn -q -B -pl framework,simulation -DskipTests -Dspotless.check.skip=true package >&2
# The simulation is the scheduler of its virtual threads, and drops those that it ends.
exec "${SIM_JAVA:-$JAVA_HOME/bin/java}" -XX:+UseSerialGC $jit \
  --add-opens java.base/java.lang=ALL-UNNAMED -Djdk.trackAllThreads=false \
  -cp "simulation/target/classes:$(cat simulation/target/classpath)" "$program" "$@"
