#!/usr/bin/env bash
# Prints the path of a nats-server on stdout, everything else on stderr. Nothing is installed.
#   nats-server.sh [MIN_VERSION]     at least this, 2.9.0 by default; in this order: NATS_SERVER (a
#                                    binary's path); one on the PATH; one in our cache; one from the
#                                    Debian archive this machine uses, unpacked into the cache
#   nats-server.sh --suite SUITE     the one of this Debian suite: bookworm, trixie, sid
set -euo pipefail

. "$(dirname "${BASH_SOURCE[0]}")/debian.sh"

cache=${WEFT_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/weft}/nats-server
if [ "${1:-}" = --suite ]; then
  min=0 suites=("${2:?--suite needs a Debian suite}") cache=$cache-$2
else
  min=${1:-2.9.0} suites=(sid trixie)
fi

say() { echo "nats-server.sh: $*" >&2; }
die() { say "$*"; say "install one (apt-get install nats-server), or set NATS_SERVER to a binary"; exit 1; }
version_of() { "$1" --version 2>/dev/null | grep -oE '[0-9]+\.[0-9]+\.[0-9]+' | head -1; }
new_enough() {
  local version
  version=$(version_of "$1") && [ -n "$version" ] \
    && [ "$(printf '%s\n%s\n' "$min" "$version" | sort -V | head -1)" = "$min" ]
}

if [ "$min" != 0 ]; then
  if [ -n "${NATS_SERVER:-}" ]; then
    new_enough "$NATS_SERVER" || die "NATS_SERVER=$NATS_SERVER is not a nats-server >= $min"
    echo "$NATS_SERVER"; exit 0
  fi
  installed=$(command -v nats-server || true)
  if [ -n "$installed" ] && new_enough "$installed"; then echo "$installed"; exit 0; fi
fi
if [ -x "$cache/nats-server" ] && new_enough "$cache/nats-server"; then echo "$cache/nats-server"; exit 0; fi

debian_check || die "no nats-server >= $min on the PATH"
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT
mkdir -p "$cache"
exec 9> "$cache/.lock"; flock 9   # two builds on one machine do not unpack over each other
if [ -x "$cache/nats-server" ] && new_enough "$cache/nats-server"; then echo "$cache/nats-server"; exit 0; fi
for suite in "${suites[@]}"; do
  debian_open "$work/$suite" "$suite" || { say "$suite: no index"; continue; }
  mkdir -p -m 755 "$work/$suite/deb"
  (cd "$work/$suite/deb" && debian_apt download nats-server >&2) || { say "$suite: no nats-server"; continue; }
  deb=$(ls "$work/$suite"/deb/nats-server_*.deb)
  dpkg-deb -x "$deb" "$work/$suite/x"
  binary=$(find "$work/$suite/x/usr" -type f -name nats-server -perm -u+x | head -1)
  [ -n "$binary" ] && new_enough "$binary" || { say "$suite: $(basename "$deb") is too old or does not run here"; continue; }
  install -m 755 "$binary" "$cache/.new" && mv -f "$cache/.new" "$cache/nats-server"
  say "unpacked $(basename "$deb") into $cache"
  echo "$cache/nats-server"; exit 0
done
die "no nats-server >= $min in Debian's ${suites[*]}"
