#!/usr/bin/env bash
# make pdf: the book as a PDF, dist/proximal-VERSION.pdf. pandoc writes Typst, Typst sets the pages.
set -euo pipefail
cd "$(dirname "$0")/../.."
. Forms/shared/settings.sh
. Forms/shared/fonts.sh
Forms/make_venv.sh "the PDF is" || leave_out
chinese=$(font_file fonts-droid-fallback DroidSansFallbackFull.ttf) || leave_out

build=.build/forms/pdf
mkdir -p "$build" dist
"$python" Forms/pdf/stills.py "$build/stills" figures/*/*.gif
day=$(date -u -d "@$SOURCE_DATE_EPOCH" '+datetime(year: %-Y, month: %-m, day: %-d)')
book_pandoc -f gfm+smart -t typst "${shared_filters[@]}" -L Forms/pdf/typst.lua \
  --template Forms/pdf/template.typ --wrap=none \
  -V title=Proximal -V version="$(version)" -V date="$day" -V repository="$REPOSITORY" \
  book.md -o "$build/book.typ"
"$python" Forms/pdf/compile.py "$(dirname "$chinese")" "$build/book.typ" "dist/proximal-$(version).pdf"
