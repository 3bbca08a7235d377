import tempfile
import unittest
from pathlib import Path

import rows

HEADER = "part\tfile\tstands\tinstead\ttests\tequivalent\n"


def row(part="(1.1)", file="a.swift", stands="«a»", instead="b", tests="T", equivalent=""):
    return rows.Row(part, file, stands, instead, tests, equivalent, "a.tsv", 2)


class RowsTests(unittest.TestCase):
    def setUp(self):
        scratch = tempfile.TemporaryDirectory()
        self.addCleanup(scratch.cleanup)
        self.root = Path(scratch.name)

    def table(self, text):
        path = self.root / "a.tsv"
        path.write_text(text, encoding="utf-8")
        return rows.read_table(path)

    def test_a_table_is_read(self):
        read, mistakes = self.table(HEADER + "(1.1) (1.2)\ta.swift\tx = «y»\tz\tT\n\na sum\tb.c\tx;\t\tT\tdead code\n")
        self.assertEqual(mistakes, [])
        self.assertEqual([r.labels for r in read], [["1.1", "1.2"], []])
        self.assertEqual((read[0].text, read[0].equivalent, read[0].place), ("x = y", "", "a.tsv:2"))
        self.assertEqual((read[1].instead, read[1].equivalent), ("", "dead code"))

    def test_mistakes_are_told_with_their_place(self):
        for text, said in [
            ("part\tfile\n", "a.tsv:1: the header"),
            (HEADER + "(1.1)\ta.swift\n", "a.tsv:2: 2 columns"),
            (HEADER + "(1.1)\ta.swift\tx = »y«\tz\tT\t\n", "a.tsv:2: « and » mark one piece"),
            (HEADER + "(1.1)\ta.swift\tx = «y»\t\tT\t\n", "a.tsv:2: an expression is exchanged"),
            (HEADER + "(1.1)\ta.swift\tx = «y»\tz\t\t\n", "a.tsv:2: part, stands and tests"),
        ]:
            _, mistakes = self.table(text)
            self.assertEqual(len(mistakes), 1, text)
            self.assertTrue(mistakes[0].startswith(said), mistakes)

    def test_the_text_stands_exactly_once(self):
        (self.root / "a.swift").write_text("a b b", encoding="utf-8")
        looked_for = [row(stands="«a» b"), row(stands="«b»"), row(stands="c"), row(file="b.swift")]
        self.assertEqual(list(rows.unfound(looked_for, self.root)), [
            "a.tsv:2: found 2 times in a.swift: b", "a.tsv:2: no longer found in a.swift: c",
            "a.tsv:2: b.swift is no longer there"])

    def test_a_change_stands_once(self):
        self.assertEqual(list(rows.repeated([row(), row(instead="c")])), [])
        self.assertEqual(list(rows.repeated([row(), row()])), ["a.tsv:2: the change stands in a.tsv:2 already"])

    def test_every_numbered_equation_is_bent(self):
        chapter = self.root / "Chapters/01-one/main.swift"
        chapter.parent.mkdir(parents=True)
        chapter.write_text("$$\na\n$$ (1.1)\n\n$$ b $$\n$$(1.2)\n", encoding="utf-8")
        self.assertEqual(list(rows.uncovered([row()], self.root)), ["no mutant bends (1.2)"])

    def test_one_in_twenty_may_be_equivalent(self):
        one = [row(equivalent="dead")]
        self.assertEqual(list(rows.too_many_equivalents(19 * [row()] + one)), [])
        self.assertEqual(len(list(rows.too_many_equivalents(18 * [row()] + one))), 1)

    def test_a_name_says_the_part(self):
        self.assertTrue(row(part="(1.1) (1.2)").is_named_by("Suite: (1.2) what it says"))
        self.assertFalse(row(part="(1.1)").is_named_by("Suite: (1.10) what it says"))
        self.assertTrue(row(part="the critic's shortening").is_named_by("Critic: its gradient"))
        self.assertFalse(row(part="the critic's shortening").is_named_by("The actor"))


if __name__ == "__main__":
    unittest.main()
