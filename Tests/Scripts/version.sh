#!/usr/bin/env bash
# There is one version: that of the sources, which `proximal --version` prints and `make dist` gives to its
# files, is that of Package.swift's comment and the one with which the changelog begins; and a commit
# with a release's tag has that version. Status 1 if not.
set -euo pipefail
cd "$(dirname "$0")/../.."
. Forms/shared/version.sh
version=$(version)
failed=0

differs() { # where, what stands there
  echo "version: the sources say $version, and $1 ${2:-nothing}"
  failed=1
}

[[ $version =~ ^[0-9]+\.[0-9]+\.[0-9]+(-dev)?$ ]] || {
  echo "version: '$version' is neither like 0.1.0 nor like 0.1.0-dev"
  failed=1
}

comment=$(sed -n 's,^// Proximal \(.*\)$,\1,p' Package.swift)
[ "$comment" = "$version" ] || differs "Package.swift's comment" "$comment"

heading=$(sed -n 's/^## //p' CHANGELOG.md | head -n 1)
[ "$heading" = "$version" ] || differs "the changelog's first heading" "$heading"

# The program, where one has been built from these sources.
program=.build/debug/proximal
if [ -x $program ] && ! [ Sources/TrainingFiles/Version.swift -nt $program ]; then
  said=$($program --version)
  [ "$said" = "$version" ] || differs "proximal --version" "$said"
fi

# Tags of versions are versions, as SwiftPM takes them: 0.1.0.
for tag in $(git tag --points-at HEAD 2>/dev/null | grep -E '^v?[0-9]+\.' || true); do
  [ "$tag" = "$version" ] || differs "the tag on this commit" "$tag"
done

exit $failed
