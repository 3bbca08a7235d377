# Sourced: builds the core, the kernels and a module of one's own for a machine that is not this one, as
# Embedded Swift. Objects lie in $build/TRIPLE, modules of one's own beside them. Who wants another folder or
# other optimisation says so before.

portable=Tests/Portable
build=${build:-.build/portable}
swift_optimisation=${swift_optimisation:--O}
kernel_optimisation=${kernel_optimisation:--O3}
wasm_triple=wasm32-unknown-none-wasm
wasm_clang=(
  "--target=$wasm_triple" -nostdlibinc -I "$portable/WebAssembly/include" -msimd128 -mbulk-memory)

resources=$(swiftc -print-target-info | sed -n 's/.*"runtimeResourcePath": "\(.*\)".*/\1/p')
tools="$resources/../../bin"

has_embedded() { [ -e "$resources/embedded/Swift.swiftmodule/$1.swiftmodule" ]; }

# SwiftPM brings swift-numerics.
prepare_modules() {
  mkdir -p "$build"
  swift package --quiet resolve
  printf 'module CKernels {\n  header "%s/Sources/CKernels/include/CKernels.h"\n  export *\n}\n' "$PWD" \
    >"$build/CKernels.modulemap"
}

# swift_module TRIPLE NAME SOURCES: the Swift files in a folder as $build/TRIPLE/NAME.o. What has been
# built and is not older than any source is left as it is.
swift_module() {
  local triple=$1 name=$2 sources=$3 folder="$build/$1" numerics=.build/checkouts/swift-numerics/Sources
  mkdir -p "$folder"
  if [ -e "$folder/$name.o" ] && [ -z "$(find Sources/Proximal Sources/CKernels/include "$sources" \
    "$portable/build.sh" -newer "$folder/$name.o")" ]; then return; fi
  find "$sources" -name '*.swift' | LC_ALL=C sort | xargs \
    swiftc -c -target "$triple" -enable-experimental-feature Embedded $swift_optimisation -wmo -parse-as-library \
    -swift-version 6 -enable-upcoming-feature ExistentialAny \
    -enable-upcoming-feature MemberImportVisibility -package-name proximal \
    -Xfrontend -disable-stack-protector -I "$folder" -I "$numerics/_NumericsShims/include" \
    -Xcc "-fmodule-map-file=$build/CKernels.modulemap" -module-name "$name" \
    -emit-module -emit-module-path "$folder/$name.swiftmodule" -o "$folder/$name.o"
}

# core TRIPLE: swift-numerics and the core.
core() {
  swift_module "$1" RealModule .build/checkouts/swift-numerics/Sources/RealModule
  swift_module "$1" Proximal Sources/Proximal
}

# kernels FOLDER CLANG FLAG…
kernels() {
  local folder=$1 source
  shift
  mkdir -p "$folder"
  for source in Sources/CKernels/*.c; do
    "$tools/clang" -std=c11 $kernel_optimisation -I Sources/CKernels/include "$@" \
      -c "$source" -o "$folder/$(basename "$source" .c).o"
  done
}

# wasm_core: all that a WebAssembly module needs but its own functions. There are two sets of kernels: an
# engine without relaxed SIMD refuses a module that has its instructions, though it would never come to
# them. In the other the kernels choose their level at the first call.
wasm_core() {
  local folder="$build/$wasm_triple"
  core $wasm_triple
  "$tools/clang" "${wasm_clang[@]}" -std=c11 -O3 -ffreestanding \
    -c $portable/WebAssembly/Support.c -o "$folder/Support.o"
  kernels "$folder/strict" "${wasm_clang[@]}"
  kernels "$folder/relaxed" "${wasm_clang[@]}" -mrelaxed-simd
}

# link_wasm strict|relaxed MODULE FILE EXPORT…
link_wasm() {
  local folder="$build/$wasm_triple" kernels=$1 module=$2 file=$3
  shift 3
  # Without --compress-relocations every address of a function takes five bytes.
  "$tools/wasm-ld" --no-entry --gc-sections --strip-all --compress-relocations -O2 \
    --stack-first -z stack-size=1048576 \
    "${@/#/--export=}" -o "$file" "$folder/RealModule.o" "$folder/Proximal.o" "$folder/$module.o" \
    "$folder/Support.o" "$folder/$kernels"/*.o \
    "$resources/embedded/$wasm_triple/libswiftUnicodeDataTables.a"
}
