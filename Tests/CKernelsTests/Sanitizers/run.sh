#!/bin/bash
# Runs every kernel at every level under AddressSanitizer and UndefinedBehaviorSanitizer, on random
# shapes (see Driver.c), and the pool of threads under ThreadSanitizer (see Threads.c). Needs clang 17
# or later; the one that comes with Swift will do. Any finding ends the run with a report and a failure.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
kernels="$here/../../../Sources/CKernels"
build=$(mktemp -d)
trap 'rm -rf "$build"' EXIT
clang -std=c11 -O1 -g -Wall -Wextra -Werror \
  -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer -fuse-ld=lld \
  -I"$kernels/include" "$kernels"/*.c "$here/Driver.c" -lm -o "$build/driver"
# Swift's clang has a thread sanitizer that knows of libdispatch and must be linked with it.
dispatch="$(clang -print-resource-dir)/../../swift/linux"
clang -std=c11 -O1 -g -Wall -Wextra -Werror -fsanitize=thread -fuse-ld=lld -pthread \
  -I"$kernels/include" "$kernels/Workers.c" "$here/Threads.c" \
  -L"$dispatch" -Wl,-rpath,"$dispatch" -ldispatch -lBlocksRuntime -o "$build/threads"
"$build/threads"
"$build/driver"
echo "clean"
