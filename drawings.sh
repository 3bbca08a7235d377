#!/usr/bin/env bash
# Keeps figures/drawings.tsv: for every drawing of the book, which gnuplot drew it and the hash of what
# it drew. Another version of gnuplot writes the same picture in other words, so whoever compares
# drawings has to know.
#
#   drawings.sh write   brings the list up to date; a drawing that is new to it was drawn by the
#                       gnuplot that is here
#   drawings.sh check   status 1 unless the list and the drawings agree
set -euo pipefail
list=figures/drawings.tsv

sha256=(sha256sum)
command -v sha256sum >/dev/null || sha256=(shasum -a 256)

# Path and hash, separated by a tab, in the order of the paths.
drawings() {
  find figures -name '*.svg' -o -name '*.gif' | LC_ALL=C sort | xargs "${sha256[@]}" \
    | awk '{ print $2 "\t" $1 }'
}

# The list as it should be: what is unchanged keeps its gnuplot.
updated() { # version
  printf 'drawing\tgnuplot\tsha256\n'
  drawings | awk -F '\t' -v OFS='\t' -v version="$1" -v list="$list" '
    BEGIN { while ((getline < list) > 0) { gnuplot[$1] = $2; hash[$1] = $3 } }
    { print $1, hash[$1] == $2 ? gnuplot[$1] : version, $2 }'
}

case ${1:-} in
  write)
    version=$(gnuplot --version)
    new=$(mktemp "$list.XXXXXX")
    trap 'rm -f "$new"' EXIT
    updated "${version#gnuplot }" >"$new"
    # mktemp lets nobody else read.
    chmod 644 "$new"
    cmp -s "$new" "$list" || mv "$new" "$list"
    ;;
  check)
    [ -e "$list" ] || { echo "$list is missing; 'make weave' writes it" >&2; exit 1; }
    if ! changes=$(diff <(cut -f 1,3 "$list" | tail -n +2) <(drawings)); then
      echo "$list and the drawings do not agree; after a chapter has drawn, 'make weave' brings it up to date:" >&2
      sed -n 's/^[<>] \([^[:blank:]]*\).*/  \1/p' <<<"$changes" | LC_ALL=C sort -u >&2
      exit 1
    fi
    ;;
  *)
    echo "usage: drawings.sh write|check" >&2
    exit 64
    ;;
esac
