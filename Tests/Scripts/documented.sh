#!/usr/bin/env bash
# Is every public name of the library products documented, and does each type and function stand in one
# topic group of its library's landing page? Reads the symbol graphs of what has been built: a type that
# conforms to a protocol has what the protocol says, and what the compiler has made by itself is left out.
# Status 1 and a list of the names that nobody explains, or that stand nowhere or twice.
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
import collections
import json
import pathlib
import re
import sys


def misplaced(library, symbols):
    """What is wrong with the topic groups of a library's landing page, a line each."""
    page = pathlib.Path(f"Sources/{library}/{library}.docc/{library}.md")
    listed = collections.Counter(
        re.findall(r"^- ``(.+)``$", page.read_text("utf-8").partition("\n## Topics\n")[2], re.M))
    outermost = {symbol["pathComponents"][0] for symbol in symbols if len(symbol["pathComponents"]) == 1}
    for name in sorted(outermost | set(listed)):
        if name not in outermost:
            yield f"{page}: {name} is no public name of {library}"
        elif listed[name] != 1:
            yield f"{page}: {name} stands in {listed[name]} topic groups"


faults = []
names, undocumented = set(), set()
for path in pathlib.Path(sys.argv[1]).glob("*.symbols.json"):
    symbols = json.loads(path.read_text())["symbols"]
    library = path.name.removesuffix(".symbols.json")
    if "@" not in library:
        faults += misplaced(library, symbols)
    for symbol in symbols:
        location = symbol.get("location")
        name = ".".join(symbol["pathComponents"])
        names.add(symbol["identifier"]["precise"])
        if "docComment" not in symbol:
            file = location["uri"].split("/Sources/")[-1] if location else "?"
            line = location["position"]["line"] + 1 if location else 0
            undocumented.add((file, line, name))
for file, line, name in sorted(undocumented):
    print(f"✘ {file}:{line}: {name} has no documentation")
for fault in faults:
    print(f"✘ {fault}")
if undocumented or faults:
    sys.exit(1)
if not names:
    sys.exit("✘ no public name was found")
print(f"✔ all {len(names)} public names of the libraries are documented, and stand in the topics")
PYTHON
