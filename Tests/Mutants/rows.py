"""rows.py: the tables of mutants, one small change a row, and what is wrong with them.

A table is a file of tab-separated columns with a header line:

- `part`: the numbers of the equations that the change bends, `(2.12)`, or words that name the part. A test
  that kills the mutant has to say one of them in its name or its suite's.
- `file`: the file that is changed, from the root.
- `stands`: the text of a line, or of a piece of one, which the file holds exactly once. If a piece of it
  stands between « and », that expression alone is exchanged; if not, all of it is one statement.
- `instead`: what stands there in the mutant; nothing deletes a statement.
- `tests`: the tests that bear on it, as `swift test --filter` takes them. They run first.
- `equivalent`: why no test can tell the mutant from the original; empty for all but a few.
"""

import re
import zlib
from pathlib import Path
from typing import NamedTuple

COLUMNS = ["part", "file", "stands", "instead", "tests", "equivalent"]
LABEL = re.compile(r"\((\d+\.\d+)\)")
# At most one mutant in so many may be marked equivalent.
MUTANTS_PER_EQUIVALENT = 20


class Row(NamedTuple):
    part: str
    file: str
    stands: str
    instead: str
    tests: str
    equivalent: str
    table: str
    line: int

    @property
    def labels(self):
        return LABEL.findall(self.part)

    @property
    def number(self):
        """What the environment variable names it by: of the change alone, so that other rows can come and go
        and nothing but what they change is built again."""
        return zlib.crc32("\t".join([self.part, self.file, self.stands, self.instead]).encode()) >> 1

    @property
    def text(self):
        """What the file holds, without the marks « and »."""
        return self.stands.replace("«", "").replace("»", "")

    @property
    def place(self):
        return f"{self.table}:{self.line}"

    def is_named_by(self, name):
        """Whether a test's name, with its suite's before it, says the part: one of the equations' numbers or,
        where it has none, one of the words of four letters and more."""
        if self.labels:
            return any(f"({label})" in name for label in self.labels)
        words = re.findall(r"\w{4,}", self.part.lower())
        return any(word in name.lower() for word in words)


def read_table(path):
    """The rows of a table and its mistakes, a line each."""
    rows, mistakes = [], []
    lines = path.read_text(encoding="utf-8").splitlines()
    if not lines or lines[0].split("\t") != COLUMNS:
        return [], [f"{path.name}:1: the header has to be the columns {', '.join(COLUMNS)}, with tabs"]
    for number, line in enumerate(lines[1:], 2):
        cells = line.split("\t")
        if not line.strip():
            continue
        if not 5 <= len(cells) <= 6:
            mistakes.append(f"{path.name}:{number}: {len(cells)} columns where there should be {len(COLUMNS)}")
            continue
        row = Row(*cells, *[""] * (6 - len(cells)), path.name, number)
        mistakes += [f"{row.place}: {mistake}" for mistake in shape_mistakes(row)]
        rows.append(row)
    return rows, mistakes


def shape_mistakes(row):
    if not row.part or not row.tests or not row.text:
        yield "part, stands and tests may not be empty"
    marks = [character for character in row.stands if character in "«»"]
    if marks not in ([], ["«", "»"]):
        yield "« and » mark one piece, once"
    if marks and not row.instead:
        yield "an expression is exchanged for another: instead may not be empty"


def read_tables(folder):
    rows, mistakes = [], []
    for path in sorted(folder.glob("*.tsv")):
        more, wrong = read_table(path)
        rows += more
        mistakes += wrong
    return rows, mistakes


def unfound(rows, root):
    """A line for every row whose text its file does not hold exactly once."""
    texts = {}
    for row in rows:
        path = root / row.file
        if row.file not in texts:
            texts[row.file] = path.read_text(encoding="utf-8") if path.is_file() else None
        if texts[row.file] is None:
            yield f"{row.place}: {row.file} is no longer there"
            continue
        count = texts[row.file].count(row.text)
        if count != 1:
            times = "no longer found" if count == 0 else f"found {count} times"
            yield f"{row.place}: {times} in {row.file}: {row.text}"


def repeated(rows):
    """A line for every row whose number another one has."""
    first = {}
    for row in rows:
        if first.setdefault(row.number, row) is not row:
            yield f"{row.place}: the change stands in {first[row.number].place} already"


def uncovered(rows, root):
    """A line for every numbered equation of the chapters that no row bends."""
    covered = {label for row in rows for label in row.labels}
    for path in sorted(root.glob("Chapters/*/main.swift")):
        for label in re.findall(r"\$\$ *\((\d+\.\d+)\)", path.read_text(encoding="utf-8")):
            if label not in covered:
                yield f"no mutant bends ({label})"


def too_many_equivalents(rows):
    equivalent = sum(bool(row.equivalent) for row in rows)
    if equivalent * MUTANTS_PER_EQUIVALENT > len(rows):
        yield f"{equivalent} of {len(rows)} mutants are marked equivalent; at most one in " \
              f"{MUTANTS_PER_EQUIVALENT} may be"


def read(root):
    """All rows, and all that is wrong with them."""
    rows, mistakes = read_tables(root / "Tests/Mutants")
    mistakes += unfound(rows, root)
    mistakes += repeated(rows)
    mistakes += uncovered(rows, root)
    mistakes += too_many_equivalents(rows)
    return rows, mistakes
