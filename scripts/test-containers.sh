#!/usr/bin/env bash
# Runs every test with the NATS server in Docker, started through Testcontainers.
#   test-containers.sh [MAVEN_ARGUMENT...]
# The image is WEFT_NATS_IMAGE, else nats:2; where that cannot be pulled, one is made of the
# nats-server that scripts/nats-server.sh finds.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

say() { echo "test-containers.sh: $*" >&2; }
docker info >/dev/null 2>&1 || { say "no Docker engine answers: start one"; exit 1; }

image=${WEFT_NATS_IMAGE:-nats:2}
if ! docker image inspect "$image" >/dev/null 2>&1 && ! docker pull -q "$image" >&2; then
  server=$(scripts/nats-server.sh)
  image=weft-nats:local
  say "making $image of $server"
  # The binary with the libraries it is linked to; the image needs nothing else.
  mapfile -t files < <(ldd "$server" 2>/dev/null | grep -oE '/[^ ]+' || true)
  tar -cPh --transform "s,^$server\$,/nats-server,;s,^/,," "$server" ${files[@]+"${files[@]}"} \
    | docker import --change 'ENTRYPOINT ["/nats-server"]' --change 'CMD ["-js"]' - "$image" >&2
  # Where nothing can be pulled, Testcontainers' own reaper cannot be either.
  export TESTCONTAINERS_RYUK_DISABLED=true
fi
# On a machine that is a container itself Testcontainers looks for the server at the wrong address.
if [ -f /.dockerenv ] || [ -n "${TESTCONTAINERS_RYUK_DISABLED:-}" ]; then
  export TESTCONTAINERS_HOST_OVERRIDE=${TESTCONTAINERS_HOST_OVERRIDE:-127.0.0.1}
fi

JAVA_HOME=$(scripts/java-home.sh)
export JAVA_HOME
# The benchmarks measure a server process of this machine.
mvn -B verify -pl "!benchmarks" -Dtests.nats=container -Dtests.nats.image="$image" "$@"
