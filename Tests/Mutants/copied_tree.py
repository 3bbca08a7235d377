"""copied_tree.py: a copy of the tree, in the build folder, with every mutant in it.

A file is written only if its text changed, so that a second build does little.
"""

import shutil
import subprocess
from pathlib import Path

import insertion

SWITCH_SOURCE = """#include "CKernels.h"
#include <stdlib.h>

int proximal_mutant = 0;

__attribute__((constructor)) static void choose_mutant(void) {
  const char *number = getenv("PROXIMAL_MUTANT");
  if (number) proximal_mutant = atoi(number);
}
"""

SWITCH_HEADER = """
#ifndef PROXIMAL_MUTANT_SWITCH
#define PROXIMAL_MUTANT_SWITCH
#ifdef __cplusplus
extern "C" {
#endif
/// The number of the mutant that runs; 0 is none.
extern int proximal_mutant;
static inline _Bool mutant(int number) { return proximal_mutant == number; }
#ifdef __cplusplus
}
#endif
#endif
"""

# Every Swift target can ask for the mutant. What the rows' tests do not need is not built.
PACKAGE_CHANGES = """
for target in package.targets
where target.type != .system && !["CKernels", "CGnuplotIostream"].contains(target.name) {
  target.dependencies.append("CKernels")
}
let unneeded = [
  "Benchmarks", "BenchmarksTests", "ExerciseSupport", "Exercises", "ExerciseTests", "FiguresTests",
  "GoldenComparisonTests", "GymnasiumWorkersTests", "portable-training",
]
package.targets.removeAll { unneeded.contains($0.name) }
package.products.removeAll { $0.name == "bench" }
"""


def tracked_files(root):
    """All files that are committed, or would be by `git add --all`."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"], cwd=root,
        check=True, capture_output=True)
    names = {name.decode() for name in listed.stdout.split(b"\0") if name}
    return sorted(name for name in names if (root / name).is_file())


def texts(root, numbered_rows):
    """Every file of the copy, as bytes."""
    contents = {name: (root / name).read_bytes() for name in tracked_files(root)}
    by_file = {}
    for number, row in numbered_rows:
        by_file.setdefault(row.file, []).append((number, row))
    for name, rows in by_file.items():
        mutated = insertion.insert(rows, contents[name].decode())
        contents[name] = insertion.with_switch(mutated, name).encode()
    contents["Sources/CKernels/Mutant.c"] = SWITCH_SOURCE.encode()
    contents["Sources/CKernels/include/CKernels.h"] += SWITCH_HEADER.encode()
    contents["Package.swift"] += PACKAGE_CHANGES.encode()
    return contents


def write(root, folder, numbered_rows):
    """Brings the copy in the folder up to date. Throws `insertion.Overlap`."""
    contents = texts(root, numbered_rows)
    for name, content in contents.items():
        path = folder / name
        if path.is_file() and path.read_bytes() == content:
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        if (root / name).is_file():
            shutil.copymode(root / name, path)
    for top in folder.iterdir():
        files = [top] if top.is_file() else top.rglob("*") if top.name != ".build" else []
        for path in files:
            if path.is_file() and str(path.relative_to(folder)) not in contents:
                path.unlink()
    take_dependencies(root, folder)


# They need not be fetched twice.
def take_dependencies(root, folder):
    for name in ["Package.resolved", ".build/repositories", ".build/checkouts", ".build/workspace-state.json"]:
        here, there = root / name, folder / name
        if there.exists() or not here.exists():
            continue
        there.parent.mkdir(parents=True, exist_ok=True)
        (shutil.copytree if here.is_dir() else shutil.copy2)(here, there)
