"""The checks' own tests: on a page with one thing wrong, each finds that and nothing else."""
import contextlib
import pathlib
import tempfile
import unittest

import page_checks
from browser import Browser
from server import serving

SOUND = r"""
<h1>A page</h1>
<p>Text, code as in <code>$0 + \frac</code>, and
  <math><semantics><mi>x</mi><annotation encoding="application/x-tex">\mathbb{E}</annotation></semantics></math>.</p>
<pre tabindex="0" role="region" aria-label="Code" style="overflow-x: auto">one line of code that is too long for a narrow page and scrolls</pre>
<details><summary>A box</summary><p>More text.</p><img src="dot.svg" loading="lazy" alt="A dot"></details>
"""

DOT = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><circle cx="4" cy="4" r="4"/></svg>'


class PageChecksTests(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.browser = cls.enterClassContext(Browser())
        cls.folder = pathlib.Path(cls.enterClassContext(tempfile.TemporaryDirectory()))
        cls.address = cls.enterClassContext(serving(cls.folder))
        (cls.folder / "dot.svg").write_text(DOT)

    @contextlib.contextmanager
    def shown(self, more="", width=360, body=SOUND):
        (self.folder / "index.html").write_text(
            '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>A page</title>'
            '<meta name="viewport" content="width=device-width"><link rel="icon" href="data:,"></head>'
            f"<body><main>{body}{more}</main></body></html>")
        with self.browser.page(width) as page:
            page.goto(self.address)
            yield page

    def assert_finds(self, check, more, *texts):
        """The check finds what `more` adds to a sound page, and no other check finds anything there."""
        with self.shown(more) as page:
            for each in page_checks.ALL:
                found = each(page)
                if each is not check:
                    self.assertEqual(found, [], each.__name__)
                    continue
                self.assertEqual(len(found), 1, found)
                for text in texts:
                    self.assertIn(text, found[0])

    def test_nothing_is_found_on_a_sound_page(self):
        for width in [360, 1280]:
            with self.shown(width=width) as page:
                self.assertEqual(page_checks.all_findings(page), [])
                self.assertEqual(page.faults, [])

    def test_what_sticks_out_is_named(self):
        self.assert_finds(page_checks.sideways_scroll, '<p class="wide" style="width: 500px">text</p>',
                          "main > p.wide", "360 px")

    def test_what_is_cut_off_is_named(self):
        self.assert_finds(page_checks.cut_off, '<p style="overflow-x: clip"><span style="padding-left: 500px">text</span></p>',
                          "main > p", "into 3")

    def test_raw_mathematics_is_found_outside_code(self):
        for raw in ["a $ sign", r"\frac{1}{2}", r"\mathbb E", r"a_{t} = 1", r"\(x\)", r"a \\ b"]:
            with self.subTest(raw):
                self.assert_finds(page_checks.raw_mathematics, f"<p>{raw}</p>", "main > p", raw)

    def test_raw_mathematics_is_found_in_alternative_texts(self):
        self.assert_finds(page_checks.raw_mathematics, r'<img src="dot.svg" alt="The slope \theta">', "img", r"\theta")

    def test_a_formula_that_could_not_be_read_is_found(self):
        self.assert_finds(page_checks.raw_mathematics, "<p><math><merror><mtext>x</mtext></merror></math></p>", "merror")

    def test_a_picture_that_is_not_there_is_found(self):
        self.assert_finds(page_checks.pictures, '<img src="none.svg" alt="A dot">', "none.svg was not loaded")

    def test_a_picture_in_a_closed_box_is_asked_for_too(self):
        self.assert_finds(page_checks.pictures,
                          '<details><summary>Box</summary><img src="none.svg" loading="lazy" alt="A dot"></details>',
                          "none.svg was not loaded")

    def test_a_drawing_without_a_name_is_found(self):
        self.assert_finds(page_checks.pictures, "<svg width='9' height='9'></svg>", "svg", "title")

    def test_small_text_is_found(self):
        self.assert_finds(page_checks.small_text, '<p class="tiny" style="font-size: 9px">text</p>', "p.tiny", "9.0 px")

    def test_axe_finds_contrast_that_is_too_low(self):
        self.assert_finds(page_checks.contrast, '<p style="color: #bbb">text</p>', "color-contrast")

    def test_each_kind_of_code_is_asked_for_its_contrast(self):
        style = "<style>.b { color: #bbb }</style>"
        listings = "".join(f'<pre><span class="{kind}">code</span></pre>' for kind in "aaaba")
        self.assert_finds(page_checks.contrast, style + listings, "color-contrast: .b")

    def test_a_formula_in_another_colour_is_found(self):
        self.assert_finds(page_checks.contrast, '<p><math><mi style="color: #bbb">x</mi></math></p>', "p > math")

    def test_axe_finds_what_a_screen_reader_cannot_tell(self):
        self.assert_finds(page_checks.accessibility, '<a href="dot.svg"></a>', "link-name")

    def test_a_picture_without_a_text_is_found(self):
        with self.shown('<img src="dot.svg">') as page:
            self.assertIn("alt is empty: dot.svg", page_checks.pictures(page)[0])
            self.assertIn("image-alt", page_checks.accessibility(page)[0])

    def test_the_title_of_a_closed_box_is_asked_for_its_contrast(self):
        style = "<style>details:not([open]) > summary { color: #bbb }</style>"
        with self.shown(style) as page:
            found = page_checks.all_findings(page)
        self.assertEqual(len(found), 1, found)
        self.assertIn("axe color-contrast: summary", found[0])

    def test_what_is_wrong_in_a_box_is_found_once_it_is_open(self):
        box = '<details><summary>Box</summary><p style="width: 500px; color: #bbb">text</p></details>'
        with self.shown(box) as page:
            found = page_checks.all_findings(page)
        self.assertEqual(len(found), 2, found)
        for finding, text in zip(found, ["500", "color-contrast"]):
            self.assertTrue(finding.startswith("with boxes open: "), finding)


if __name__ == "__main__":
    unittest.main()
