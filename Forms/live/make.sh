#!/usr/bin/env bash
# make live: the core as a WebAssembly module, and the script that puts it on the pages, into TARGET.
#
#   make.sh TARGET    the folder, such as site/live
#
# There are two modules: proximal.wasm for engines whose relaxed SIMD fuses multiply-adds, and
# proximal-exact.wasm for the others. Each lies there a second time as a script, in base64: a page that
# was opened from a folder may load scripts and nothing else.
set -euo pipefail
cd "$(dirname "$0")/../.."
live=Forms/live
target=${1:?which folder?}
mkdir -p "$target"
target=$(cd "$target" && pwd)
# Small is as fast: the loops that take the time are written out in the kernels' sources. (-O and -O3 make
# the module 100 KB larger, and not faster.)
build=.build/live
swift_optimisation=-Osize
kernel_optimisation=-Oz
source Tests/Portable/build.sh

leave_out() {
  echo "live: left out: $1" >&2
  if [ "${CI:-}" = true ]; then exit 1; fi
  exit 0
}
has_embedded $wasm_triple || leave_out "this Swift has no Embedded Swift for WebAssembly"

prepare_modules
wasm_core
# An engine that does not fuse gets the other module: this one leaves the kernels for it out.
"$tools/clang" -std=c11 $kernel_optimisation -I Sources/CKernels/include "${wasm_clang[@]}" -mrelaxed-simd \
  -Dck_kernels_default=ck_kernels_relaxed -c Sources/CKernels/Dispatch.c \
  -o "$build/$wasm_triple/relaxed/Dispatch.o"
swift_module $wasm_triple Live $live/Module
# Every function that the module's sources export.
exports=($(sed -n 's/^@_cdecl("\(.*\)").*/\1/p' $live/Module/*.swift) ck_active_level)

# embed NAME FILE: the bytes as a script.
embed() {
  printf 'proximalModules[%s] = "' "'$1'"
  base64 -w 0 "$2"
  printf '";\n'
}

module() {
  link_wasm "$1" Live "$target/$2.wasm" "${exports[@]}"
  embed "$2" "$target/$2.wasm" >"$target/$2.wasm.js"
  echo "live: $2.wasm has $(wc -c <"$target/$2.wasm") bytes, $(gzip -9 -n -c "$target/$2.wasm" | wc -c) compressed"
}
module relaxed proximal
module strict proximal-exact

# One script; its parts are functions and objects of the page, in the order of their names.
{
  echo '"use strict";'
  cat $live/module.js $live/worker.js $(ls $live/parts/*.js 2>/dev/null) $live/loader.js
} >"$target/live.js"
{ python3 $live/palette.py; cat $live/live.css $live/parts/*.css; } >"$target/live.css"
