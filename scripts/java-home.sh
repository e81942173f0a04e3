#!/usr/bin/env bash
# Prints the home of a JDK to build and run with.
#   java-home.sh            JAVA_HOME if it is a JDK >= 21, else the newest such JDK found here
#   java-home.sh FEATURE    one of exactly this release, such as 21
set -euo pipefail

wanted=${1:-}

# Prints 25 for the home of a JDK 25, nothing for what is no JDK.
feature_of() {
  if [ -x "$1/bin/javac" ] && [ -r "$1/release" ]; then
    sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release"
  fi
}
suits() {
  local feature
  feature=$(feature_of "$1")
  [ -n "$feature" ] && if [ -n "$wanted" ]; then [ "$feature" = "$wanted" ]; else [ "$feature" -ge 21 ]; fi
}

if [ -n "${JAVA_HOME:-}" ] && suits "$JAVA_HOME"; then echo "$JAVA_HOME"; exit 0; fi

shopt -s nullglob
on_path=$(command -v javac || true)
best= best_feature=0
for home in ${on_path:+"$(dirname "$(dirname "$(readlink -f "$on_path")")")"} \
  /usr/lib/jvm/* /usr/java/* /opt/java/* /opt/jdk* \
  "$HOME"/.sdkman/candidates/java/* "$HOME"/.jdks/* "$HOME"/.asdf/installs/java/* \
  "$HOME"/.local/share/mise/installs/java/* \
  /Library/Java/JavaVirtualMachines/*/Contents/Home \
  "$HOME"/Library/Java/JavaVirtualMachines/*/Contents/Home \
  /opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home \
  /usr/local/opt/openjdk*/libexec/openjdk.jdk/Contents/Home; do
  if suits "$home" && [ "$(feature_of "$home")" -gt "$best_feature" ]; then
    best=$home best_feature=$(feature_of "$home")
  fi
done
if [ -z "$best" ]; then
  echo "no JDK ${wanted:->= 21} found: install one, or set JAVA_HOME to it${JAVA_HOME:+ (it is $JAVA_HOME)}" >&2
  exit 1
fi
echo "$best"
