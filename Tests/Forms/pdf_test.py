"""The book as a PDF holds what book.md holds, leads where it says and keeps to its pages. Needs poppler's tools.

PDF=FILE looks at that file instead of making one.
"""
import collections
import os
import pathlib
import re
import shutil
import subprocess
import unittest

import book_text

ROOT = book_text.ROOT
TEXT_STARTS, TEXT_ENDS = 62.4, 473.4  # points from the left: margins of 22 mm on pages of 189 mm
RULES = 13                            # points that the rules of boxes stand in the margin
FOOT = 640                            # points from the top: only a page's number stands below
RESOLUTION = 36                       # dots an inch: two points each


def run(*command):
    return subprocess.run(command, check=True, capture_output=True, cwd=ROOT).stdout


def make():
    subprocess.run(["make", "--no-print-directory", "pdf"], check=True, cwd=ROOT)
    return max((ROOT / "dist").glob("proximal-*.pdf"), key=lambda file: file.stat().st_mtime)


def plain(markdown):
    """A heading's words as they are printed, without spaces."""
    words = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", re.sub(r"[`*$\\]", "", markdown))
    return re.sub(r"\s", "", words.replace("'", "’"))


def pictures(portable_greymaps):
    """(width, height, bytes) of each picture of a stream of them."""
    position = 0
    while position < len(portable_greymaps):
        header = re.compile(rb"P5\s+(\d+)\s+(\d+)\s+255\s").match(portable_greymaps, position)
        width, height = int(header[1]), int(header[2])
        yield width, height, portable_greymaps[header.end():header.end() + width * height]
        position = header.end() + width * height


@unittest.skipUnless(shutil.which("pdftotext"), "there are no poppler-utils")
class PDFTests(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.pdf = pathlib.Path(os.environ["PDF"]) if "PDF" in os.environ else make()
        cls.pages = run("pdftotext", "-layout", cls.pdf, "-").decode().split("\f")[:-1]
        cls.text = "\n".join(cls.pages)
        cls.unspaced = [re.sub(r"\s", "", page) for page in cls.pages]

    def contents(self):
        """(words, page) of each line of the contents."""
        first = next(index for index, page in enumerate(self.pages) if page.strip().startswith("Contents"))
        entries = []
        for page in self.pages[first:]:
            if page.strip().startswith("Proximal\n"):
                return entries
            entries += re.findall(r"(?m)^ *(\S.*?)(?: ○)?(?: [ .]*) (\d+)$", page)
        self.fail("the contents do not end")

    def test_equations_have_their_numbers(self):
        found = re.findall(r"\((\d+\.\d+)\) ✓", self.text)
        self.assertEqual(sorted(found), sorted(book_text.EQUATIONS))

    def test_figures_have_their_captions(self):
        found = collections.Counter(re.findall(r"(?m)^ *Figure (\d+\.\d+)\.(?: |$)", self.text))
        self.assertEqual([figure for figure in book_text.FIGURES if found[figure] == 0], [])

    def test_boxes_are_marked(self):
        self.assertEqual(len(re.findall(r"(?m)^ *□ Box ", "\n".join(self.pages[2:]))), book_text.BOXES["box"])
        self.assertEqual(len(re.findall(r"(?m)^ *○ Detour, \d+ minutes?", self.text)), book_text.BOXES["detour"])
        self.assertEqual(len(re.findall(r"(?m)^ *Answer$", self.text)), book_text.BOXES["answer"])

    def test_contents_say_where_headings_stand(self):
        entries = self.contents()
        expected = [plain(words) for level, words in book_text.HEADINGS if level <= 2]
        self.assertEqual([plain(words) for words, _ in entries], expected)
        wrong = [(words, page) for words, page in entries
                 if plain(words) not in self.unspaced[int(page) - 1]]
        self.assertEqual(wrong, [])
        numbers = [int(page) for _, page in entries]
        self.assertEqual(numbers, sorted(numbers))

    def test_all_headings_are_there(self):
        # Each as often as in the book, on a line of its own, or on two.
        lines = [re.sub(r"\s", "", line) for line in self.text.splitlines() if line.strip()]
        found = collections.Counter(lines) + collections.Counter(map("".join, zip(lines, lines[1:])))
        expected = collections.Counter(plain(words) for _, words in book_text.HEADINGS)
        self.assertEqual({words: count for words, count in expected.items() if found[words] < count}, {})

    def test_a_chapter_begins_a_page(self):
        chapters = [plain(words) for level, words in book_text.HEADINGS if level == 1]
        pages = [int(page) for words, page in self.contents() if plain(words) in chapters]
        self.assertEqual(len(pages), len(chapters))
        self.assertEqual([page for page, chapter in zip(pages, chapters)
                          if not self.unspaced[page - 1].startswith(chapter)], [])

    def test_links_lead_where_they_say(self):
        xml = run("pdftohtml", "-xml", "-i", "-stdout", "-nodrm", self.pdf).decode()
        start = dict(self.contents())
        index = range(int(start["Appendix B · Equations and their tests"]), int(start["Appendix C · Claims on trial"]))
        links = re.findall(r'<a href="[^"#]*#(\d+)">(?:<[bi]>)*([^<]*)', xml)
        signs = {r"\((\d+\.\d+)\)": r"\({}\) ✓", r"Figure (\d+\.\d+)": r"(?m)^ *Figure {}\."}
        seen, wrong = collections.Counter(), []
        for page, words in links:
            for sign, target in signs.items():
                number = re.fullmatch(sign, words.strip())
                if number:
                    # An equation's own number leads to the index.
                    target = r"\({}\)" if int(page) in index else target
                    seen[sign] += 1
                    if not re.search(target.format(re.escape(number[1])), self.pages[int(page) - 1]):
                        wrong.append((words, page))
        self.assertEqual(wrong, [])
        self.assertTrue(all(seen[sign] > 50 for sign in signs), seen)

    def test_nothing_stands_in_the_margins(self):
        greymaps = run("pdftoppm", "-gray", "-r", str(RESOLUTION), self.pdf)
        dots = RESOLUTION / 72
        left, right, foot = int((TEXT_STARTS - RULES) * dots), int(TEXT_ENDS * dots) + 2, int(FOOT * dots) + 1
        wrong = []
        for number, (width, height, grey) in enumerate(pictures(greymaps), start=1):
            rows = [grey[row * width:(row + 1) * width] for row in range(height)]
            sides = b"".join(row[:left] + row[right:] for row in rows)
            middle = slice(width // 2 - 15, width // 2 + 15)
            below = b"".join(row[:middle.start] + row[middle.stop:] for row in rows[foot:])
            if min(sides) < 245:
                wrong.append(f"page {number}: beside the text")
            if number > 2 and min(below) < 245:
                wrong.append(f"page {number}: below the text")
        self.assertEqual(number, len(self.pages))
        self.assertEqual(wrong, [])

    def test_no_markup_is_left(self):
        tex = [command for command in book_text.TEX if re.search(re.escape(command) + r"\b", self.text)]
        self.assertEqual(tex, [])
        self.assertEqual(re.findall(r"\$\$|</?(?:details|summary|sub|em|a id)|\]\(#|\*\*\w", self.text), [])

    def test_chinese_is_there(self):
        # In the order in which it was written: cells stand side by side.
        everything = re.sub(r"\s", "", run("pdftotext", "-raw", self.pdf, "-").decode())
        self.assertGreater(len(book_text.TERMS), 80)
        self.assertEqual([term for term, chinese in book_text.TERMS
                          if re.sub(r"\s", "", chinese) not in everything], [])

    def test_every_character_has_a_glyph(self):
        # Typst writes no PDF/A that has a character without one.
        meta = run("pdfinfo", "-meta", self.pdf).decode()
        self.assertIn("<pdfaid:part>2</pdfaid:part>", meta)
        self.assertNotIn("\ufffd", self.text)
        fonts = run("pdffonts", self.pdf).decode().splitlines()[2:]
        self.assertTrue(any("DroidSansFallback" in font for font in fonts))
        self.assertEqual([font for font in fonts if font.split()[-5] != "yes"], [], "not embedded")

    def test_the_same_bytes_twice(self):
        if "PDF" in os.environ:
            self.skipTest("nothing is made")
        first = self.pdf.read_bytes()
        self.assertEqual(make().read_bytes(), first)


if __name__ == "__main__":
    unittest.main()
