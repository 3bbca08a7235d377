#!/bin/bash
# Makes the virtual environment in which `make bench` runs its peers: everything in requirements.txt,
# from PyPI. Does nothing where that has been done; says so and leaves it where it cannot be done.
cd "$(dirname "$0")/.." || exit 1
wanted=Benchmarks/requirements.txt
folder=.build/bench-venv
installed=$folder/installed.txt

cmp -s "$wanted" "$installed" && exit 0

if ! command -v python3 >/dev/null; then
  echo "skipped: there is no python3, so nothing will stand beside our own results"
  exit 0
fi

echo "Installing the peers into $folder: about 7 GB, once."
rm -rf "$folder"
if python3 -m venv "$folder" \
  && "$folder/bin/pip" install --quiet --disable-pip-version-check -r "$wanted"; then
  cp "$wanted" "$installed"
else
  echo "skipped: python3 -m venv or pip failed (above), so nothing will stand beside our own results"
fi
