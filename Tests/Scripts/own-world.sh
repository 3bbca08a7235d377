#!/usr/bin/env bash
# What the libraries' landing pages and “Your own world” show is what runs: builds the package of that
# section, and programs of the landing pages' code, where they do not belong to this one, and runs them. The
# example trains, saves, loads and plays, and has to solve its world; the first training prints what the page
# says; the article shows the example's files, all of them. Status 1 if anything is otherwise.
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

lines=$(cat "$root"/Examples/Acrobot/*.swift | wc -l)
if ((lines >= 100)); then
  echo "own world: its two files have $lines lines; the README promises fewer than 100"
  exit 1
fi

build() { # package: builds it beside what the other one has built of the libraries already
  (cd "$1" && swift build -c release --scratch-path "$root/.build/own-world") >"$work/build.log" 2>&1 || {
    cat "$work/build.log"
    exit 1
  }
}

mkdir "$work/acrobot"
cp "$root"/Examples/Acrobot/*.swift "$work/acrobot"
sed -i.before "s|path: \"../..\"|path: \"$root\"|" "$work/acrobot/Package.swift"
build "$work/acrobot"
cd "$work/acrobot"
said=$("$root/.build/own-world/release/acrobot")
echo "own world: $said"
test -s acrobot.safetensors
awk -v said="$said" 'BEGIN { sub(/.*: /, "", said); exit !(said >= -100 && said < 0) }' || {
  echo "own world: Acrobot-v1 is solved at -100 or more"
  exit 1
}

# The first block of Swift of each library's page is a program, and the block of text after it, where there is
# one, what that prints.
python3 - "$root" "$work/pages" "$said" <<'PYTHON'
import pathlib
import re
import sys

root, pages, said = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]), sys.argv[3]


def blocks(page, language):
    return re.findall(rf"^```{language}\n(.*?)^```$", page.read_text("utf-8"), re.M | re.S)


article = root / "Sources/Proximal/Proximal.docc/YourOwnWorld.md"
package, *program = blocks(article, "swift")
example = root / "Examples/Acrobot"
if package != (example / "Package.swift").read_text("utf-8"):
    sys.exit(f"own world: the package in {article.name} is not the example's")
if "\n".join(program) != (example / "main.swift").read_text("utf-8"):
    sys.exit(f"own world: the blocks of {article.name} are not the example's main.swift")
if blocks(article, "text") != [said + "\n"] or said not in (root / "README.md").read_text("utf-8"):
    sys.exit(f"own world: README and {article.name} do not have what it prints, {said}")

libraries = re.findall(r'\.library\(name: "(\w+)"', (root / "Package.swift").read_text("utf-8"))
targets = ""
for library in libraries:
    page = root / f"Sources/{library}/{library}.docc/{library}.md"
    folder = pages / "Sources" / f"Shown{library}"
    folder.mkdir(parents=True)
    (folder / "main.swift").write_text(blocks(page, "swift")[0], "utf-8")
    (pages / f"{library}.txt").write_text("".join(blocks(page, "text")[:1]), "utf-8")
    targets += f"""
    .executableTarget(
      name: "Shown{library}", dependencies: [.product(name: "{library}", package: "proximal")]),"""
(pages / "Package.swift").write_text(f"""// swift-tools-version: 6.3
import PackageDescription

let package = Package(
  name: "Pages", platforms: [.macOS(.v26)],
  dependencies: [.package(name: "proximal", path: "{root}")],
  targets: [{targets}
  ])
""", "utf-8")
PYTHON
build "$work/pages"
said=$("$root/.build/own-world/release/ShownProximal")
echo "first training: $said"
if [ "$said" != "$(cat "$work/pages/Proximal.txt")" ]; then
  echo "first training: the page says $(cat "$work/pages/Proximal.txt")"
  exit 1
fi
