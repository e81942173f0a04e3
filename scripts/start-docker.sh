#!/usr/bin/env bash
# Prints the path of a docker client that talks to a running engine on stdout, everything else on
# stderr, and sees to it that the base image can be built from.
#   start-docker.sh [IMAGE]              default debian:trixie-slim; it must be a Debian trixie
# An engine that answers is used as it is. Else, on Debian and as root, one is installed and started
# (to stop it: kill "$(cat /var/run/docker.pid)"). An image that is neither here nor in a registry
# within reach is bootstrapped from the Debian archive this machine already uses.
set -euo pipefail

image=${1:-debian:trixie-slim}
log=${TMPDIR:-/tmp}/weft-dockerd.log

say() { echo "start-docker.sh: $*" >&2; }
die() { say "$*"; exit 1; }
quietly() { "$@" >/dev/null 2>&1; }
need_debian_root() {
  [ "$(id -u)" = 0 ] && quietly command -v apt-get || die "$1; doing so here needs root on a Debian"
}
install() { say "installing $*"; DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >&2; }

# A client from elsewhere, without its build plugin, may stand first on the PATH: the one that came
# with the engine goes before it.
client() {
  local engine own
  engine=$(command -v dockerd || true)
  own=${engine:+$(dirname "$(dirname "$engine")")/bin/docker}
  if [ -n "$own" ] && [ -x "$own" ]; then echo "$own"; else command -v docker || true; fi
}

start_engine() {
  if ! quietly command -v dockerd; then
    need_debian_root "no Docker engine answers: start or install one"
    apt-get update -qq >&2
    install docker.io
  fi
  need_debian_root "the Docker engine is not running: start it"
  say "starting dockerd, log in $log"
  # Without iptables the machine's firewall stays as it is. Published ports still work; the way out
  # of a build is --network host.
  setsid dockerd --iptables=false --ip6tables=false >"$log" 2>&1 </dev/null &
  local tries=150
  until quietly "$(client)" info; do
    [ $((tries -= 1)) -gt 0 ] || die "dockerd did not answer within 30 s: see $log"
    sleep 0.2
  done
}

bootstrap_image() {
  need_debian_root "$image: not here, and no registry within reach"
  local keyring=/usr/share/keyrings/debian-archive-keyring.gpg uri root
  quietly command -v debootstrap || install debootstrap
  [ -r "$keyring" ] || install debian-archive-keyring
  uri=$(apt-get indextargets --format '$(LABEL)|$(COMPONENT)|$(REPO_URI)' 'Created-By: Packages' \
    | awk -F'|' '$1 == "Debian" && $2 == "main" { print $3; exit }')
  [ -n "$uri" ] || die "no Debian archive among this machine's apt sources: apt-get update"
  root=$(mktemp -d)
  trap "rm -rf '$root'" EXIT
  debootstrap --variant=minbase --include=ca-certificates --keyring="$keyring" trixie "$root" "$uri" >&2
  rm -rf "$root"/var/cache/apt/* "$root"/var/lib/apt/lists/*
  tar -C "$root" --numeric-owner -c . | "$docker" import --change 'CMD ["bash"]' - "$image" >&2
}

docker=$(client)
if [ -z "$docker" ] || ! quietly "$docker" info; then start_engine; docker=$(client); fi
if ! quietly "$docker" image inspect "$image" && ! quietly timeout 60 "$docker" pull "$image"; then
  say "$image cannot be pulled: making it from the Debian archive"
  bootstrap_image
fi
echo "$docker"
