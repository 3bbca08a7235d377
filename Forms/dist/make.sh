#!/usr/bin/env bash
# make dist: something to have without building, dist/proximal-VERSION-linux-PROCESSOR.tar.gz. In it are the
# program with Swift's library inside, the agents of Benchmarks/results-worlds.md, the book as PDF and
# EPUB, and checksums. The same commit gives the same bytes, where compiler and packages are the same.
#
#   make.sh                all of it
#   make.sh program FILE   only the program
set -euo pipefail
cd "$(dirname "$0")/../.."
. Forms/shared/version.sh

SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct 2>/dev/null || echo 0)}
export SOURCE_DATE_EPOCH
name=proximal-$(version)-$(uname -s | tr '[:upper:]' '[:lower:]')-$(uname -m)
work=.build/dist
missing=()

say() { echo "dist: $*"; }

give_up() { say "$*" >&2; exit 1; }

# Boost's part that gnuplot-iostream needs is linked from its archive. The linker takes the first folder in
# which it finds the library, so one that holds nothing but the archive stands first.
boost_archive_folder() {
  local clang archive
  clang=$(dirname "$(command -v swift)")/clang
  archive=$("$clang" -print-file-name=libboost_iostreams.a)
  [ -e "$archive" ] \
    || give_up "libboost_iostreams.a is not there; Debian has it in libboost-iostreams-dev, Fedora in boost-static"
  rm -rf "$work/archives"
  mkdir -p "$work/archives"
  ln -s "$(realpath "$archive")" "$work/archives/libboost_iostreams.a"
  echo "$PWD/$work/archives"
}

build_program() { # the file to write
  local archives build=$work/build
  archives=$(boost_archive_folder)
  # The folder's name is kept out of the program, so that it is the same wherever it is built, but for one byte:
  # the compiler keeps the length of the folder's own name where `withoutActuallyEscaping` stands.
  swift build -c release --product proximal --static-swift-stdlib --scratch-path "$build" \
    -Xlinker "-L$archives" -Xswiftc -file-prefix-map -Xswiftc "$PWD=/proximal" \
    -Xcc "-ffile-prefix-map=$PWD=/proximal"
  # Two hashes go with the symbols: they are of code that names the folder.
  strip --strip-all --remove-section=.swift_modhash --remove-section=.note.gnu.build-id \
    -o "$1" "$build/release/proximal"
  check_libraries "$1"
}

# What a bare Debian has, and nothing else.
check_libraries() { # program
  local foreign
  foreign=$(readelf -d "$1" | sed -n 's/.*(NEEDED).*\[\(.*\)\]/\1/p' \
    | grep -Ev '^(libc|libm|libgcc_s|libstdc\+\+)\.so\.[0-9]+$|^ld-linux' || true)
  [ -z "$foreign" ] || give_up "the program needs other libraries than C's and C++'s: ${foreign//$'\n'/, }"
}

# The newest version of a library's symbols that the program asks for: GLIBC 2.35.
newest_symbol() { # program, library
  readelf -V "$1" | grep -o "Name: $2_[0-9.]*" | sed "s/Name: $2_//" | sort -uV | tail -n 1
}

# "world seed return weights", a line an agent, as `make results` has written them.
agents_of_the_table() {
  awk '/<!-- bench: agents -->/ { inside = 1 } /<!-- end of bench: agents -->/ { inside = 0 }
    inside && /^\| / && !/^\| (world|---) / { gsub(/ *\| */, " "); print $1, $2, $3, $4 }' \
    Benchmarks/results-worlds.md
}

worlds_of_the_table() {
  awk '/<!-- bench: worlds -->/ { inside = 1 } /<!-- end of bench: worlds -->/ { inside = 0 }
    inside && /^\| / && !/^\| (world|---) / { print $2 }' Benchmarks/results-worlds.md
}

# Trains an agent anew, unless that has been done, and sees that it is the table's, to the bit.
train_agent() { # program, world, seed, weights, file
  local kept=$work/agents/$2-$3-$4.safetensors python=() weights
  if [[ $2 == gymnasium:* ]]; then python=(--python .build/gymnasium-venv/bin/python); fi
  if ! [ -e "$kept" ]; then
    mkdir -p "$work/agents"
    weights=$("$1" train "$2" --seed "$3" --cores 2 --save "$kept.trained" --json ${python[@]+"${python[@]}"} \
      2>/dev/null | sed -n 's/.*"weightsHash":"\([0-9a-f]*\)".*/\1/p')
    [ "$weights" = "$4" ] || give_up "trained from seed $3 in $2, the agent has the weights ${weights:-of nobody}," \
      "and Benchmarks/results-worlds.md says $4: run make results"
    mv "$kept.trained" "$kept"
  fi
  cp "$kept" "$5"
}

train_agents() { # program, folder
  local world seed earned weights
  say "training the agents of Benchmarks/results-worlds.md, where that has not been done: three minutes of a core"
  while read -r world seed earned weights <&3; do
    if [[ $world == gymnasium:* ]] && ! [ -e .build/gymnasium-venv/installed.txt ]; then continue; fi
    train_agent "$1" "$world" "$seed" "$weights" "$2/${world#gymnasium:}.safetensors"
    printf '| `%s` | `%s` | %s | %s |\n' "${world#gymnasium:}.safetensors" "$world" "$seed" "$earned" >>"$work/agents.md"
  done 3< <(agents_of_the_table)
  for world in $(worlds_of_the_table); do
    [ -e "$2/${world#gymnasium:}.safetensors" ] || missing+=("an agent of $world")
  done
}

# The book, by the scripts of its own forms; they say why where they cannot make it.
make_book() { # folder
  local form made
  for form in pdf epub; do
    made=dist/proximal-$(version).$form
    rm -f "$made"
    if [ -e Forms/$form/make.sh ]; then bash Forms/$form/make.sh; fi
    if [ -e "$made" ]; then cp "$made" "$1/proximal.$form"; else missing+=("the book as ${form^^}"); fi
  done
}

# The words of those whose code is inside the program.
gather_licences() { # folder
  local package header
  for package in swift-argument-parser swift-numerics swift-system; do
    cp "$work/build/checkouts/$package/LICENSE.txt" "$1/$package.txt"
  done
  cp "$(dirname "$(command -v swift)")/../share/swift/LICENSE.txt" "$1/swift.txt"
  header=$(echo '#include <gnuplot-iostream.h>' | "$(dirname "$(command -v swift)")/clang" -x c++ -M - \
    | grep -o '[^ ]*/gnuplot-iostream\.h' | head -n 1)
  # Its licence is the first comment that spans lines.
  sed -n '/^\/\*/,/\*\//{ /^\/\*/d; /\*\//q; p; }' "$header" >"$1/gnuplot-iostream.txt"
  grep -q 'Permission is hereby granted' "$1/gnuplot-iostream.txt" || give_up "found no licence in $header"
}

what_is_missing() {
  [ ${#missing[@]} -gt 0 ] || return 0
  echo "Not in this archive, because they could not be made where it was packed:"
  echo
  printf -- '- %s\n' "${missing[@]}"
  # `$(…)` would take the last ends of lines away: the dot is for it to keep them.
  printf '\n.'
}

write_readme() { # program, file
  local text
  text=$(<Forms/dist/README.md)
  text=${text//@NAME@/$name}
  text=${text//@VERSION@/$(version)}
  text=${text//@GLIBC@/$(newest_symbol "$1" GLIBC)}
  text=${text//@GLIBCXX@/$(newest_symbol "$1" GLIBCXX)}
  text=${text//@SYSTEM@/$(. /etc/os-release && echo "$PRETTY_NAME")}
  text=${text//@AGENTS@/$(<"$work/agents.md")}
  local gap
  gap=$(what_is_missing)
  text=${text//@MISSING@/${gap%.}}
  printf '%s\n' "$text" >"$2"
}

checksums() { (cd "$1" && find . -type f ! -name SHA256SUMS | sed 's,^\./,,' | LC_ALL=C sort | xargs sha256sum); }

# Neither the order of files, nor whose they are, nor when they were made goes into the archive.
pack() { # folder's parent, archive
  tar -C "$1" --sort=name --format=ustar --mtime="@$SOURCE_DATE_EPOCH" --owner=0 --group=0 --numeric-owner \
    --mode=u=rwX,go=rX -cf - "$name" | gzip -9 -n >"$2.unfinished"
  mv "$2.unfinished" "$2"
}

if [ "$(uname -s)" != Linux ]; then
  say "left out: an archive is made on Linux only; here, build the program: swift build -c release --product proximal" >&2
  if [ "${CI:-}" = true ]; then exit 1; fi
  exit 0
fi
mkdir -p "$work"
if [ "${1:-}" = program ]; then
  build_program "$2"
  exit
fi

folder=$work/packed/$name
rm -rf "$work/packed" "$work/agents.md"
mkdir -p "$folder/agents" "$folder/licences" dist
build_program "$folder/proximal"
printf '| file | world | seed | mean return of 100 episodes |\n| --- | --- | --- | --- |\n' >"$work/agents.md"
train_agents "$folder/proximal" "$folder/agents"
make_book "$folder"
gather_licences "$folder/licences"
cp LICENSE CHANGELOG.md "$folder"
write_readme "$folder/proximal" "$folder/README.md"
checksums "$folder" >"$work/SHA256SUMS"
mv "$work/SHA256SUMS" "$folder"
pack "$work/packed" "dist/$name.tar.gz"
version=$(version)
(cd dist && find . -type f -name "proximal-$version*" | sed 's,^\./,,' | LC_ALL=C sort | xargs sha256sum) >"$work/SHA256SUMS"
mv "$work/SHA256SUMS" dist
say "dist/$name.tar.gz: $(du -h "dist/$name.tar.gz" | cut -f 1), the program $(du -h "$folder/proximal" | cut -f 1)," \
  "$(find "$folder/agents" -type f | wc -l) agents, $(du -sh "$folder/agents" | cut -f 1)"
for thing in ${missing[@]+"${missing[@]}"}; do say "not in it: $thing"; done
