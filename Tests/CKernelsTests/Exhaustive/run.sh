#!/bin/bash
# Tries exp, log and tanh on every float there is (see Accuracy.c); PROXIMAL_KERNELS chooses the
# level.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
kernels="$here/../../../Sources/CKernels"
build=$(mktemp -d)
trap 'rm -rf "$build"' EXIT
clang -std=c11 -O3 -I"$kernels/include" "$kernels"/*.c "$here/Accuracy.c" -lm -o "$build/accuracy"
"$build/accuracy"
