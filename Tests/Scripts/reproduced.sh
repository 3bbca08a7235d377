#!/usr/bin/env bash
# Tests .ci/reproduced on a small book: what it lets pass, and what it must not. A line for each thing
# tried; status 1 if one was otherwise than expected.
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failures=0
"$root/prepare.sh" pixels

mkdir -p "$work/bin" "$work/book/figures/a"
PATH=$work/bin:$PATH
cd "$work/book"

gnuplot_is() { # version
  printf '#!/bin/sh\necho "gnuplot %s"\n' "$1" >"$work/bin/gnuplot"
  chmod +x "$work/bin/gnuplot"
}

cat >figures/a/one.svg <<'SVG'
<svg width="60" height="40" viewBox="0 0 60 40" xmlns="http://www.w3.org/2000/svg">
<rect x="5" y="5" width="30" height="20" fill="rgb(0,114,178)"/>
<path d="M5.00,35.00 L55.00,28.00" stroke="rgb(34,34,34)" fill="none"/>
<text x="38" y="20" font-family="sans-serif" font-size="12">ab</text>
</svg>
SVG
printf 'GIF89a;' >figures/a/two.gif
echo "0 1 2" >figures/a/one.txt
echo "The book." >book.md
gnuplot_is "5.4 patchlevel 4"
"$root/drawings.sh" write
git init -q .
git add -A
git -c user.name=x -c user.email=x@example.org commit -q -m "The book"

# Changes the book, asks, puts everything back.
judge() { # gnuplot's version, command that changes the book
  gnuplot_is "$1"
  eval "$2"
  "$root/drawings.sh" write
  status=0
  said=$("$root/.ci/reproduced" 2>&1) || status=$?
  git reset -q --hard
  git clean -q -f -d
}

expect() { # what, status, part of what is said
  if [ "$status" -eq "$2" ] && [[ $said == *"$3"* ]]; then
    echo "✔ $1"
  else
    printf '✘ %s: status %s\n%s\n' "$1" "$status" "$said"
    failures=$((failures + 1))
  fi
}

# A script for sed that changes the drawing.
in_drawing() { echo "sed -i.old '$1' figures/a/one.svg && rm figures/a/one.svg.old"; }
other="6.0 patchlevel 2"
reworded=$(in_drawing 's|^<rect\(.*\)/>|<g fill="none"><rect\1></rect></g>|')

judge "5.4 patchlevel 4" :
expect "the same bytes by the same gnuplot" 0 "to the byte"
judge "$other" :
expect "the same bytes by another gnuplot" 0 "to the byte"
judge "5.4 patchlevel 4" "$reworded"
expect "other words by the same gnuplot" 1 "figures/a/one.svg"
judge "$other" "$reworded"
expect "the same picture in other words by another gnuplot" 0 \
  "1 of the drawings, by gnuplot $other, to the pixel"

judge "$other" "$(in_drawing 's/55.00,28.00/55.00,28.25/')"
expect "a line that ends a quarter of a pixel lower" 1 "figures/a/one.svg"
judge "$other" "$(in_drawing 's/rgb(0,114,178)/rgb(0,114,179)/')"
expect "a colour that is one step bluer" 1 "figures/a/one.svg"
judge "$other" "$(in_drawing 's/>ab</>aB</')"
expect "another letter" 1 "figures/a/one.svg"
judge "$other" "$(in_drawing 's/^<path.*//')"
expect "a line that is missing" 1 "figures/a/one.svg"
judge "$other" "$(in_drawing 's|</svg>||')"
expect "a drawing that was cut off" 1 "figures/a/one.svg"
judge "$other" "rm figures/a/one.svg"
expect "a drawing that was not made" 1 "figures/a/one.svg"
judge "$other" "cp figures/a/one.svg figures/a/three.svg"
expect "a drawing that is not committed" 1 "figures/a/three.svg"
judge "$other" "echo 0 1 3 >figures/a/one.txt"
expect "other data" 1 "figures/a/one.txt"
judge "$other" "printf 'GIF89b;' >figures/a/two.gif"
expect "other bytes of an animation" 1 "figures/a/two.gif"
judge "$other" "echo More. >>book.md"
expect "another text" 1 "book.md"

if [ "$failures" -gt 0 ]; then
  echo "$failures expectations of .ci/reproduced failed" >&2
  exit 1
fi
