# shellcheck shell=bash
# Finds and, on Debian, installs a JDK and Maven. Sourced by ./check and ./demo.

say() { printf '%s\n' "$*" >&2; }

fail() {
  say "$2"
  exit "$1"
}

# Every installed JDK from 17 on, one "major home" a line, lowest first.
jdks() {
  local home major path_javac
  path_javac=$(command -v javac || true)
  {
    [ -z "${JAVA_HOME:-}" ] || printf '%s\n' "$JAVA_HOME"
    [ -z "$path_javac" ] || dirname "$(dirname "$(readlink -f "$path_javac")")"
    printf '%s\n' /usr/lib/jvm/*
  } | while read -r home; do
    if [ ! -x "$home/bin/javac" ] || [ ! -f "$home/release" ]; then continue; fi
    major=$(sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$home/release")
    if [ "${major:-0}" -ge 17 ]; then printf '%s %s\n' "$major" "$(readlink -f "$home")"; fi
  done | sort -n -u
}

# The home of the first installed JDK of the given major version.
jdk_home() {
  jdks | awk -v major="$1" '$1 == major { print $2; exit }'
}

# The newest installed long-term release (17, 21, 25, ...), or else the newest JDK.
newest_lts() {
  jdks | awk '($1 - 17) % 4 == 0 { lts = $1 } { any = $1 } END { print lts ? lts : any }'
}

ensure_tools() {
  local missing=() as_root=()
  [ -n "$(jdks)" ] || missing+=(default-jdk-headless)
  command -v mvn >/dev/null || missing+=(maven)
  [ "${#missing[@]}" -gt 0 ] || return 0
  command -v apt-get >/dev/null ||
    fail 1 "Missing: a JDK (17 or newer) or Maven (3.8 or newer). Install them and run this again."
  if [ "$(id -u)" -ne 0 ]; then
    command -v sudo >/dev/null ||
      fail 1 "Missing tools. As root, run: apt-get update && apt-get install -y ${missing[*]}"
    as_root=(sudo)
  fi
  say "Installing ${missing[*]} ..."
  "${as_root[@]}" apt-get update -qq >&2 || fail 1 "apt-get update failed."
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
    apt-get install -y -qq --no-install-recommends "${missing[@]}" >&2 ||
    fail 1 "apt-get could not install ${missing[*]}."
  [ -n "$(jdks)" ] || fail 1 "The JDK that apt-get installed is older than 17: install a newer one."
}

# maven HOME ARGUMENT...: Maven on that JDK. MAVEN_ARGS works with Maven before 3.9 too.
maven() {
  local home=$1 extra=() options=${MAVEN_OPTS:-}
  shift
  # Maven's own libraries make JDK 24 and newer warn.
  if "$home/bin/java" --sun-misc-unsafe-memory-access=allow -version >/dev/null 2>&1; then
    options+=" --sun-misc-unsafe-memory-access=allow"
  fi
  read -r -a extra <<<"${MAVEN_ARGS:-}"
  env -u MAVEN_ARGS JAVA_HOME="$home" MAVEN_OPTS="$options" mvn -B -ntp "${extra[@]}" "$@"
}
