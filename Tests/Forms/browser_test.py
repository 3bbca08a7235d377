"""What goes wrong on a page is heard."""
import pathlib
import tempfile
import unittest

from browser import Browser
from server import serving


class BrowserTests(unittest.TestCase):
    def faults(self, *elements):
        text = '<!doctype html><meta charset="utf-8"><link rel="icon" href="data:,"><p>text' + "".join(elements)
        with tempfile.TemporaryDirectory() as folder, serving(folder) as address, Browser() as browser:
            pathlib.Path(folder, "index.html").write_text(text)
            with browser.page(360, "dark") as page:
                page.goto(address)
                page.wait_for_load_state("networkidle")
                self.assertEqual(page.evaluate("innerWidth"), 360)
                self.assertTrue(page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches"))
                return page.faults

    def test_a_sound_page_has_none(self):
        self.assertEqual(self.faults("<script>console.log(1); console.info(2)</script>"), [])

    def test_each_is_heard(self):
        for element, fault in [
            ("<script>console.error('e')</script>", "console error: e"),
            ("<script>console.warn('w')</script>", "console warning: w"),
            ("<script>throw Error('x')</script>", "exception: x"),
            ("<img src='none.png' alt='None'>", "answer 404: http://127.0.0.1"),
            ("<img src='http://other.invalid/dot.png' alt='A dot'>", "request to another host: http://other.invalid/dot.png"),
            ("<script>fetch('http://127.0.0.1:9/').catch(() => {})</script>", "failed request: http://127.0.0.1:9/"),
        ]:
            with self.subTest(element):
                faults = self.faults(element)
                self.assertTrue(any(each.startswith(fault) for each in faults), faults)


if __name__ == "__main__":
    unittest.main()
