#!/usr/bin/env bash
# Makes the book as a static web site, in site/, from book.md and figures/.
#
#   REPOSITORY   where the repository is looked at; links to files lead there
#   PREFIX       the path under which the site will live; only its page for dead addresses needs it
#   SITE         the folder, site
set -euo pipefail
cd "$(dirname "$0")/../.."
. Forms/shared/settings.sh
. Forms/shared/fonts.sh
Forms/make_venv.sh "the site is" || leave_out

export SITE=${SITE:-site}
PREFIX=/${PREFIX:-}/
export PREFIX=$(tr -s / <<<"$PREFIX")

rm -rf "$SITE"
mkdir -p "$SITE/equations"
# The live figures and the libraries' pages, where there are any.
if [ -e Forms/live/make.sh ]; then bash Forms/live/make.sh "$SITE/live"; fi
if [ -e "$SITE/live/live.js" ]; then export LIVE=yes; fi
if [ -e .build/api.doccarchive ]; then
  python3 -B Forms/api/place.py .build/api.doccarchive "$SITE/api" \
    --libraries Proximal TrainingFiles GymnasiumWorkers --prefix "$PREFIX" --repository "$REPOSITORY"
  export API=yes
fi

# Where a figure comes to life is marked before anything else is changed.
filters=()
if [ -e Forms/live/place.lua ]; then filters+=(-L Forms/live/place.lua); fi
for filter in anchors boxes formulas equations figures; do filters+=(-L "Forms/shared/$filter.lua"); done
for filter in links languages anchors boxes figures equations math tables listings pages; do
  filters+=(-L "Forms/site/$filter.lua")
done
# The last filter writes the pages; nothing is left for pandoc itself to write.
book_pandoc -f gfm -t html "${filters[@]}" book.md -o /dev/null

cp Forms/site/style.css Forms/site/site.js Forms/site/icon.svg "$SITE/"
fonts=()
add_font() { # package, file
  local path
  if path=$(font_file "$1" "$2"); then
    fonts+=("$path")
  else
    echo "site: the pages take the reader's own font in place of $2" >&2
  fi
}
for style in regular italic bold; do add_font fonts-texgyre "texgyrepagella-$style.otf"; done
add_font fonts-texgyre-math texgyrepagella-math.otf
"$python" Forms/site/fonts.py "$SITE" ${fonts[@]+"${fonts[@]}"}
"$python" Forms/site/pictures.py "$SITE"
"$python" -m pagefind --site "$SITE" --quiet
echo "site: open $SITE/index.html, or serve it: python3 -m http.server -d $SITE"
