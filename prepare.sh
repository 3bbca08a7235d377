#!/usr/bin/env bash
# Installs what the figures need and this machine lacks: gnuplot, the C++ library gnuplot-iostream
# that talks to it, and Boost's iostreams under that. Says so first; does nothing when all is there.
#
#   prepare.sh          what a build and the figures need
#   prepare.sh pixels   besides, what compares drawings by their pixels: rsvg-convert
#   prepare.sh mpi      besides, what starts and joins processes that train together: Open MPI
#
# Ends with 0 only when the next command finds all it needs.
set -euo pipefail

say() { echo "prepare: $*"; }

give_up() { # lines…
  local line
  for line in "$@"; do say "$line" >&2; done
  exit 1
}

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# Prints the version of the Swift on PATH, 6.3.1.
swift_version() {
  swift --version 2>/dev/null | sed -n 's/.*Swift version \([0-9][0-9.]*\).*/\1/p' | head -n 1
}

check_swift() {
  local version major minor
  command -v swift >/dev/null \
    || give_up "there is no swift on PATH; install Swift 6.3 or later from swift.org, then come back"
  version=$(swift_version)
  IFS=. read -r major minor _ <<<"$version"
  [ "${major:-0}" -gt 6 ] || { [ "${major:-0}" -eq 6 ] && [ "${minor:-0}" -ge 3 ]; } \
    || give_up "Swift 6.3 or later is needed, and this is ${version:-of no known version}; install one from swift.org"
}

# The compiler that SwiftPM takes: CC, else the clang beside swift, else the one on PATH.
compiler() {
  local candidate
  for candidate in "${CC:-}" "$(dirname "$(command -v swift)")/clang" clang; do
    if [ -n "$candidate" ] && command -v "$candidate" >/dev/null; then
      echo "$candidate"
      return
    fi
  done
  give_up "there is no clang beside swift and none on PATH; install Swift's toolchain from swift.org"
}

on_mac() { [ "$(uname -s)" = Darwin ]; }

# Where Homebrew keeps headers and libraries; Package.swift looks in the same place.
homebrew() { echo "${HOMEBREW_PREFIX:-$([ "$(uname -m)" = arm64 ] && echo /opt/homebrew || echo /usr/local)}"; }

# Compiles and links a line of C++, with the folders that the build has and no others.
compiles() { # what fails unless it is there; options…
  local folders=()
  if on_mac; then folders=("-I$(homebrew)/include" "-L$(homebrew)/lib"); fi
  echo "$1" >"$work/probe.cpp"
  shift
  "$clang" -std=c++17 ${folders[@]+"${folders[@]}"} "$work/probe.cpp" "$@" -o "$work/probe" \
    >"$work/said" 2>&1
}

requires_header() { printf '#if !__has_include(<%s>)\n#error %s\n#endif\nint main() {}' "$1" "$1"; }

has_header() { compiles "$(requires_header gnuplot-iostream.h)" -fsyntax-only; }

has_boost() {
  compiles "$(requires_header boost/iostreams/device/file_descriptor.hpp)" -lboost_iostreams
}

has_gnuplot() { command -v gnuplot >/dev/null; }

has_terminals() {
  has_gnuplot && gnuplot -d -e 'set terminal svg; set terminal gif' >/dev/null 2>&1 </dev/null
}

wants_pixels() { [ "${1:-}" = pixels ] && ! command -v rsvg-convert >/dev/null; }

wants_mpi() {
  [ "${1:-}" = mpi ] && ! { command -v mpirun >/dev/null && pkg-config --exists ompi-c 2>/dev/null; }
}

# Sets `missing` to the names of what is not there.
look() {
  missing=()
  has_terminals || missing+=(gnuplot)
  has_header || missing+=(gnuplot-iostream)
  has_boost || missing+=(boost)
  if wants_pixels "${1:-}"; then missing+=(rsvg-convert); fi
  if wants_mpi "${1:-}"; then missing+=(open-mpi); fi
}

# The package of a thing here; nothing where there is none.
package() { # manager, thing
  case $1:$2 in
    # gnuplot-nox, so that no desktop toolkit comes along.
    apt-get:gnuplot) echo gnuplot-nox ;;
    apt-get:gnuplot-iostream) echo libgnuplot-iostream-dev gnuplot-nox ;;
    apt-get:boost) echo libboost-iostreams-dev ;;
    apt-get:rsvg-convert) echo librsvg2-bin ;;
    *:gnuplot) echo gnuplot ;;
    dnf:boost) echo boost-devel ;;
    *:boost) echo boost ;;
    apt-get:open-mpi) echo libopenmpi-dev openmpi-bin pkg-config ;;
    dnf:open-mpi) echo openmpi-devel pkgconf-pkg-config ;;
    pacman:open-mpi) echo openmpi pkgconf ;;
    brew:open-mpi) echo open-mpi pkgconf ;;
    dnf:rsvg-convert) echo librsvg2-tools ;;
    *:rsvg-convert) echo librsvg ;;
  esac
}

manager() {
  local candidate
  if on_mac; then
    if command -v brew >/dev/null; then echo brew; fi
    return
  fi
  for candidate in apt-get dnf pacman; do
    if command -v $candidate >/dev/null; then
      echo $candidate
      return
    fi
  done
}

# The command that installs packages, as it is run and as it is told.
installing() { # manager
  case $1 in
    apt-get) echo apt-get install -y --no-install-recommends ;;
    dnf) echo dnf install -y ;;
    pacman) echo pacman -S --needed --noconfirm ;;
    brew) echo brew install ;;
  esac
}

install() { # manager, packages…
  local command as_root=()
  command="$(installing "$1") ${*:2}"
  # Homebrew refuses to be run by root.
  if [ "$1" != brew ] && [ "$(id -u)" -ne 0 ]; then
    # sudo may ask for a password where somebody is there to type it.
    if ! command -v sudo >/dev/null || { ! [ -t 0 ] && ! sudo -n true 2>/dev/null; }; then
      give_up "installing needs root; run as root: $command"
    fi
    as_root=(sudo)
  fi
  say "installing what is missing: ${as_root[*]+sudo }$command"
  # sudo would drop a variable that is only exported.
  if [ "$1" = apt-get ]; then
    as_root+=(env DEBIAN_FRONTEND=noninteractive)
    "${as_root[@]}" apt-get update -qq \
      || say "apt-get update failed; going on with the lists that are there" >&2
  fi
  # shellcheck disable=SC2086
  ${as_root[@]+"${as_root[@]}"} $command >"$work/installed" 2>&1 || {
    tail -n 20 "$work/installed" >&2
    give_up "this failed: $command"
  }
}

# What to do about a thing that no package brought.
remedy() { # thing
  case $1 in
    gnuplot-iostream)
      local folder=/usr/local/include
      if on_mac; then folder="$(homebrew)/include"; fi
      say "gnuplot-iostream.h is missing, and no package here has it. It is one header:"
      say "  curl -fsSL -o $folder/gnuplot-iostream.h https://raw.githubusercontent.com/dstahlke/gnuplot-iostream/master/gnuplot-iostream.h"
      say "Another folder will do if CPLUS_INCLUDE_PATH names it."
      ;;
    boost) say "Boost's iostreams, header and library, are not found by $clang; LIBRARY_PATH and CPLUS_INCLUDE_PATH may name their folders." ;;
    gnuplot)
      if has_gnuplot; then
        say "$(command -v gnuplot) has no svg or no gif terminal; put one that has both first on PATH (Debian's is gnuplot-nox)."
      else
        say "gnuplot is not on PATH."
      fi
      ;;
    open-mpi) say "mpirun is not on PATH, or pkg-config does not know ompi-c; Fedora wants: module load mpi/openmpi-x86_64" ;;
    rsvg-convert) say "rsvg-convert is not on PATH; it is a part of librsvg." ;;
  esac
}

check_swift
clang=$(compiler)
look "$@"
if [ ${#missing[@]} -eq 0 ]; then exit 0; fi

manager=$(manager)
if [ -z "$manager" ]; then
  say "this machine has neither apt-get, dnf, pacman nor brew, so please install by hand: ${missing[*]}" >&2
else
  packages=$(for thing in "${missing[@]}"; do package "$manager" "$thing"; done | tr ' ' '\n' | awk '!seen[$0]++')
  # shellcheck disable=SC2086
  if [ -n "$packages" ]; then install "$manager" $packages; fi
  hash -r
  look "$@"
fi
if [ ${#missing[@]} -gt 0 ]; then
  for thing in "${missing[@]}"; do remedy "$thing" >&2; done
  give_up "then run this again"
fi
say "ready"
