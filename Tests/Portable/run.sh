#!/usr/bin/env bash
# make portable: do the same trainings give the same weights on this processor at every level of the
# kernels, on arm64 (emulated) and in WebAssembly? Builds the core and the kernels for all of them, as
# Embedded Swift where that is another machine, trains, and compares hashes (see compare.py).
#
#   run.sh [--iterations N]   of each training; 100 where nothing is said
#          [--slice]          of an emulated Pendulum, which takes ten minutes, only the first iterations
#
# Installs what that needs and this machine lacks, and says so first. What cannot be had is left out with
# a word; in CI (CI=true) that is a failure.
set -euo pipefail
cd "$(dirname "$0")/../.."
source Tests/Portable/build.sh

leave_out() {
  echo "portable: leaves out $1: $2" >&2
  if [ "${CI:-}" = true ]; then exit 1; fi
}

install_packages() {
  if ! command -v apt-get >/dev/null; then
    echo "there is no apt-get; please install by hand what on Debian is called: $*" >&2
    return 1
  fi
  local as_root=()
  if [ "$(id -u)" -ne 0 ]; then
    if ! command -v sudo >/dev/null; then
      echo "installing needs root, and there is no sudo; run as root: apt-get install $*" >&2
      return 1
    fi
    as_root=(sudo)
  fi
  echo "portable: installing $* with apt-get"
  "${as_root[@]}" apt-get update -qq \
    && "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
      apt-get install -y -qq --no-install-recommends "$@" >/dev/null
}

# MARK: What is there

# A virtual environment with a WebAssembly engine.
python="$build/venv/bin/python"
wasmtime_found() { cmp -s $portable/requirements.txt "$build/venv/installed.txt"; }
make_wasmtime() {
  wasmtime_found && return
  rm -rf "$build/venv"
  python3 -c "import ensurepip, venv" 2>/dev/null || install_packages python3-venv || return 1
  echo "portable: installing wasmtime into $build/venv, from PyPI"
  python3 -m venv "$build/venv" \
    && "$python" -m pip install --quiet --disable-pip-version-check -r $portable/requirements.txt \
    && cp $portable/requirements.txt "$build/venv/installed.txt"
}

arm64_found() { command -v qemu-aarch64 >/dev/null && command -v aarch64-linux-gnu-gcc >/dev/null; }

wasm=
if ! has_embedded wasm32-unknown-none-wasm; then
  leave_out wasm32 "this Swift has no Embedded Swift for it"
elif ! make_wasmtime; then
  leave_out wasm32 "wasmtime could not be installed (above)"
else
  wasm=yes
fi

arm64=
if [ "$(uname -m)" = aarch64 ] || [ "$(uname -m)" = arm64 ]; then
  : # this processor is one
elif ! has_embedded aarch64-none-none-elf; then
  leave_out aarch64 "this Swift has no Embedded Swift for it"
elif ! arm64_found && ! install_packages qemu-user gcc-aarch64-linux-gnu; then
  leave_out aarch64 "an emulator and a C library for it could not be installed (above)"
else
  arm64=yes
fi

# MARK: Building

build_wasm() {
  local folder="$build/$wasm_triple"
  local exports=(start_training advance_training ck_active_level ck_level_name ck_add_scaled malloc)
  wasm_core
  swift_module $wasm_triple PortableTraining $portable/Training
  link_wasm strict PortableTraining "$folder/training.wasm" "${exports[@]}"
  link_wasm relaxed PortableTraining "$folder/training-relaxed.wasm" "${exports[@]}"
}

build_arm64() {
  local triple=aarch64-none-none-elf
  local folder="$build/$triple"
  local clang=(--target=aarch64-linux-gnu)
  core $triple
  swift_module $triple PortableTraining $portable/Training
  kernels "$folder" "${clang[@]}"
  "$tools/clang" "${clang[@]}" -std=c11 -O3 -c $portable/Program/Main.c -o "$folder/Main.o"
  # GNU ld refuses some of the relocations.
  "$tools/clang" "${clang[@]}" -static -fuse-ld=lld -Wl,--gc-sections -o "$folder/training" \
    "$folder"/*.o "$resources/embedded/$triple/libswiftUnicodeDataTables.a" -lm
}

# SwiftPM builds the program for this processor.
prepare_modules
comparison=(--native "$(swift build --show-bin-path)/portable-training")
jobs=()
# start NAME COMMAND…: in the background; what it prints is shown where it fails.
start() {
  local log="$build/$1.log"
  shift
  "$@" >"$log" 2>&1 &
  jobs+=("$! $log")
}
start native swift build --quiet --product portable-training
if [ $wasm ]; then
  start wasm32 build_wasm
  comparison+=(--wasm "$build/wasm32-unknown-none-wasm" --python "$python")
fi
if [ $arm64 ]; then
  start aarch64 build_arm64
  comparison+=(--aarch64 "$build/aarch64-none-none-elf/training")
fi
for job in "${jobs[@]}"; do
  wait "${job%% *}" || { cat "${job#* }" >&2; kill "${jobs[@]%% *}" 2>/dev/null || true; exit 1; }
done

python3 $portable/compare.py "${comparison[@]}" "$@"
