#!/usr/bin/env bash
# make mpi: builds `proximal` with the trait MPI and sees that many processes do what one does.
#
#   run.sh [--slice]   fewer worlds, ranks and kills: what CI has time for
#
# Installs Open MPI where it is missing, and says so first. What cannot be had is left out with a word; in CI
# (CI=true) that is a failure.
set -euo pipefail
cd "$(dirname "$0")/../.."

leave_out() {
  echo "mpi: left out: $1" >&2
  if [ "${CI:-}" = true ]; then exit 1; fi
  exit 0
}

./prepare.sh mpi || leave_out "Open MPI could not be installed (above)"
command -v python3 >/dev/null || leave_out "there is no python3"

# A build of its own, so that `swift build` after it does not begin anew.
swift build -c release --traits MPI --product proximal --scratch-path .build/mpi
PROXIMAL="$PWD/.build/mpi/release/proximal" python3 -B Tests/MPI/ranks_test.py "$@"
