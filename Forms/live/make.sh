#!/usr/bin/env bash
# make live: the core as a WebAssembly module, and the script that puts it on the pages, into TARGET.
#
#   make.sh TARGET    the folder, such as site/live
#
# There are two modules: proximal-training.wasm trains and plays, proximal-figures.wasm computes what the
# other widgets show. Each is there for engines whose relaxed SIMD fuses multiply-adds and, called -exact,
# for the others; and each of these four a second time as a script, in base64: a page that was opened from a
# folder may load scripts and nothing else.
set -euo pipefail
cd "$(dirname "$0")/../.."
live=Forms/live
target=${1:?which folder?}
mkdir -p "$target"
rm -f "$target"/*.wasm "$target"/*.wasm.js
target=$(cd "$target" && pwd)
# Small is as fast: the loops that take the time are written out in the kernels' sources. (-O and -O3 make
# the module 100 KB larger, and not faster.)
build=.build/live
swift_optimisation=-Osize
kernel_optimisation=-Os
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
# exports FILE…: every function that these sources export.
exports() { sed -n 's/^@_cdecl("\(.*\)").*/\1/p' "$@"; }
training=$(printf '%s\n' $live/Module/{Desk,LiveSettings,Player,Training}.swift)
figures=$(printf '%s\n' $live/Module/*.swift | grep -vxF "$training"; echo $live/Module/Desk.swift)

# embed NAME FILE: the bytes as a script.
embed() {
  printf 'proximalModules[%s] = "' "'$1'"
  base64 -w 0 "$2"
  printf '";\n'
}

# module KERNELS NAME FILE…: what is not needed for the exports of these files is left out.
module() {
  local kernels=$1 name=$2
  shift 2
  link_wasm "$kernels" Live "$target/$name.wasm" $(exports "$@")
  embed "$name" "$target/$name.wasm" >"$target/$name.wasm.js"
  echo "live: $name.wasm has $(wc -c <"$target/$name.wasm") bytes," \
    "$(gzip -9 -n -c "$target/$name.wasm" | wc -c) compressed"
}
module relaxed proximal-training $training
module strict proximal-training-exact $training
module relaxed proximal-figures $figures
module strict proximal-figures-exact $figures

# One script; its parts are functions and objects of the page, in the order of their names.
{
  echo '"use strict";'
  cat $live/module.js $live/worker.js $(ls $live/parts/*.js 2>/dev/null) $live/loader.js
} >"$target/live.js"
{ python3 $live/palette.py; cat $live/parts/*.css; } >"$target/live.css"
