#!/usr/bin/env bash
# Builds the container image of the worker-app from this source tree.
#   image.sh [TAG] [DOCKER_BUILD_OPTION...]      default weft/worker-app:dev
#   image.sh weft/worker-app:jre25 --build-arg JRE=openjdk-25-jre-headless
# BASE=IMAGE takes another base image: any Debian with a JRE package, 21 or later.
set -euo pipefail
cd "$(dirname "$0")/.."

tag=${1:-weft/worker-app:dev}
[ $# = 0 ] || shift
base=${BASE:-debian:trixie-slim}

rm -rf worker-app/target/lib worker-app/target/weft-worker-app-*.jar   # none of an earlier version
mvn -q -B -pl worker-app -am package -DskipTests >&2

docker=$(scripts/start-docker.sh "$base")
# The host's network: an engine that was started without iptables has no other way out.
"$docker" build --network host --build-arg BASE="$base" --tag "$tag" "$@" worker-app >&2
echo "$tag"
