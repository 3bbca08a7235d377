#!/usr/bin/env bash
# Installs what the figures need and this machine lacks: gnuplot, and the C++ library
# gnuplot-iostream that talks to it. Says so first; does nothing when all is there.
set -euo pipefail

packages="libgnuplot-iostream-dev gnuplot-nox"

if ! command -v swift >/dev/null; then
  echo "prepare: there is no swift on PATH; install Swift 6.2 or later from swift.org, then come back" >&2
  exit 1
fi

header_found() {
  for folder in /usr/include /usr/local/include /opt/homebrew/include; do
    [ -f "$folder/gnuplot-iostream.h" ] && return 0
  done
  return 1
}

if header_found && command -v gnuplot >/dev/null; then
  exit 0
fi

if ! command -v apt-get >/dev/null || ! [ -f /etc/debian_version ]; then
  echo "prepare: this is not Debian, so please install by hand: gnuplot, the header-only C++ library" >&2
  echo "gnuplot-iostream (github.com/dstahlke/gnuplot-iostream), and Boost's iostreams, system and" >&2
  echo "filesystem with their headers. On Debian the packages are: $packages" >&2
  exit 1
fi

as_root=()
if [ "$(id -u)" -ne 0 ]; then
  if ! command -v sudo >/dev/null; then
    echo "prepare: installing needs root, and there is no sudo; run as root: apt-get install $packages" >&2
    exit 1
  fi
  as_root=(sudo)
fi

echo "prepare: installing $packages with apt-get"
# gnuplot-nox is named so that no desktop toolkit comes along with the library.
export DEBIAN_FRONTEND=noninteractive
"${as_root[@]}" apt-get update -qq
# shellcheck disable=SC2086
"${as_root[@]}" apt-get install -y -qq --no-install-recommends $packages >/dev/null
echo "prepare: ready"
