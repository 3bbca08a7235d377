"""insertion.py: puts mutants into the text of a source file, each behind a switch.

An expression becomes `(mutant(17) ? (INSTEAD) : (PIECE))`, a statement
`if (mutant(17)) { INSTEAD } else { STANDS }`, which Swift and C both read. Several mutants of one piece are
asked one after the other; one within another's piece is kept where the other is not chosen.
"""

from typing import NamedTuple


class Overlap(Exception):
    """Two pieces share text, and neither holds the other."""


class Change(NamedTuple):
    start: int
    end: int
    number: int
    instead: str
    is_statement: bool


def change(number, row, text):
    """Where row's piece stands in the text, and what is put there."""
    start = text.index(row.text)
    if "«" not in row.stands:
        return Change(start, start + len(row.text), number, row.instead, True)
    before, rest = row.stands.split("«")
    piece = rest.split("»")[0]
    start += len(before)
    return Change(start, start + len(piece), number, row.instead, False)


def insert(numbered_rows, text):
    """The text with all of the mutants in it. Throws `Overlap` with their numbers."""
    changes = [change(number, row, text) for number, row in numbered_rows]
    # Outer pieces before the inner ones that begin with them, statements before the expressions they are.
    changes.sort(key=lambda c: (c.start, -c.end, not c.is_statement, c.number))
    return _render(text, 0, len(text), changes)


def _render(text, start, end, changes):
    parts, position = [], start
    while changes:
        outer = changes[0]
        inner = [c for c in changes[1:] if c.start < outer.end]
        for c in inner:
            if c.end > outer.end:
                raise Overlap(outer.number, c.number)
        parts.append(text[position:outer.start])
        stands = _render(text, outer.start, outer.end, inner)
        if outer.is_statement:
            parts.append(f"if (mutant({outer.number})) {{ {outer.instead} }} else {{ {stands} }}")
        else:
            parts.append(f"(mutant({outer.number}) ? ({outer.instead}) : ({stands}))")
        position = outer.end
        changes = changes[1 + len(inner):]
    return "".join(parts) + text[position:end]


# Ahead of the first line, and counted with it: what the compiler says of a line is true of the original.
def with_switch(text, file):
    """The text, able to ask `mutant(17)`."""
    if file.endswith(".swift"):
        return "import CKernels; " + text
    return '#include "CKernels.h"\n#line 1\n' + text
