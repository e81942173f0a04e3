#!/usr/bin/env bash
# Compares the exported packages (api/exported, here and in the baseline) with those of the baseline
# (api/baseline), by japicmp. Fails on a change that breaks programs which compile, or run, against
# the baseline, and on a package that is no longer exported, unless api/accepted has it with a reason.
#   check-api.sh             against api/baseline
#   check-api.sh COMMIT      against another commit or tag
# Ends with 75 if the baseline is not in this clone and cannot be fetched: nothing was compared then.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

JAPICMP=0.27.0
JAVA_HOME=$(scripts/java-home.sh)
export JAVA_HOME
# Where it has what it needs it asks no repository.
maven=(mvn -q -B ${API_MAVEN_ARGS:-})
work=$PWD/target/api
mkdir -p "$work"

lines() { sed '/^ *#/d; /^ *$/d' "$@"; }

baseline=${1:-$(lines api/baseline)}
if ! commit=$(git rev-parse -q --verify "$baseline^{commit}"); then
  # A shallow clone has only the newest. What is fetched gets no name here, not even a tag.
  if ! git fetch -q --depth=1 origin "$baseline" 2> "$work/fetch" ||
    ! commit=$(git rev-parse -q --verify 'FETCH_HEAD^{commit}'); then
    echo "API NOT COMPARED: the baseline $baseline (api/baseline) is not in this clone, and cannot be" \
      "fetched: $(tail -1 "$work/fetch"). Run git fetch --unshallow." >&2
    exit 75
  fi
fi
if lines api/accepted | grep -v '^[^|]*[^| ] *| *[^ ]'; then
  echo "api/accepted: expected <what japicmp leaves out> | <why>" >&2
  exit 1
fi
accepted=$(lines api/accepted | sed 's/ *|.*//')

# What the baseline exports is compared too, or else a line less would be a promise less.
before=$(git show "$commit:api/exported" 2> /dev/null | lines || true)
exported=$( (lines api/exported; lines <<< "$before") | sort -u)
withdrawn=$(comm -23 <(sort -u <<< "$before") <( (lines api/exported; echo "$accepted") | sort -u))
if [ -n "$withdrawn" ]; then
  echo "api/exported: without $(paste -sd ' ' <<< "$withdrawn"), which $baseline exports. Put it back," \
    "or accept that with a reason in api/accepted (CONTRIBUTING.md)." >&2
  exit 1
fi

# build FOLDER NAME: compiles framework and testkit of the checkout there, without tests and checks.
build() {
  local out=$work/$2
  rm -rf "$out/classes" && mkdir -p "$out/classes"
  # Of the same dependencies it is the same.
  if ! cat "$1/pom.xml" "$1/framework/pom.xml" | cmp -s - "$out/poms"; then
    (cd "$1" && "${maven[@]}" -pl framework dependency:build-classpath -Dmdep.outputFile="$out/classpath")
    cat "$1/pom.xml" "$1/framework/pom.xml" > "$out/poms"
  fi
  find "$1/framework/src/main/java" "$1/testkit/src/main/java" -name '*.java' \
    ! -name module-info.java > "$out/sources"
  "$JAVA_HOME/bin/javac" --release 21 -proc:none -nowarn -Xlint:none -d "$out/classes" \
    -cp "$(cat "$out/classpath")" @"$out/sources"
  "$JAVA_HOME/bin/jar" --create --file "$work/$2.jar" -C "$out/classes" .
}

# What is there for this commit is not built again.
if [ "$(cat "$work/old.commit" 2> /dev/null)" != "$commit" ] || [ ! -f "$work/old.jar" ]; then
  earlier=$(mktemp -d)
  trap 'git worktree remove --force "$earlier"' EXIT
  git worktree add -q --detach "$earlier" "$commit"
  build "$earlier" old
  echo "$commit" > "$work/old.commit"
fi
build "$PWD" new

element() { sed "s/&/\&amp;/g; s/</\&lt;/g; s#.*#<$1>&</$1>#"; }
cat > "$work/pom.xml" <<POM
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>dev.weft</groupId>
  <artifactId>weft-api</artifactId>
  <version>1</version>
  <packaging>pom</packaging>
  <build><plugins><plugin>
    <groupId>com.github.siom79.japicmp</groupId>
    <artifactId>japicmp-maven-plugin</artifactId>
    <version>$JAPICMP</version>
    <configuration>
      <oldVersion><file><path>$work/old.jar</path></file></oldVersion>
      <newVersion><file><path>$work/new.jar</path></file></newVersion>
      <parameter>
        <skipPomModules>false</skipPomModules>
        <includes>$(element include <<< "$exported")</includes>
        <includeExclusively>true</includeExclusively>
        <excludes>$(lines <<< "$accepted" | element exclude)</excludes>
        <accessModifier>protected</accessModifier>
        <ignoreMissingClasses>true</ignoreMissingClasses>
        <onlyModified>true</onlyModified>
        <breakBuildOnBinaryIncompatibleModifications>true</breakBuildOnBinaryIncompatibleModifications>
        <breakBuildOnSourceIncompatibleModifications>true</breakBuildOnSourceIncompatibleModifications>
        <skipHtmlReport>true</skipHtmlReport>
        <skipXmlReport>true</skipXmlReport>
      </parameter>
    </configuration>
  </plugin></plugins></build>
</project>
POM
if ! "${maven[@]}" -f "$work/pom.xml" \
  "com.github.siom79.japicmp:japicmp-maven-plugin:$JAPICMP:cmp" > "$work/log" 2>&1; then
  found=$(sed -n 's/.*There is at least one incompatibility: \(.*\) -> .*/\1/p' "$work/log" | head -1)
  if [ -z "$found" ]; then cat "$work/log" >&2; exit 1; fi
  sed 's/:\([A-Z_]*\),/: \1\n/g; s/:\([A-Z_]*\)$/: \1/' <<< "$found" >&2
  echo "The API differs from $baseline in what programs may rely on. Keep it, or accept the change" \
    "with a reason in api/accepted (CONTRIBUTING.md)." >&2
  exit 1
fi
echo "API: compatible with $baseline (${commit:0:9})"
