#!/usr/bin/env bash
# Builds the package of the README's section “Your own world” where it does not belong to this one, and
# runs it: it trains, saves, loads and plays, and has to solve its world. Status 1 if it does not.
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp "$root"/Examples/Acrobot/*.swift "$work"

lines=$(cat "$work"/*.swift | wc -l)
if ((lines >= 100)); then
  echo "own world: its two files have $lines lines; the README promises fewer than 100"
  exit 1
fi

sed -i.before "s|path: \"../..\"|path: \"$root\"|" "$work/Package.swift"
cd "$work"
swift build -c release --scratch-path "$root/.build/own-world" > build.log 2>&1 || {
  cat build.log
  exit 1
}
said=$("$root/.build/own-world/release/acrobot")
echo "own world: $said"
test -s acrobot.safetensors
awk -v said="$said" 'BEGIN { sub(/.*: /, "", said); exit !(said >= -100 && said < 0) }' || {
  echo "own world: Acrobot-v1 is solved at -100 or more"
  exit 1
}
