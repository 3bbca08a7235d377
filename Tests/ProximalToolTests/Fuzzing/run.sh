#!/bin/bash
# Fuzzes one reader of files: run.sh READER SECONDS [FOLDER]
#
# READER is Agent, Golden, Progress or Checkpoint. The reader is compiled with libFuzzer and
# AddressSanitizer, begins with valid files, and is given what libFuzzer makes of them. A file that
# ends it stays in FOLDER (.build/fuzz), and the script ends with the fuzzer's exit code.
set -euo pipefail

reader=${1:?a reader: Agent, Golden, Progress or Checkpoint}
seconds=${2:-60}
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../../.." && pwd)
folder=${3:-$root/.build/fuzz}
numerics=$root/.build/checkouts/swift-numerics/Sources
system=$root/.build/checkouts/swift-system
mkdir -p "$folder/$reader"
# One at a time builds; what is built is then left alone.
if command -v flock >/dev/null; then
  exec 9>"$folder/lock"
  flock 9
fi
[ -d "$numerics" ] && [ -d "$system" ] || (cd "$root" && swift package resolve)

# Modules of which the readers need parts; each becomes one object.
module() { # name, sources…
  local name=$1
  shift
  swiftc -O -g -wmo -parse-as-library -swift-version 6 -package-name proximal -module-name "$name" \
    -enable-upcoming-feature ExistentialAny -enable-upcoming-feature MemberImportVisibility \
    -sanitize=fuzzer,address -I "$folder" -I "$numerics/_NumericsShims/include" \
    -I "$system/Sources/CSystem/include" ${flags[@]+"${flags[@]}"} \
    -emit-module -emit-module-path "$folder/$name.swiftmodule" \
    -c -o "$folder/$name.o" "$@"
}

cat >"$folder/module.modulemap" <<MAP
module CKernels { umbrella header "$root/Sources/CKernels/include/CKernels.h" export * }
MAP

sources=$root/Sources
if [ ! -e "$folder/libraries" ] || [ -n "$(find "$sources" -newer "$folder/libraries" \
  -not -path '*/ProximalTool/*' -print -quit)" ]; then
  for kernel in "$sources"/CKernels/*.c; do
    clang -std=c11 -O3 -g -fsanitize=address -I"$sources/CKernels/include" -c "$kernel" \
      -o "$folder/$(basename "$kernel").o"
  done
  module RealModule "$numerics"/RealModule/*.swift
  # What SwiftPM hands swift-system over, the names for its versions among it.
  flags=(-D SYSTEM_PACKAGE -enable-experimental-feature Lifetimes)
  for version in $(sed -n 's/.*Available("\([0-9.]*\)".*/\1/p' "$system/Package.swift"); do
    flags+=(-enable-experimental-feature "AvailabilityMacro=System $version:macOS 10.10")
  done
  clang -O3 -g -fsanitize=address -I"$system/Sources/CSystem/include" \
    -c "$system/Sources/CSystem/shims.c" -o "$folder/CSystem.o"
  module SystemPackage $(find "$system/Sources/System" -name '*.swift' -not -path '*/IORing/*')
  flags=()
  module Proximal $(find "$sources/Proximal" -name '*.swift')
  module Files "$sources"/Files/*.swift
  module Notebook "$sources"/Notebook/Running/{Table,Numbers}.swift
  touch "$folder/libraries"
fi

# Of the tool all that reads; its commands are left out.
tool=$sources/ProximalTool
module Tool "$here"/{Entry,MutatedJSON,"${reader}Reader"}.swift \
  "$tool"/{JSON,Agents}/*.swift $(ls "$tool"/Verify/*.swift | grep -v /Verify.swift) "$tool"/OneLine.swift \
  "$tool"/Logs/{LogText,ProgressTable,ProgressColumn,CRC32C}.swift \
  $(ls "$tool"/Doctor/*.swift | grep -v /Doctor.swift) "$tool"/Train/{Checkpoint,IterationReport}.swift
mv "$folder/Tool.o" "$folder/$reader/Tool.o"
swiftc -sanitize=fuzzer,address -use-ld=lld -o "$folder/$reader/fuzz" "$folder/$reader/Tool.o" \
  "$folder"/*.o -lm

exec 9>&-
cd "$folder/$reader"
mkdir -p corpus
# Swift's own report of a trap would wait for the fuzzer, and the fuzzer for it.
export SWIFT_BACKTRACE=enable=no
./fuzz --seeds corpus "$here"/../Golden/*.json
./fuzz corpus -max_total_time="$seconds" -timeout=10 -rss_limit_mb=2048 -malloc_limit_mb=1024 \
  -max_len=65536 -use_value_profile=1 -print_final_stats=1 2>&1 |
  grep --line-buffered -v -E '^#[0-9]+	(NEW|REDUCE|pulse)|NEW_FUNC'
