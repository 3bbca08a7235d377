#!/usr/bin/env bash
# Tests drawings.sh on two small drawings. A line for each thing tried; status 1 if one was otherwise
# than expected.
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
failures=0

expect() { # what, wanted, found
  if [ "$2" = "$3" ]; then
    echo "✔ $1"
  else
    printf '✘ %s: wanted\n%s\nfound\n%s\n' "$1" "$2" "$3"
    failures=$((failures + 1))
  fi
}

drawings() { status=0; said=$("$root/drawings.sh" "$@" 2>&1) || status=$?; }

gnuplot_is() { # version
  printf '#!/bin/sh\necho "gnuplot %s"\n' "$1" >bin/gnuplot
  chmod +x bin/gnuplot
}

mkdir bin figures figures/a figures/b
PATH=$work/bin:$PATH
# The hashes of the empty text and of abc, as FIPS 180-4 has them.
empty=e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855
abc=ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad
head=$(printf 'drawing\tgnuplot\tsha256')
: >figures/b/one.svg
printf abc >figures/a/two.gif
echo "neither drawing" >figures/a/two.txt

gnuplot_is "5.4 patchlevel 4"
drawings check
expect "a list that is missing is told" 1 "$status"
drawings write
expect "every drawing with its gnuplot and its hash, in the order of the paths" \
  "$(printf '%s\nfigures/a/two.gif\t5.4 patchlevel 4\t%s\nfigures/b/one.svg\t5.4 patchlevel 4\t%s' "$head" $abc $empty)" \
  "$(cat figures/drawings.tsv)"
expect "others may read it" "-rw-r--r--" "$(ls -l figures/drawings.tsv | cut -c 1-10)"
drawings check
expect "it agrees with what it was written from" "0" "$status$said"

printf abc >figures/b/one.svg
drawings check
expect "a drawing that has changed is named, and no other" "1 figures/b/one.svg" \
  "$status $(tail -n +2 <<<"$said" | tr -d ' ')"
gnuplot_is "6.0 patchlevel 2"
drawings write
expect "what is unchanged keeps the gnuplot that drew it" \
  "$(printf '%s\nfigures/a/two.gif\t5.4 patchlevel 4\t%s\nfigures/b/one.svg\t6.0 patchlevel 2\t%s' "$head" $abc $abc)" \
  "$(cat figures/drawings.tsv)"

rm figures/a/two.gif
: >figures/a/three.svg
drawings check
expect "a drawing that has gone and one that has come are named" \
  "1 figures/a/three.svg figures/a/two.gif" "$status $(tail -n +2 <<<"$said" | tr -d ' ' | paste -s -d ' ' -)"
drawings
expect "without a verb, how it is called" 64 "$status"
expect "nothing else is left behind" "drawings.tsv" "$(cd figures && ls -A | grep -v '^[ab]$')"

if [ "$failures" -gt 0 ]; then
  echo "$failures expectations of drawings.sh failed" >&2
  exit 1
fi
