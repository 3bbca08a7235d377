#!/usr/bin/env bash
# Makes the pages of the library products with DocC: in .build/api, where `make site` takes them from, and in
# site/api where there is a site already.
#
#   REPOSITORY   where the repository is looked at; links to its files lead there
#   PREFIX       the path under which the site will live, / or /proximal/
set -euo pipefail
cd "$(dirname "$0")/../.."

archive=.build/api.doccarchive
libraries=()
targets=()
for library in $(sed -n 's/.*\.library(name: "\([^"]*\)".*/\1/p' Package.swift); do
  libraries+=("$library")
  targets+=(--target "$library")
done

# Left out: members that every type gets from a protocol it conforms to, and what the libraries add to Int and
# Float. Nobody looks for them here, and they are some 400 pages. Swift's hashes are the same in every run with
# this variable; DocC's pages would differ otherwise.
rm -rf "$archive"
SWIFT_DETERMINISTIC_HASHING=1 swift package --allow-writing-to-directory .build generate-documentation \
  "${targets[@]}" --enable-experimental-combined-documentation --exclude-extended-types \
  --experimental-skip-synthesized-symbols --transform-for-static-hosting --warnings-as-errors \
  --output-path "$archive"

python3 -B Forms/api/place.py "$archive" .build/api --libraries "${libraries[@]}" \
  --prefix "${PREFIX:-/}" --repository "${REPOSITORY:?is not set: make docs sets it}"
if [ -e site/index.html ]; then
  rm -rf site/api
  cp -R .build/api site/api
fi
