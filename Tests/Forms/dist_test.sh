#!/usr/bin/env bash
# make test-dist: does what `make dist` made work where nothing is installed? It is unpacked in a bare Debian
# of debootstrap's, without Swift, Boost or gnuplot, and there trains, plays and asks the doctor. That needs
# root and, the first time, the network; where it cannot be done it is left out with a word, which is a
# failure in CI (CI=true).
#
#   dist_test.sh [SUITE]   bookworm (as it is), trixie, sid
set -euo pipefail
cd "$(dirname "$0")/../.."
. Forms/shared/version.sh
suite=${1:-bookworm}
name=proximal-$(version)-linux-$(uname -m)
bare=.build/debootstrap/$suite
work=$(mktemp -d)
trap 'rm -rf "$work" "$bare/dist-test"' EXIT

say() { echo "test-dist: $*"; }

leave_out() {
  say "not tried in a bare Debian: $*" >&2
  if [ "${CI:-}" = true ]; then exit 1; fi
  exit 0
}

fail() { say "FAILED: $*" >&2; exit 1; }

make_bare_debian() {
  [ -e "$bare/made.txt" ] && return
  [ "$(id -u)" -eq 0 ] || leave_out "debootstrap needs root"
  if ! command -v debootstrap >/dev/null; then
    command -v apt-get >/dev/null || leave_out "there is no debootstrap, and no apt-get to install it"
    DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends debootstrap >"$work/said" 2>&1 \
      || leave_out "apt-get could not install debootstrap"
  fi
  say "making a bare Debian $suite in $bare, once: about 130 MB"
  rm -rf "$bare"
  mkdir -p "$bare"
  debootstrap --variant=minbase "$suite" "$bare" >"$work/said" 2>&1 || {
    tail -n 3 "$work/said" >&2
    rm -rf "$bare"
    leave_out "debootstrap failed (above)"
  }
  rm -rf "$bare"/var/cache/apt/archives/*.deb "$bare"/var/lib/apt/lists/*
  date >"$bare/made.txt"
}

# Runs a line of shell in the bare system, in the unpacked folder, with an environment that holds nothing of ours.
inside() {
  unshare --mount --pid --fork --mount-proc="$bare/proc" chroot "$bare" \
    /usr/bin/env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root TERM=dumb /bin/sh -c "cd /dist-test/$name && $1"
}

# What the line prints holds a pattern and its status is 0, or another that is given.
expect() { # what is asked of it, line, pattern [, status]
  local status=0
  inside "$2" >"$work/said" 2>&1 || status=$?
  [ "$status" -eq "${4:-0}" ] || { tail -n 20 "$work/said" >&2; fail "$1: status $status of: $2"; }
  grep -Eq -- "$3" "$work/said" || { tail -n 20 "$work/said" >&2; fail "$1: '$3' is not in what this printed: $2"; }
  say "$1: $(grep -E -m 1 -- "$3" "$work/said")"
}

[ "$(uname -s)" = Linux ] || leave_out "the archive is made on Linux only"
[ -e "dist/$name.tar.gz" ] || { say "dist/$name.tar.gz is not there: make dist makes it" >&2; exit 1; }
(cd dist && sha256sum --quiet -c SHA256SUMS) || fail "dist/SHA256SUMS"
grep -q " $name.tar.gz$" dist/SHA256SUMS || fail "dist/SHA256SUMS does not name the archive"

make_bare_debian
[ "$(id -u)" -eq 0 ] || leave_out "chroot needs root"
rm -rf "$bare/dist-test"
mkdir "$bare/dist-test"
tar -xzf "dist/$name.tar.gz" -C "$bare/dist-test"
started=$SECONDS

inside '! command -v swift gnuplot && ! ls -d /usr/lib/*/libboost* /usr/lib/swift 2>/dev/null' \
  || fail "this Debian is not bare"
expect "it is whole" "sha256sum -c SHA256SUMS" "^proximal: OK$"
inside 'test "$(find . -type f | wc -l)" -eq "$(($(wc -l <SHA256SUMS) + 1))"' || fail "SHA256SUMS lists not every file"
# Libraries of C and C++ alone.
inside 'ldd proximal' >"$work/libraries"
foreign=$(grep -Ev '(linux-vdso|ld-linux-[^ ]*|lib(c|m|gcc_s|stdc\+\+))\.so' "$work/libraries" || true)
[ -z "$foreign" ] || fail "it needs $foreign"
expect "its version is the one that it is called by" "./proximal --version" "^$(version | sed 's/\./\\./g')$"

# The commands that README.md begins with, as they stand there.
sed -n '/^```sh/,/^```/{ /^\.\/proximal/p; }' "$bare/dist-test/$name/README.md" >"$work/commands"
[ "$(wc -l <"$work/commands")" -eq 3 ] || fail "README.md does not begin with three commands"
while IFS= read -r line <&3; do
  expect "README.md's command" "$line" "."
done 3<"$work/commands"

training="train CartPole-v1 --steps 20000 --seed 1"
expect "it trains" "./proximal $training --log runs/short --save short.safetensors" "^weights [0-9a-f]{16}"
expect "the doctor sees that this was short" "./proximal doctor runs/short" "ended while its returns were rising"
expect "what it trained plays" "./proximal play short.safetensors --episodes 3" "mean return"

# The same seed, the same weights: here, and where this script runs.
inside "./proximal $training --json 2>/dev/null" | grep -o '"weightsHash":"[^"]*"' >"$work/there"
"$bare/dist-test/$name/proximal" $training --json 2>/dev/null | grep -o '"weightsHash":"[^"]*"' >"$work/here"
cmp -s "$work/there" "$work/here" || fail "other weights there than here"

# Every agent plays in its world, but those of Gymnasium's, which need a Python.
played=0
for agent in "$bare/dist-test/$name"/agents/*.safetensors; do
  agent=$(basename "$agent")
  case $agent in CartPole-* | Pendulum-* | MiniGrid-*) ;; *) continue ;; esac
  inside "./proximal play agents/$agent --episodes 5 --seed 1 --json" >"$work/said" 2>&1 || { cat "$work/said"; fail "$agent does not play"; }
  [ "$(grep -c '"return"' "$work/said")" -eq 5 ] || { cat "$work/said"; fail "$agent did not play five episodes"; }
  played=$((played + 1))
done
[ $played -gt 0 ] || fail "there are no agents"

expect "a picture that nothing draws is told in one line" \
  "./proximal play agents/CartPole-v1.safetensors --record episode.svg" "gnuplot" 1
[ "$(wc -l <"$work/said")" -le 2 ] || { cat "$work/said"; fail "more than a line"; }
say "$name works in a bare Debian $suite ($(cat "$bare/etc/debian_version")); $played agents played; $((SECONDS - started)) s"
