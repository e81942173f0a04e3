#!/usr/bin/env bash
# Prints the path of a nats-server on stdout, everything else on stderr.
#   nats-server.sh [MIN_VERSION]         default 2.9.0
# In this order: NATS_SERVER (a binary's path); one on the PATH; one in our cache; one from the
# Debian archive this machine already uses, unpacked into the cache. Nothing is installed.
set -euo pipefail

min=${1:-2.9.0}
cache=${WEFT_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/weft}/nats-server
suites=(sid trixie)

say() { echo "nats-server.sh: $*" >&2; }
die() { say "$*"; say "install one (apt-get install nats-server), or set NATS_SERVER to a binary"; exit 1; }
version_of() { "$1" --version 2>/dev/null | grep -oE '[0-9]+\.[0-9]+\.[0-9]+' | head -1; }
new_enough() {
  local version
  version=$(version_of "$1") && [ -n "$version" ] \
    && [ "$(printf '%s\n%s\n' "$min" "$version" | sort -V | head -1)" = "$min" ]
}

if [ -n "${NATS_SERVER:-}" ]; then
  new_enough "$NATS_SERVER" || die "NATS_SERVER=$NATS_SERVER is not a nats-server >= $min"
  echo "$NATS_SERVER"; exit 0
fi
for candidate in "$(command -v nats-server || true)" "$cache/nats-server"; do
  if [ -n "$candidate" ] && [ -x "$candidate" ] && new_enough "$candidate"; then
    echo "$candidate"; exit 0
  fi
done

command -v apt-get >/dev/null && command -v dpkg-deb >/dev/null \
  || die "no nats-server >= $min on the PATH, and no Debian archive to take one from"

# The archive of the machine's own sources, whatever form they have; never the security one.
archive() {
  apt-get indextargets --format '$(LABEL)|$(COMPONENT)|$(REPO_URI)' 'Created-By: Packages' \
    | awk -F'|' '$1 == "Debian" && $2 == "main" { print $3; exit }'
}
uri=$(archive)
if [ -z "$uri" ]; then say "no package lists yet: apt-get update"; apt-get update -qq >&2 || true; uri=$(archive); fi
[ -n "$uri" ] || die "no Debian archive among this machine's apt sources"
keyring=/usr/share/keyrings/debian-archive-keyring.gpg
[ -r "$keyring" ] || die "no $keyring (package debian-archive-keyring)"

# A private apt: own lists, own empty dpkg status, one suite; signatures are checked as always.
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT
mkdir -p "$work"/{lists/partial,archives/partial,deb} "$cache"; : > "$work/status"
chmod 755 "$work" "$work"/{lists,archives,deb}
exec 9> "$cache/.lock"; flock 9   # two builds on one machine do not unpack over each other
if [ -x "$cache/nats-server" ] && new_enough "$cache/nats-server"; then echo "$cache/nats-server"; exit 0; fi
for suite in "${suites[@]}"; do
  echo "deb [signed-by=$keyring] $uri $suite main" > "$work/sources.list"
  options=(-qq -o Dir::Etc::SourceList="$work/sources.list" -o Dir::Etc::SourceParts=/dev/null
           -o Dir::State="$work" -o Dir::State::Lists="$work/lists" -o Dir::State::status="$work/status"
           -o Dir::Cache="$work" -o Dir::Cache::Archives="$work/archives" -o Acquire::Languages=none
           -o Acquire::IndexTargets::deb::Contents-deb::DefaultEnabled=false
           -o APT::Sandbox::User=root -o Acquire::Retries=3)
  apt-get "${options[@]}" update >&2 || { say "$suite: no index"; continue; }
  (cd "$work/deb" && rm -f ./*.deb && apt-get "${options[@]}" download nats-server >&2) \
    || { say "$suite: no nats-server"; continue; }
  deb=$(ls "$work"/deb/nats-server_*.deb)
  rm -rf "$work/x"; dpkg-deb -x "$deb" "$work/x"
  binary=$(find "$work/x/usr" -type f -name nats-server -perm -u+x | head -1)
  [ -n "$binary" ] && new_enough "$binary" || { say "$suite: $(basename "$deb") is too old or does not run here"; continue; }
  install -m 755 "$binary" "$cache/.new" && mv -f "$cache/.new" "$cache/nats-server"
  say "unpacked $(basename "$deb") into $cache"
  echo "$cache/nats-server"; exit 0
done
die "no nats-server >= $min in Debian's ${suites[*]}"
