#!/usr/bin/env bash
# Tests prepare.sh on machines that are not there: a folder of programs that only pretend, and no
# other on PATH. A line for each thing tried; status 1 if one was otherwise than expected.
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
unset CC CPLUS_INCLUDE_PATH DEBIAN_FRONTEND HOMEBREW_PREFIX
bash=$BASH
failures=0

# A machine that has Swift, Linux's name, a user, and nothing of what prepare.sh looks for.
machine() { # name
  bin=$work/$1
  state=$bin/has
  mkdir -p "$bin" "$state"
  local tool
  for tool in sed head tail tr awk rm cp mktemp dirname cat env chmod; do
    ln -sf "$(command -v $tool)" "$bin/$tool"
  done
  program swift 'echo "Swift version ${SWIFT:-6.3.1} (swift-RELEASE)"'
  program uname 'case $1 in -m) echo arm64 ;; *) echo Linux ;; esac'
  program id 'echo 0'
  # It finds what the machine has, and what a folder of the caller's own holds.
  program clang '
    echo "clang $*" >>"'"$bin"'/calls"
    while [ $# -gt 0 ]; do case $1 in *.cpp) source=$1 ;; -lboost_iostreams) boost=1 ;; esac; shift; done
    header=$(sed -n "s/.*__has_include(<\(.*\)>).*/\1/p" "$source")
    [ -e "${CPLUS_INCLUDE_PATH:-/none}/$header" ] && exit 0
    case $header in boost/*) [ -e "'"$state"'/boost" ] ;; *) [ -e "'"$state"'/header" ] ;; esac'
}

program() { # name, body
  printf '#!%s\n%s\n' "$bash" "$2" >"$bin/$1"
  chmod +x "$bin/$1"
}

gnuplot_with() { # terminals…
  program gnuplot '
    for name in svg gif; do
      case "$*" in *"terminal $name"*) case " '"$*"' " in *" $name "*) ;; *) exit 1 ;; esac ;; esac
    done'
}

# A package manager that notes what it is told and brings what it is asked for.
manager() { # name, what it brings…
  local name=$1 thing brings=""
  shift
  for thing in "$@"; do brings+=": >\"$state/$thing\"; "; done
  gnuplot_with svg gif
  mv "$bin/gnuplot" "$state/gnuplot-to-be"
  program "$name" '
    echo "'"$name"' $* frontend=${DEBIAN_FRONTEND:-none}" >>"'"$bin"'/calls"
    case "$*" in *install*|*-S*) '"$brings"' cp "'"$state"'/gnuplot-to-be" "'"$bin"'/gnuplot" ;; esac'
}

prepare() { # arguments…
  status=0
  PATH=$bin "$bash" "$root/prepare.sh" "$@" >"$work/said" 2>&1 </dev/null || status=$?
  said=$(cat "$work/said")
  calls=$(grep -v '^clang' "$bin/calls" 2>/dev/null || true)
}

expect() { # what, status, part of what is said, part of what is called
  local fault=""
  [ "$status" -eq "$2" ] || fault="status $status instead of $2"
  [[ $said == *"$3"* ]] || fault+="; it does not say: $3"
  [[ $calls == *"${4:-}"* ]] || fault+="; it does not call: ${4:-}"
  if [ -z "$fault" ]; then
    echo "✔ $1"
  else
    echo "✘ $1: ${fault#; }"
    printf '  said: %s\n  called: %s\n' "$said" "$calls"
    failures=$((failures + 1))
  fi
}

machine complete
gnuplot_with svg gif
touch "$state/header" "$state/boost"
prepare
expect "nothing is said or done where all is there" 0 ""
[ -z "$said$calls" ] || { echo "✘ but it said or did something: $said $calls"; failures=$((failures + 1)); }
SWIFT=6.2.3 prepare
expect "an older Swift is told" 1 "Swift 6.3 or later is needed, and this is 6.2.3"
SWIFT=5.10 prepare
expect "a much older one too" 1 "this is 5.10"
SWIFT=7.0 prepare
expect "a later one is welcome" 0 ""
rm "$bin/swift"
prepare
expect "no Swift at all" 1 "there is no swift on PATH"

machine debian
manager apt-get header boost
prepare
expect "Debian gets both packages, and no question is asked" 0 \
  "installing what is missing: apt-get install -y --no-install-recommends gnuplot-nox" \
  "gnuplot-nox libgnuplot-iostream-dev libboost-iostreams-dev"
expect "the front end is told to be quiet" 0 "ready" "frontend=noninteractive"
prepare
expect "the second time there is nothing to do" 0 ""

machine debian-without-header
manager apt-get
touch "$state/boost"
prepare
expect "an installation that did not bring what is missing does not end well" 1 \
  "gnuplot-iostream.h is missing"

machine debian-offline
program apt-get 'echo "no route to host" >&2; exit 100'
prepare
expect "an installation that fails is told in its words" 1 "no route to host"

machine user
manager apt-get header boost
program id 'echo 1000'
prepare
expect "without root and sudo, the command is told" 1 "run as root: apt-get install"
program sudo 'exit 1'
prepare
expect "a sudo that would ask where nobody types is not asked" 1 "run as root: apt-get install"
[ -z "$calls" ] || { echo "✘ but something was called: $calls"; failures=$((failures + 1)); }
program sudo '[ "$1" = -n ] && exit 0; unset DEBIAN_FRONTEND; "$@"'
prepare
expect "through sudo, the front end stays quiet" 0 "ready" "frontend=noninteractive"

machine own-header
gnuplot_with svg gif
mkdir -p "$work/include/boost/iostreams/device"
touch "$work/include/gnuplot-iostream.h" "$work/include/boost/iostreams/device/file_descriptor.hpp"
CPLUS_INCLUDE_PATH=$work/include prepare
expect "a header in a folder of one's own is found" 0 ""

machine lame-gnuplot
touch "$state/header" "$state/boost"
gnuplot_with svg
prepare
expect "a gnuplot without its gif terminal is no gnuplot" 1 "no svg or no gif terminal"
gnuplot_with gif
prepare
expect "nor is one without its svg terminal" 1 "no svg or no gif terminal"
manager apt-get
gnuplot_with svg
program apt-get 'exit 0'
prepare
expect "nor if the package is there and the lame one comes first" 1 "no svg or no gif terminal"

machine fedora
manager dnf boost
prepare
expect "Fedora: packages, and where the header comes from" 1 "curl -fsSL -o /usr/local/include" \
  "dnf install -y gnuplot boost-devel"
touch "$state/header"
prepare
expect "Fedora: well once the header is there" 0 ""

machine arch
manager pacman boost header
prepare
expect "Arch" 0 "ready" "pacman -S --needed --noconfirm gnuplot boost"

machine mac
program uname 'case $1 in -m) echo arm64 ;; *) echo Darwin ;; esac'
program id 'echo 501'
manager brew boost
prepare
expect "a Mac: Homebrew without root, and one header" 1 \
  "curl -fsSL -o /opt/homebrew/include/gnuplot-iostream.h" "brew install gnuplot boost"
HOMEBREW_PREFIX=/elsewhere prepare
expect "a Mac: Homebrew elsewhere" 1 "/elsewhere/include/gnuplot-iostream.h"
grep -q -e "-I/elsewhere/include -L/elsewhere/lib" "$bin/calls" \
  || { echo "✘ but it did not look there"; failures=$((failures + 1)); }

machine unknown
prepare
expect "no manager that it knows" 1 "by hand: gnuplot gnuplot-iostream boost"

machine pixels
gnuplot_with svg gif
touch "$state/header" "$state/boost"
program apt-get 'echo "apt-get $*" >>"'"$bin"'/calls"; [ "$1" = install ] && : >"'"$bin"'/rsvg-convert" && chmod +x "'"$bin"'/rsvg-convert"; true'
prepare
expect "rsvg-convert is not missed" 0 ""
prepare pixels
expect "unless it is asked for" 0 "ready" "librsvg2-bin"

machine many
gnuplot_with svg gif
touch "$state/header" "$state/boost"
program pkg-config '[ -e "'"$state"'/open-mpi" ]'
program apt-get 'echo "apt-get $*" >>"'"$bin"'/calls"; [ "$1" = install ] && : >"'"$state"'/open-mpi" && : >"'"$bin"'/mpirun" && chmod +x "'"$bin"'/mpirun"; true'
prepare
expect "Open MPI is not missed" 0 ""
prepare mpi
expect "unless it is asked for" 0 "ready" "libopenmpi-dev openmpi-bin pkg-config"
prepare mpi
expect "and once it is there" 0 ""

if [ "$failures" -gt 0 ]; then
  echo "$failures expectations of prepare.sh failed" >&2
  exit 1
fi
