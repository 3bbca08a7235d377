"""results.py: what became of each mutant, as lines and as the committed table."""

from typing import NamedTuple

import bundle
import rows


class Verdict(NamedTuple):
    number: int
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
        return f"{self.number} {row.part} {row.file}: {row.stands} {instead}: {self.killed_by}"

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
    return "`" + text.replace("|", "\\|") + "`" if text else "deleted"


def table_lines(verdicts):
    yield "| part | file | stands | instead | killed by |"
    yield "|---|---|---|---|---|"
    for verdict in verdicts:
        row = verdict.row
        killed_by = verdict.killed_by.replace("|", "\\|")
        yield f"| {row.part} | {row.file} | {code(row.stands)} | {code(row.instead)} | {killed_by} |"


def document(verdicts):
    lines = ["# What kills each mutant", "",
             "`make mutants` writes this. Each row is one change of the sources; the last column names a test",
             "that fails with it. Where « and » stand, what is between them is exchanged.", "",
             count(verdicts) + ".", ""]
    for table in sorted({verdict.row.table for verdict in verdicts}):
        lines += [f"## {table.removesuffix('.tsv')}", ""]
        lines += table_lines([verdict for verdict in verdicts if verdict.row.table == table])
        lines.append("")
    return "\n".join(lines)


def write(path, verdicts):
    unfinished = path.with_suffix(".unfinished")
    unfinished.write_text(document(verdicts), encoding="utf-8")
    unfinished.replace(path)
