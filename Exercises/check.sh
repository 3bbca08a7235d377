#!/usr/bin/env bash
# Runs the exercises' tests against Exercises/Stubs and says which exercises are solved.
#
#   check.sh              all chapters: status 1 while an exercise is not solved
#   check.sh 3            chapter 3 alone
#   check.sh --all-fail   for CI: status 1 if a test passes on the stubs as they are delivered, or
#                         if stubs, tests and the chapters' lists do not agree on the numbers
set -euo pipefail
cd "$(dirname "$0")/.."
export PROXIMAL_EXERCISES=stubs

case "${1:-}" in
  "" | --all-fail) stubs=(Exercises/Stubs/Chapter*.swift) ;;
  *) stubs=("Exercises/Stubs/Chapter$1.swift") ;;
esac
if [ ! -e "${stubs[0]}" ]; then
  echo "CHAPTER is a number from 1 to 10; got $1" >&2
  exit 1
fi

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

echo "Building Exercises/Stubs: seconds, or a few minutes the first time …"
if ! swift build --build-tests >"$work/build" 2>&1; then
  echo "It does not compile:"
  grep -E '^/.*: error: ' "$work/build" | sed "s|$PWD/||" | awk '!seen[$0]++' >"$work/errors" \
    || true
  if [ -s "$work/errors" ]; then head -20 "$work/errors"; else tail -20 "$work/build"; fi
  exit 1
fi

suites='[0-9]+'
[ ${#stubs[@]} -gt 1 ] || suites=$1
SWIFT_BACKTRACE=enable=no SWT_SF_SYMBOLS_ENABLED=false swift test --skip-build --no-parallel \
  --filter "^ExerciseTests\\.Chapter${suites}ExerciseTests" >"$work/tests" 2>&1 || true

if [ "${1:-}" = --all-fail ]; then
  awk -f Exercises/numbers.awk Chapters/*/main.swift Exercises/Tests/*.swift Exercises/Stubs/*.swift
  declared=$(grep -h -c '@Test(' Exercises/Tests/*.swift | awk '{ n += $1 } END { print n }')
  failed=$(grep -c -E '^✘ Test ".*" .*failed after' "$work/tests" || true)
  grep -E '^✔ Test "' "$work/tests" && echo "a test that passes on a stub proves nothing" >&2
  echo "$failed of $declared tests of exercises fail on the stubs"
  [ "$failed" -eq "$declared" ]
  exit
fi
if ! grep -q '^◇ Test "exercise ' "$work/tests"; then
  echo "The tests did not run:"
  tail -20 "$work/tests"
  exit 1
fi
awk -f Exercises/report.awk "${stubs[@]}" "$work/tests"
