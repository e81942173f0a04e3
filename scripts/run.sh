#!/usr/bin/env bash
# Builds Weft, finds or starts a NATS server, and runs the demo until Ctrl-C. Arguments go to the
# demo. Leaves no process and no folder behind, however it is ended.
#
# The server, in this order: NATS_URL; a nats-server of this machine (PATH, our cache, or fetched by
# its package manager: scripts/nats-server.sh); Docker; else a stream in the demo's own memory.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

work=$(mktemp -d "${TMPDIR:-/tmp}/weft-run.XXXXXX")
child= server= container= signal=

say() { echo "$*" >&2 || true; }   # a closed terminal must not stop the clean-up

# Each child has a process group of its own: Ctrl-C in a terminal would otherwise kill the server
# while the demo still drains. So signals come here and are passed on.
spawn() { set -m; "$@" < /dev/null & child=$!; set +m; }
await() {
  local status=0
  wait "$child" || status=$?
  # A trapped signal ends the wait, not the child.
  while kill -0 "$child" 2>/dev/null; do status=0; wait "$child" || status=$?; done
  child=
  return "$status"
}
on_signal() { signal=$1; if [ -n "$child" ]; then kill -s "$1" -- "-$child" 2>/dev/null || true; fi; }
cleanup() {
  trap '' INT TERM HUP
  if [ -n "$server" ]; then kill -s TERM "$server" 2>/dev/null || true; wait "$server" 2>/dev/null || true; fi
  if [ -n "$container" ]; then docker rm -f "$container" >/dev/null 2>&1 || true; fi
  rm -rf "$work"
}
trap cleanup EXIT
trap 'on_signal INT' INT
trap 'on_signal TERM' TERM
trap 'on_signal TERM' HUP
stop_if_told() { if [ -n "$signal" ]; then exit 130; fi; }

build() {
  say "Building Weft (a first build fetches its libraries and takes a few minutes) ..."
  spawn mvn -q -B -DskipTests -Dspotless.check.skip=true package > "$work/build.log" 2>&1
  await || { stop_if_told; say "the build failed:"; cat "$work/build.log" >&2; exit 1; }
  stop_if_told
}

# The server greets with INFO once it serves.
serves() { (exec 3<> "/dev/tcp/127.0.0.1/$1" && IFS= read -r -t 1 line <&3 && [ "${line:0:4}" = INFO ]) 2>/dev/null; }
await_server() {
  local attempt
  for attempt in $(seq 100); do
    if serves "$1"; then return 0; fi
    stop_if_told
    sleep 0.1
  done
  return 1
}

start_binary() {
  local binary ports=
  binary=$(scripts/nats-server.sh 2> "$work/nats-server.log") || return 1
  say "Starting $("$binary" --version) for as long as the demo runs ..."
  set -m
  "$binary" -a 127.0.0.1 -p -1 --ports_file_dir "$work" -js -sd "$work/store" \
    < /dev/null > "$work/server.log" 2>&1 &
  server=$!
  set +m
  for _ in $(seq 100); do
    ports=$(cat "$work"/nats-server_"$server".ports 2>/dev/null | grep -oE 'nats://[^"]+' | head -1 || true)
    if [ -n "$ports" ]; then export NATS_URL=$ports; return 0; fi
    kill -0 "$server" 2>/dev/null || break
    stop_if_told
    sleep 0.1
  done
  say "nats-server did not start:"; cat "$work/server.log" >&2
  exit 1
}

start_container() {
  local port
  command -v docker >/dev/null && docker info >/dev/null 2>&1 || return 1
  say "Starting a NATS server in Docker (nats:2) ..."
  container=weft-demo-$$
  if ! docker run -d --rm --name "$container" -p 127.0.0.1:0:4222 nats:2 -js >/dev/null 2> "$work/docker.log"; then
    say "  $(grep -m1 '^docker:' "$work/docker.log" || head -1 "$work/docker.log")"
    return 1
  fi
  port=$(docker port "$container" 4222/tcp | head -1 | sed 's/.*://')
  await_server "$port" || { say "the server in Docker did not start:"; docker logs "$container" >&2; exit 1; }
  export NATS_URL=nats://127.0.0.1:$port
}

JAVA_HOME=$(scripts/java-home.sh)
export JAVA_HOME
build

transport=nats
if [ -n "${NATS_URL:-}" ]; then
  say "Using the server at NATS_URL; the stream ORDERS stays there afterwards."
elif ! start_binary && ! start_container; then
  say "No NATS server: none on this machine, none in Docker. The demo runs without one, in memory."
  transport=memory
fi
stop_if_told

say
spawn "$JAVA_HOME/bin/java" -Dweft.transport="$transport" \
  -cp "$(echo worker-app/target/weft-worker-app-*.jar):worker-app/target/lib/*" \
  dev.weft.app.Main demo "$@"
await
