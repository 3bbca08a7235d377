#!/usr/bin/env bash
# Is every public name of the library products documented? Reads the symbol graphs of what has been
# built: a type that conforms to a protocol has what the protocol says, and what the compiler has made
# by itself is left out. Status 1 and a list of the names that nobody explains.
set -euo pipefail
cd "$(dirname "$0")/../.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

libraries=$(sed -n 's/.*\.library(name: "\([^"]*\)".*/\1/p' Package.swift)
built=$(swift build --show-bin-path)
target=$(swift -print-target-info | sed -n 's/.*"triple": "\([^"]*\)".*/\1/p' | head -1)

# The C modules that the Swift ones import.
headers=(-I "$built/Modules" -Xcc "-fmodule-map-file=$built/CKernels.build/module.modulemap")
for folder in .build/checkouts/*/Sources/*/include; do headers+=(-I "$folder"); done

for library in $libraries; do
  swift build --target "$library" >"$work/build.log" 2>&1 || { cat "$work/build.log"; exit 1; }
  swift symbolgraph-extract -module-name "$library" -target "$target" "${headers[@]}" \
    -minimum-access-level public -skip-synthesized-members -output-dir "$work"
  # A graph that is missing or empty would be one without a fault.
  test -s "$work/$library.symbols.json"
done

python3 - "$work" <<'PYTHON'
import json
import pathlib
import sys

names, undocumented = set(), set()
for path in pathlib.Path(sys.argv[1]).glob("*.symbols.json"):
    for symbol in json.loads(path.read_text())["symbols"]:
        location = symbol.get("location")
        name = ".".join(symbol["pathComponents"])
        names.add(symbol["identifier"]["precise"])
        if "docComment" not in symbol:
            file = location["uri"].split("/Sources/")[-1] if location else "?"
            line = location["position"]["line"] + 1 if location else 0
            undocumented.add((file, line, name))
for file, line, name in sorted(undocumented):
    print(f"✘ {file}:{line}: {name} has no documentation")
if undocumented:
    sys.exit(1)
if not names:
    sys.exit("✘ no public name was found")
print(f"✔ all {len(names)} public names of the libraries are documented")
PYTHON
