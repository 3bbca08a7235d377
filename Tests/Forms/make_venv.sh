#!/usr/bin/env bash
# Makes the virtual environment in which the book's other forms are tested in a browser, with what
# requirements.txt names, from PyPI: Playwright, which drives Debian's Chromium, and axe. Installs Chromium
# where that is missing and apt-get may. Does nothing where that has been done. Where it cannot be done the
# tests are left out with a word; in CI (CI=true) that is a failure.
set -uo pipefail
cd "$(dirname "$0")/../.." || exit 1
wanted=Tests/Forms/requirements.txt
folder=.build/forms-tests-venv
installed=$folder/installed.txt

leave_out() {
  echo "test-forms: the forms are not tested in a browser: $1" >&2
  exit 1
}

install_chromium() {
  command -v apt-get >/dev/null || leave_out "there is no chromium, and no apt-get to install it"
  local as_root=()
  if [ "$(id -u)" -ne 0 ]; then
    command -v sudo >/dev/null || leave_out "there is no chromium; as root: apt-get install chromium"
    as_root=(sudo)
  fi
  echo "test-forms: installing chromium with apt-get, about 400 MB"
  "${as_root[@]}" apt-get update -qq \
    && "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
      apt-get install -y -qq --no-install-recommends chromium >/dev/null
}

command -v chromium >/dev/null || install_chromium || leave_out "apt-get could not install chromium (above)"
cmp -s "$wanted" "$installed" && exit 0
command -v python3 >/dev/null || leave_out "there is no python3"
echo "test-forms: installing Playwright and axe into $folder, from PyPI: about 190 MB, once"
rm -rf "$folder"
python3 -m venv "$folder" || leave_out "python3 -m venv failed (above)"
"$folder/bin/python" -m pip install --quiet --disable-pip-version-check -r "$wanted" \
  || leave_out "pip failed (above)"
cp "$wanted" "$installed"
