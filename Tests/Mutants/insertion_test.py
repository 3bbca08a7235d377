import unittest

import insertion
from rows import Row


def row(stands, instead):
    return Row("(1.1)", "a.swift", stands, instead, "Tests", "", "a.tsv", 2)


def inserted(text, *changes):
    return insertion.insert(list(enumerate((row(*change) for change in changes), 1)), text)


class InsertionTests(unittest.TestCase):
    def test_an_expression_and_a_statement(self):
        self.assertEqual(
            inserted("let a = b * c\n", ("let a = b * «c»", "2 * c")),
            "let a = b * (mutant(1) ? (2 * c) : (c))\n")
        self.assertEqual(
            inserted("  a += 1\n  b()\n", ("a += 1", "")),
            "  if (mutant(1)) {  } else { a += 1 }\n  b()\n")

    def test_two_mutants_of_one_piece_are_asked_in_turn(self):
        self.assertEqual(
            inserted("x = y", ("x = «y»", "z"), ("x = «y»", "w")),
            "x = (mutant(1) ? (z) : ((mutant(2) ? (w) : (y))))")

    def test_one_within_another_is_kept_where_the_other_is_not_chosen(self):
        self.assertEqual(
            inserted("x = a + b", ("x = a + «b»", "c"), ("x = a + b", "")),
            "if (mutant(2)) {  } else { x = a + (mutant(1) ? (c) : (b)) }")

    def test_neighbours_on_one_line(self):
        self.assertEqual(
            inserted("f(a, b)", ("f(a, «b»)", "2"), ("f(«a», b)", "1")),
            "f((mutant(2) ? (1) : (a)), (mutant(1) ? (2) : (b)))")

    def test_pieces_that_overlap_are_told(self):
        with self.assertRaises(insertion.Overlap) as raised:
            inserted("a + b + c", ("«a + b»", "1"), ("«b + c»", "1"))
        self.assertEqual(raised.exception.args, (1, 2))

    def test_no_line_moves(self):
        self.assertEqual(insertion.with_switch("a\nb\n", "a.swift"), "import CKernels; a\nb\n")
        self.assertTrue(insertion.with_switch("a\nb\n", "a.h").endswith("#line 1\na\nb\n"))


if __name__ == "__main__":
    unittest.main()
