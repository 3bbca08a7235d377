#!/usr/bin/env bash
# Makes the book as a static web site, in site/, from book.md and figures/.
#
#   REPOSITORY   where the repository is looked at; links to files lead there
#   PREFIX       the path under which the site will live; only its page for dead addresses needs it
#   SITE         the folder, site
set -euo pipefail
cd "$(dirname "$0")/../.."

export SITE=${SITE:-site}
export REPOSITORY=${REPOSITORY:?is not set: make site sets it}
export PREFIX=${PREFIX:-/}

if ! Forms/make_venv.sh "the site is"; then
  if [ "${CI:-}" = true ]; then exit 1; fi
  exit 0
fi
python=.build/forms-venv/bin/python
pandoc=$("$python" -c 'import pypandoc; print(pypandoc.get_pandoc_path())')

rm -rf "$SITE"
mkdir -p "$SITE/equations"
if [ -e Forms/live/make.sh ]; then bash Forms/live/make.sh "$SITE/live"; fi
if [ -e "$SITE/live/live.js" ]; then export LIVE=yes; fi
if [ -e .build/api/index.html ]; then cp -R .build/api "$SITE/api"; export API=yes; fi

filters=()
for filter in links anchors boxes figures equations math tables listings pages; do
  filters+=(--lua-filter "Forms/site/$filter.lua")
done
if [ -e Forms/live/place.lua ]; then filters=(--lua-filter Forms/live/place.lua "${filters[@]}"); fi
"$pandoc" --from gfm --to html --fail-if-warnings "${filters[@]}" book.md --output /dev/null

cp Forms/site/style.css Forms/site/site.js Forms/site/icon.svg "$SITE/"
"$python" Forms/site/fonts.py "$SITE"
"$python" Forms/site/pictures.py "$SITE"
"$python" -m pagefind --site "$SITE" --silent 2>/dev/null || "$python" -m pagefind --site "$SITE"
echo "site: open $SITE/index.html, or serve it: python3 -m http.server -d $SITE"
