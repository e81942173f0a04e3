# Sourced: a private apt on the Debian archive this machine already uses, to take packages of any
# suite without installing them. Own lists, own empty dpkg status; signatures are checked as always.
#   debian_check                  fails, with the reason, where this is not possible
#   debian_open FOLDER SUITE...   reads the indexes; FOLDER is a scratch folder of the caller's
#   debian_apt ARGUMENT...        apt-get on these suites, after debian_open

debian_check() {
  command -v apt-get >/dev/null && command -v dpkg-deb >/dev/null \
    || { echo "there is no Debian archive to take one from" >&2; return 1; }
  debian_keyring=/usr/share/keyrings/debian-archive-keyring.gpg
  [ -r "$debian_keyring" ] \
    || { echo "there is no $debian_keyring (package debian-archive-keyring)" >&2; return 1; }
  debian_uri=$(debian_archive)
  if [ -z "$debian_uri" ]; then
    echo "no package lists yet: apt-get update" >&2
    apt-get update -qq >&2 || true
    debian_uri=$(debian_archive)
  fi
  [ -n "$debian_uri" ] \
    || { echo "there is no Debian archive among this machine's apt sources" >&2; return 1; }
}

# The archive of the machine's own sources, whatever form they have; never the security one.
debian_archive() {
  apt-get indextargets --format '$(LABEL)|$(COMPONENT)|$(REPO_URI)' 'Created-By: Packages' \
    | awk -F'|' '$1 == "Debian" && $2 == "main" { print $3; exit }'
}

debian_open() {
  local folder=$1 suite
  shift
  mkdir -p "$folder"/{lists/partial,archives/partial}
  chmod 755 "$folder" "$folder"/{lists,archives}
  : > "$folder/status"
  : > "$folder/sources.list"
  for suite in "$@"; do
    echo "deb [signed-by=$debian_keyring] $debian_uri $suite main" >> "$folder/sources.list"
  done
  debian_options=(-qq
    -o Dir::Etc::SourceList="$folder/sources.list" -o Dir::Etc::SourceParts=/dev/null
    -o Dir::State="$folder" -o Dir::State::Lists="$folder/lists"
    -o Dir::State::status="$folder/status"
    -o Dir::Cache="$folder" -o Dir::Cache::Archives="$folder/archives"
    -o Acquire::Languages=none -o Acquire::Retries=3
    -o Acquire::IndexTargets::deb::Contents-deb::DefaultEnabled=false
    -o APT::Sandbox::User=root -o APT::Install-Recommends=false -o Debug::NoLocking=1)
  debian_apt update >&2
}

debian_apt() { apt-get "${debian_options[@]}" "$@"; }
