#!/usr/bin/env bash
# make test-forms: do the site, its live figures, the EPUB and the PDF hold what they promise? Each *_test.py says
# what is asked.
#
#   run.sh [TEST…]   names for unittest, such as search_test or search_test.SearchTests; all where none is given
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
