#!/usr/bin/env bash
# Tests .gitattributes: in a clone by somebody whose git turns line ends into Windows' own, no file
# has them.
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
git clone -q -c core.autocrlf=true "$root" "$work/clone"
cd "$work/clone"
turned=$(git ls-files --eol | grep -c 'w/crlf' || true)
if [ "$turned" -gt 0 ]; then
  echo "✘ core.autocrlf turns the line ends of $turned files" >&2
  exit 1
fi
echo "✔ core.autocrlf turns no line ends"
