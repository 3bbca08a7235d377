#!/usr/bin/env bash
# make forms: every form of the book, and what tests them. Each form installs what it needs into .build, once;
# before the first says about how large that gets, after the last how large it is.
set -euo pipefail
cd "$(dirname "$0")/.."

forms=(docs site epub pdf dist)
tests=(test-forms test-dist)

say() { echo "forms: $*"; }

# The largest folders below .build that forms and their tests leave, and what they make.
size() {
  local folder
  for folder in .build/forms-venv .build/forms-tests-venv .build/api .build/dist .build/debootstrap site dist; do
    if [ -e $folder ]; then du -sh $folder; fi
  done
}

say "about 1 GB goes into .build where it is not there: pandoc, pagefind, Typst and epubcheck (350 MB); Playwright"
say "and axe for the tests (190 MB); a build of the program with Swift's library inside (260 MB); a bare Debian (130 MB)."
say "The tests' Chromium comes with apt-get (400 MB)."
for form in "${forms[@]}" "${tests[@]}"; do
  say "make $form"
  started=$SECONDS
  make --no-print-directory "$form"
  say "make $form took $((SECONDS - started)) s"
done
say "this is how large it is:"
size
