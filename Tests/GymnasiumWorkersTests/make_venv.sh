#!/usr/bin/env bash
# Makes the virtual environment in which the tests run Gymnasium's environments: everything in
# requirements.txt, from PyPI. Does nothing where that has been done. Where it cannot be done the tests
# that need it are left out with a word; in CI (CI=true) that is a failure.
set -uo pipefail
cd "$(dirname "$0")/../.." || exit 1
wanted=Tests/GymnasiumWorkersTests/requirements.txt
folder=.build/gymnasium-venv
installed=$folder/installed.txt

cmp -s "$wanted" "$installed" && exit 0

leave_out() {
  echo "gymnasium: its tests are left out: $1" >&2
  if [ "${CI:-}" = true ]; then exit 1; fi
  exit 0
}

command -v python3 >/dev/null || leave_out "there is no python3"
echo "gymnasium: installing it into $folder, from PyPI: about 230 MB, once"
rm -rf "$folder"
python3 -m venv "$folder" || leave_out "python3 -m venv failed (above)"
"$folder/bin/python" -m pip install --quiet --disable-pip-version-check -r "$wanted" \
  || leave_out "pip failed (above)"
cp "$wanted" "$installed"
