"""results.py: what became of each mutant, as lines and as the committed table."""

import re
from typing import NamedTuple

import bundle
import rows


class Verdict(NamedTuple):
    row: rows.Row
    outcome: bundle.Outcome

    @property
    def is_killed(self):
        return bool(self.outcome.failed or self.outcome.cut_short)

    @property
    def killers(self):
        """The tests that failed and say the part, else all that failed."""
        naming = [name for name in self.outcome.failed if self.row.is_named_by(name)]
        return sorted(naming or self.outcome.failed)

    @property
    def killed_by(self):
        if not self.is_killed:
            return f"equivalent: {self.row.equivalent}" if self.row.equivalent else "SURVIVED"
        cause = self.outcome.cut_short
        return " ".join(([f"{cause}, in"] if cause else []) + self.killers[:1])

    @property
    def line(self):
        row = self.row
        instead = f"→ {row.instead}" if row.instead else "deleted"
        return f"{row.place} {row.part} {row.stands} {instead}: {self.killed_by}"

    @property
    def problems(self):
        row = self.row
        if not self.is_killed:
            if not row.equivalent:
                yield f"{row.place}: {row.part} SURVIVED"
        elif row.equivalent:
            yield f"{row.place}: {row.part} is marked equivalent, and killed by {self.killed_by}"
        elif not any(row.is_named_by(name) for name in self.outcome.failed):
            yield f"{row.place}: {row.part} is killed by no test that says so, but by {self.killed_by}"


def count(verdicts):
    killed = sum(verdict.is_killed for verdict in verdicts)
    equivalent = sum(not verdict.is_killed and bool(verdict.row.equivalent) for verdict in verdicts)
    survived = len(verdicts) - killed - equivalent
    return f"{len(verdicts)} mutants: {killed} killed, {equivalent} equivalent, {survived} survived"


def code(text):
    """A code span in a cell of a Markdown table."""
    return f"`{escaped(text)}`" if text else "deleted"


def escaped(text):
    return text.replace("|", "\\|")


def head(row):
    """A row's line of the committed table, up to what killed the mutant."""
    return f"| {escaped(row.part)} | {row.file} | {code(row.stands)} | {code(row.instead)} | "


# A bar with a backslash before it stands inside a cell.
LAST_CELL = re.compile(r"(.*(?<!\\)\| )(.*) \|$")


def committed(path):
    """What the committed table says: lines by their heads."""
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    return {match[1]: match[0] for match in map(LAST_CELL.match, lines) if match}


def unlisted(path, table):
    """A line for every row that the committed table does not have."""
    known = committed(path)
    for row in table:
        if head(row) not in known:
            yield f"{row.place}: {path.name} does not have it: make mutants ONLY={row.table.removesuffix('.tsv')}"


def document(lines_by_table):
    lines = ["# What kills each mutant", "",
             "`make mutants` writes this. Each row is one change of the sources. The last column names a test that fails",
             "with it. Where « and » stand, what is between them is exchanged.", ""]
    for table, rows_of_table in lines_by_table.items():
        lines += [f"## {table.removesuffix('.tsv')}", "", "| part | file | stands | instead | killed by |",
                  "|---|---|---|---|---|", *rows_of_table, ""]
    return "\n".join(lines)


def write(path, table, verdicts):
    """Writes the committed table: what has just run as it came out, the rest of the rows as it stood there."""
    lines = committed(path)
    lines |= {head(verdict.row): f"{head(verdict.row)}{escaped(verdict.killed_by)} |" for verdict in verdicts}
    by_table = {}
    for row in table:
        if head(row) in lines:
            by_table.setdefault(row.table, []).append(lines[head(row)])
    unfinished = path.with_suffix(".unfinished")
    unfinished.write_text(document(by_table), encoding="utf-8")
    unfinished.replace(path)
