#!/usr/bin/env bash
# Makes the pages of the library products with DocC: in .build/api for `make site`, and in site/api where
# there is a site already.
#
#   REPOSITORY   where the repository is looked at; links to its files lead there
#   PREFIX       the path under which the site will live, / or /proximal/
set -euo pipefail
cd "$(dirname "$0")/../.."

archive=.build/api.doccarchive
targets=()
for library in $(sed -n 's/.*\.library(name: "\([^"]*\)".*/\1/p' Package.swift); do
  targets+=(--target "$library")
done

# Members that the standard library gives to every type, and what the libraries add to Int and Float, are
# left out: nobody looks for them here, and they would be as many again.
rm -rf "$archive"
swift package --allow-writing-to-directory .build generate-documentation "${targets[@]}" \
  --enable-experimental-combined-documentation --exclude-extended-types --experimental-skip-synthesized-symbols \
  --transform-for-static-hosting --warnings-as-errors --output-path "$archive"
python3 -B Forms/api/place.py "$archive" .build/api \
  --prefix "${PREFIX:-/}" --repository "${REPOSITORY:?is not set: make docs sets it}"
if [ -e site/index.html ]; then
  rm -rf site/api
  cp -R .build/api site/api
fi
