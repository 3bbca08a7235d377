import tempfile
import unittest
from pathlib import Path

import results
from bundle import Outcome
from rows import Row


def verdict(part="(1.1)", failed=(), cut_short="", equivalent=""):
    row = Row(part, "a.swift", "«a»", "b", "T", equivalent, "a.tsv", 2)
    return results.Verdict(row, Outcome([], list(failed), cut_short, 0))


class ResultsTests(unittest.TestCase):
    def test_the_killer_that_says_the_part_is_named(self):
        killed = verdict(failed=["S: (1.0) other", "S: (1.1) z", "S: (1.1) it"])
        self.assertEqual(killed.killed_by, "S: (1.1) it")
        self.assertEqual(list(killed.problems), [])
        self.assertEqual(killed.line, "a.tsv:2 (1.1) «a» → b: S: (1.1) it")

    def test_what_is_a_problem(self):
        for wrong, said in [
            (verdict(), "SURVIVED"),
            (verdict(failed=["S: (1.2) other"]), "killed by no test that says so"),
            (verdict(failed=["S: (1.1) it"], equivalent="dead code"), "marked equivalent, and killed"),
            (verdict(cut_short="a trap: SIGSEGV"), "killed by no test that says so"),
        ]:
            (problem,) = wrong.problems
            self.assertIn(said, problem)
        self.assertEqual(list(verdict(equivalent="dead code").problems), [])

    def test_a_trap_is_told_with_its_message(self):
        self.assertEqual(verdict(failed=["S: (1.1) it"], cut_short="a trap: why").killed_by, "a trap: why, in S: (1.1) it")

    def test_they_are_counted(self):
        all_three = [verdict(failed=["S: (1.1) it"]), verdict(equivalent="dead code"), verdict()]
        self.assertEqual(results.count(all_three), "3 mutants: 1 killed, 1 equivalent, 1 survived")

    def test_what_has_not_run_again_stays_in_the_table(self):
        with tempfile.TemporaryDirectory() as scratch:
            path = Path(scratch) / "results.md"
            first, second = verdict(failed=["S: (1.1) |a| b"]), verdict(part="(2.1) a | b", failed=["S: (2.1) c"])
            table = [first.row, second.row]
            self.assertEqual(len(list(results.unlisted(path, table))), 2)
            results.write(path, table, [first])
            self.assertEqual(len(list(results.unlisted(path, table))), 1)
            results.write(path, table, [second])
            self.assertEqual(list(results.unlisted(path, table)), [])
            written = path.read_text(encoding="utf-8")
            self.assertIn("| (1.1) | a.swift | `«a»` | `b` | S: (1.1) \\|a\\| b |\n", written)
            results.write(path, [second.row], [])
            self.assertNotIn("(1.1)", path.read_text(encoding="utf-8"))


if __name__ == "__main__":
    unittest.main()
