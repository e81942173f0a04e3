#!/usr/bin/env bash
# Prints the home of a JDK of one release, for tests: fetch-jdk.sh FEATURE, such as 21.
# One that is on this machine, else Debian's, unpacked into our cache with the libc it was built for.
# Nothing is installed; its programs are wrappers that start the real ones with that libc.
set -euo pipefail

scripts=$(dirname "${BASH_SOURCE[0]}")
. "$scripts/debian.sh"

feature=${1:?which release, such as 21}
cache=${WEFT_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/weft}/jdk-$feature
say() { echo "fetch-jdk.sh: $*" >&2; }
runs() { [ -x "$cache/bin/java" ] && "$cache/bin/java" -version >/dev/null 2>&1; }

if "$scripts/java-home.sh" "$feature" 2>/dev/null; then exit 0; fi
if runs; then echo "$cache"; exit 0; fi
debian_check || { say "install a JDK $feature, or set JAVA_HOME to one"; exit 1; }

mkdir -p "$(dirname "$cache")"
exec 9> "$cache.lock"; flock 9
if runs; then echo "$cache"; exit 0; fi
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT
found=
for suite in trixie sid; do
  debian_open "$work/$suite" "$suite" || continue
  if debian_apt -y install --download-only "openjdk-$feature-jdk-headless" >&2; then found=$suite; break; fi
done
[ -n "$found" ] || { say "no openjdk-$feature-jdk-headless in Debian's trixie and sid"; exit 1; }

# With a merged /usr the libraries of every package end up below usr.
root=$cache/root
rm -rf "$cache"; mkdir -p "$root"/usr/{bin,sbin,lib,lib64}
for folder in bin sbin lib lib64; do ln -s "usr/$folder" "$root/$folder"; done
for deb in "$work/$found"/archives/*.deb; do
  case ${deb##*/} in
    openjdk-* | lib* | zlib1g_*)
      dpkg-deb --fsys-tarfile "$deb" \
        | tar -C "$root" -x --keep-directory-symlink --exclude='./usr/share/doc*' --exclude='./usr/share/man*' ;;
  esac
done
home=$(echo "$root"/usr/lib/jvm/java-"$feature"-openjdk-*)

# Links into the suite's /etc become files; the certificates are those of this machine's java.
find "$home" -type l | while read -r link; do
  target=$(readlink "$link")
  case $target in
    /etc/ssl/certs/java/cacerts) ln -sfn "$("$scripts/java-home.sh")/lib/security/cacerts" "$link" ;;
    /*) rm "$link"; if [ -e "$root$target" ]; then cp -aL "$root$target" "$link"; fi ;;
  esac
done

libraries=$(dirname "$(find "$root/usr/lib" -maxdepth 2 -name libc.so.6)")
loader=$(find "$root/usr/lib64" "$libraries" -maxdepth 1 -name 'ld-linux-*.so.*' | head -1)
find "$home/bin" "$home/lib" -maxdepth 1 -type f -perm -u+x | while read -r program; do
  if readelf -l "$program" 2>/dev/null | grep -q INTERP; then
    mv "$program" "$program.elf"
    printf '#!/bin/sh\nexec "%s" --library-path "%s" --argv0 "$0" "%s" "$@"\n' \
      "$loader" "$libraries" "$program.elf" > "$program"
    chmod 755 "$program"
  fi
done
for entry in "$home"/*; do ln -sfn "${entry#"$cache"/}" "$cache/${entry##*/}"; done
runs || { say "the JDK $feature of Debian's $found does not run here"; exit 1; }
say "unpacked Debian's JDK $feature ($found) into $cache"
echo "$cache"
