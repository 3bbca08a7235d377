#!/usr/bin/env bash
# make epub: the book as an EPUB, dist/proximal-VERSION.epub, looked over by epubcheck.
set -euo pipefail
cd "$(dirname "$0")/../.."
. Forms/shared/settings.sh
. Forms/shared/fonts.sh
Forms/make_venv.sh "the EPUB is" || leave_out
math=$(font_file fonts-texgyre-math texgyrepagella-math.otf) || leave_out
chinese=$(font_file fonts-droid-fallback DroidSansFallbackFull.ttf) || leave_out

build=.build/forms/epub
book="dist/proximal-$(version).epub"
mkdir -p "$build" dist
"$python" Forms/epub/fonts.py book.md "$math" "$chinese" "$build"
"$python" Forms/epub/cover.py Forms/epub/cover.typ "$build/cover.png"
book_pandoc -f gfm+smart -t epub3 "${shared_filters[@]}" -L Forms/epub/epub.lua -L Forms/site/math.lua \
  --template Forms/epub/template.xhtml -V version="$(version)" -V repository="$REPOSITORY" \
  --mathml --split-level=1 --toc --toc-depth=2 --css Forms/epub/style.css --epub-cover-image "$build/cover.png" \
  --epub-embed-font "$build/math.woff2" --epub-embed-font "$build/chinese.woff2" \
  -M title=Proximal -M lang=en-GB -M author="The Proximal authors" -M rights="MIT License" \
  -M identifier="proximal-$(version)" -M date="$(date -u -d "@$SOURCE_DATE_EPOCH" +%F)" \
  book.md -o "$build/book.epub"
"$python" Forms/epub/check.py "$build/book.epub"
mv "$build/book.epub" "$book"
