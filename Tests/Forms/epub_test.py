"""The book as an EPUB holds what book.md holds, and nothing is wrong with it.

EPUB=FILE looks at that file instead of making one.
"""
import collections
import html
import os
import pathlib
import re
import struct
import subprocess
import unittest
import zipfile
from xml.etree import ElementTree

import book_text

ROOT = book_text.ROOT
PYTHON = ROOT / ".build/forms-venv/bin/python"
XHTML = "{http://www.w3.org/1999/xhtml}"
MATH = "{http://www.w3.org/1998/Math/MathML}"


def make():
    subprocess.run(["make", "--no-print-directory", "epub"], check=True, cwd=ROOT)
    return max((ROOT / "dist").glob("proximal-*.epub"), key=lambda file: file.stat().st_mtime)


def classes(element):
    return element.get("class", "").split()


def words(element, without=()):
    """The text of an element, but not of those inside that are called so."""
    text = element.text or ""
    for child in element:
        if child.tag not in without:
            text += words(child, without)
        text += child.tail or ""
    return text


def squeezed(text):
    return re.sub(r"[\s‘’'“”\"]", "", text)


def plain(markdown):
    text = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", markdown)
    return squeezed(re.sub(r"[`*$\\]", "", text))


class EPUBTests(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.epub = pathlib.Path(os.environ["EPUB"]) if "EPUB" in os.environ else make()
        cls.archive = cls.enterClassContext(zipfile.ZipFile(cls.epub))
        cls.names = cls.archive.namelist()
        cls.pages = {name: ElementTree.fromstring(cls.archive.read(name))
                     for name in cls.names if name.endswith(".xhtml")}
        cls.chapters = {name: page for name, page in cls.pages.items() if re.search(r"text/ch\d+\.xhtml$", name)}

    def elements(self, tag, kind=None):
        return [element for page in self.chapters.values() for element in page.iter(tag)
                if kind is None or kind in classes(element)]

    def test_epubcheck_finds_nothing(self):
        found = subprocess.run([PYTHON, "Forms/epub/check.py", self.epub], cwd=ROOT, capture_output=True, text=True)
        self.assertEqual((found.returncode, found.stderr), (0, ""))

    def test_headings(self):
        found = [(int(element.tag[-1]), squeezed("".join(element.itertext()))) for page in self.chapters.values()
                 for element in page.iter() if re.fullmatch(XHTML + "h[1-6]", element.tag)]
        found = [heading for heading in found if heading[1] != "Contents"]
        self.assertEqual(found, [(level, plain(heading)) for level, heading in book_text.HEADINGS])

    def test_equations(self):
        equations = self.elements(XHTML + "div", "equation")
        self.assertEqual(len(equations), book_text.DISPLAYED)
        self.assertEqual([len(list(equation.iter(MATH + "math"))) for equation in equations], [1] * len(equations))
        numbers = ["".join(number.itertext()).strip() for number in self.elements(XHTML + "div", "number")]
        self.assertEqual(numbers, [f"✓ ({number})" for number in book_text.EQUATIONS])

    def test_figures(self):
        captions = ["".join(caption.itertext()) for caption in self.elements(XHTML + "figcaption")]
        numbers = [match[1] for caption in captions if (match := re.match(r"Figure (\d+\.\d+)\. \S", caption))]
        self.assertEqual(numbers, book_text.FIGURES)
        images = self.elements(XHTML + "img")
        self.assertEqual(len(images), len(book_text.PICTURES))
        self.assertEqual([image.get("src") for image in images if len(image.get("alt", "")) < 20], [])

    def test_boxes(self):
        for kind, count in book_text.BOXES.items():
            boxes = self.elements(XHTML + "div", kind)
            self.assertEqual(len(boxes), count, kind)
            self.assertTrue(all("title" in classes(box[0]) and "".join(box[0].itertext()).strip() for box in boxes))

    def test_links_lead_somewhere(self):
        ids = {name: {element.get("id") for element in page.iter()} for name, page in self.pages.items()}
        repository = subprocess.run(
            ["bash", "-c", ". Forms/shared/settings.sh; echo $REPOSITORY"], cwd=ROOT, capture_output=True, text=True
        ).stdout.strip()
        lost, files, count = [], collections.Counter(), 0
        for name, page in self.pages.items():
            for link in page.iter(XHTML + "a"):
                target = link.get("href")
                if target is None or re.match("https?:", target):
                    path = target and target.removeprefix(repository)
                    if path and path != target and re.match("/(?:blob|tree)/main/", path):
                        files[path.split("/main/")[1]] += 1
                    continue
                count += 1
                path, _, fragment = target.partition("#")
                file = os.path.normpath(os.path.join(os.path.dirname(name), path)) if path else name
                if file not in self.pages or fragment and html.unescape(fragment) not in ids[file]:
                    lost.append((name, target))
        self.assertEqual(lost, [])
        self.assertGreater(count, 1000)
        self.assertGreater(len(files), 50)
        self.assertEqual([file for file in files if not (ROOT / file.split("#")[0]).exists()], [])

    def test_no_markup_is_left(self):
        for name, page in self.chapters.items():
            text = words(page, without={XHTML + "code"})
            self.assertEqual(re.findall(r"\$|\\[a-zA-Z]{2,}|</?(?:details|summary|sub|em)\b|\]\(#|\*\*\w", text), [], name)
            self.assertEqual(list(page.iter(MATH + "merror")), [])

    def test_chinese_has_a_font(self):
        spans = ["".join(element.itertext()) for element in self.elements(XHTML + "span")
                 if element.get("lang") == "zh-Hans"]
        text = squeezed("".join(spans))
        signs = set(re.findall(r"[\u4e00-\u9fff]", "".join(chinese for _, chinese in book_text.TERMS)))
        self.assertGreater(len(signs), 150)
        self.assertEqual(signs - set(text), set())
        font = next(name for name in self.names if name.endswith("chinese.woff2"))
        script = "import io, sys; from fontTools.ttLib import TTFont;" \
                 "print(*TTFont(io.BytesIO(sys.stdin.buffer.read())).getBestCmap())"
        codes = subprocess.run([PYTHON, "-c", script], input=self.archive.read(font), capture_output=True, check=True)
        self.assertEqual({sign for sign in signs if str(ord(sign)) not in codes.stdout.decode().split()}, set())

    def test_there_is_a_cover_and_a_title(self):
        package = self.archive.read(next(name for name in self.names if name.endswith(".opf"))).decode()
        cover = re.search(r'<item[^>]*properties="cover-image"[^>]*href="([^"]*)"', package) \
            or re.search(r'<item[^>]*href="([^"]*)"[^>]*properties="cover-image"', package)
        picture = self.archive.read(next(name for name in self.names if name.endswith(cover[1])))
        self.assertEqual(picture[:8], b"\x89PNG\r\n\x1a\n")
        self.assertEqual(struct.unpack(">II", picture[16:24]), (1600, 2400))
        title = next(page for name, page in self.pages.items() if name.endswith("title_page.xhtml"))
        self.assertIn("A course in policy optimisation", "".join(title.itertext()))

    def test_the_same_bytes_twice(self):
        if "EPUB" in os.environ:
            self.skipTest("nothing is made")
        first = self.epub.read_bytes()
        self.assertEqual(make().read_bytes(), first)


if __name__ == "__main__":
    unittest.main()
