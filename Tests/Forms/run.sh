#!/usr/bin/env bash
# make test-forms: does the site hold up in a browser? See site_test.py for what is asked of it.
#
#   run.sh [TEST…]   names for unittest, such as site_test or search_test.SearchTests; all where none is given
set -euo pipefail
cd "$(dirname "$0")/../.."

if ! Tests/Forms/make_venv.sh; then
  if [ "${CI:-}" = true ]; then exit 1; fi
  exit 0
fi
python=$PWD/.build/forms-tests-venv/bin/python
cd Tests/Forms
if [ $# -gt 0 ]; then
  exec "$python" -B -m unittest "$@"
fi
exec "$python" -B -m unittest discover -p '*_test.py'
