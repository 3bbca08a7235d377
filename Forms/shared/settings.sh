# Sourced by each form's make.sh, in the repository's folder. What the forms share.

# Where the repository is to be seen: links to its files lead there. The Makefile has it.
export REPOSITORY=${REPOSITORY:-$(sed -n 's/^REPOSITORY := //p' Makefile)}

# The time that a form says it was made at is the last commit's, so that the same text gives the same bytes.
SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct 2>/dev/null || echo 0)}
export SOURCE_DATE_EPOCH

. Forms/shared/version.sh

python=.build/forms-venv/bin/python

# pandoc, of the virtual environment; a warning of its is an error.
book_pandoc() {
  "$(echo .build/forms-venv/lib/python3*/site-packages/pypandoc/files/pandoc)" --fail-if-warnings "$@"
}

# The filters that make of the woven text what every form can show, in their order.
shared_filters=()
for filter in anchors boxes formulas equations figures sources; do
  shared_filters+=(-L "Forms/shared/$filter.lua")
done

# A form that cannot be made is left out; what is missing has been said. In CI that is a failure.
leave_out() {
  if [ "${CI:-}" = true ]; then exit 1; fi
  exit 0
}
