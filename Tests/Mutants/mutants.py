"""mutants.py: does every test fail when what it proves is bent?

Copies the tree into `.build/mutants`, puts every change of the tables beside this file into the copy behind
a switch, builds once, and runs the tests that bear on each change with that one chosen. Where they pass,
all tests of the copy run. Prints for every mutant what killed it, and last
`N mutants: K killed, E equivalent, 0 survived`. Unless it was a slice, it writes `results.md`.

Exits 1 if a mutant survives that is not marked equivalent, if no test that fails says the part, if a table
does not fit the sources, or if a numbered equation has no mutant.
"""

import argparse
import os
import re
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import bundle
import copied_tree
import insertion
import results
import rows

# CI runs every twelfth mutant.
SLICE_STEP = 12
# A mutant has hung that takes so much longer than its tests take without it.
TIMES_LONGER, EXTRA_SECONDS = 10, 60
ALL_TESTS_SECONDS = 1800

root = Path(__file__).resolve().parents[2]
folder = root / ".build/mutants"


def build(numbered):
    """Builds the copy; leaves out what does not compile, and returns that, a line for each."""
    numbered, refused = dict(numbered), []
    while True:
        try:
            copied_tree.write(root, folder, numbered.items())
        except insertion.Overlap as overlap:
            raise SystemExit("mutants: two overlap, and neither holds the other: "
                             + " and ".join(numbered[n].place for n in overlap.args))
        errors = bundle.build(folder)
        if not errors:
            return numbered, refused
        left_out = {}
        for file, line, what in errors:
            # What the compiler says of a statement is told at its first line.
            lines = {number: line_of(row) for number, row in numbered.items() if row.file == file}
            nearest = min((l for l in lines.values() if l >= line), default=None)
            for number in lines:
                if lines[number] == nearest:
                    row = numbered[number]
                    left_out[number] = f"{row.place}: {row.part} does not compile: {what}"
        if not left_out:
            raise SystemExit("\n".join(f"{f}:{l}: {w}" for f, l, w in errors) + "\nmutants: the copy does not build")
        refused += left_out.values()
        numbered = {number: row for number, row in numbered.items() if number not in left_out}


def line_of(row):
    text = (root / row.file).read_text(encoding="utf-8")
    return text[:text.index(row.text)].count("\n") + 1


class Trial:
    """Runs mutants of one build."""

    def __init__(self, jobs):
        self.pool = ThreadPoolExecutor(jobs)
        # By the filter; None is for all tests.
        self.limits = {None: ALL_TESTS_SECONDS}

    def unchanged(self, filters):
        """Runs each filter without a mutant. What is wrong with them, a line each."""
        filters = sorted(set(filters))
        outcomes = self.pool.map(lambda tests: bundle.run(folder, tests), filters)
        for tests, outcome in zip(filters, outcomes):
            self.limits[tests] = EXTRA_SECONDS + TIMES_LONGER * outcome.seconds
            if outcome.failed or outcome.cut_short:
                yield f"without a mutant, {tests} fails: {'; '.join(outcome.failed)} {outcome.cut_short}"
            elif not outcome.passed:
                yield f"{tests} names no test"

    def each(self, numbered):
        """A verdict for each mutant, in their order."""
        return self.pool.map(lambda item: self.verdict(*item), numbered.items())

    def verdict(self, number, row):
        outcome = bundle.run(folder, row.tests, number, self.limits[row.tests])
        if not outcome.failed and not outcome.cut_short and not row.equivalent:
            outcome = bundle.run(folder, None, number, self.limits[None])
        return results.Verdict(row, outcome)


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--slice", action="store_true", help=f"every {SLICE_STEP}th mutant alone")
    parser.add_argument("--only", metavar="REGEX", help="mutants whose table, part or file has it")
    parser.add_argument("--jobs", type=int, default=os.cpu_count(), help="test processes at a time")
    return parser.parse_args()


def chosen(numbered, options):
    if options.slice:
        return dict(list(numbered.items())[::SLICE_STEP])
    if options.only:
        only = re.compile(options.only)
        return {n: row for n, row in numbered.items() if only.search(f"{row.table} {row.part} {row.file}")}
    return numbered


def main():
    options = arguments()
    table, mistakes = rows.read(root)
    if mistakes:
        raise SystemExit("\n".join(mistakes) + f"\nmutants: {len(mistakes)} mistakes in Tests/Mutants")
    numbered, problems = build({row.number: row for row in table})
    numbered = chosen(numbered, options)
    trial = Trial(options.jobs)
    problems += trial.unchanged(row.tests for row in numbered.values())
    verdicts = []
    for verdict in trial.each(numbered):
        print(verdict.line, flush=True)
        verdicts.append(verdict)
        problems += verdict.problems
    committed = root / "Tests/Mutants/results.md"
    if options.slice:
        problems += results.unlisted(committed, table)
    elif not problems:
        results.write(committed, table, verdicts)
    for problem in problems:
        print(problem, file=sys.stderr)
    print(results.count(verdicts))
    sys.exit(1 if problems else 0)


if __name__ == "__main__":
    main()
