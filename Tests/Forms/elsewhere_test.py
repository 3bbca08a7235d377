"""The site under another prefix, and from a folder without a server: every page, with nothing amiss."""
import pathlib
import tempfile
import unittest

import made
import page_checks
from browser import Browser
from server import serving


class ElsewhereTests(unittest.TestCase):
    def test_under_a_prefix(self):
        with serving(made.SITE, prefix="/proximal/") as address:
            self.walk(address)

    def test_from_a_folder(self):
        self.walk(made.SITE.as_uri() + "/")

    def test_an_address_from_the_root_is_found(self):
        text = '<link rel="icon" href="data:,"><link rel="stylesheet" href="/style.css"><p>text'
        with tempfile.TemporaryDirectory() as folder, Browser() as browser:
            pathlib.Path(folder, "index.html").write_text(text)
            pathlib.Path(folder, "style.css").write_text("p { color: red }")
            with serving(folder, "/proximal/") as served:
                for address, faults in [(served, 2), (pathlib.Path(folder).as_uri() + "/", 2)]:
                    with self.subTest(address), browser.page() as page:
                        page.goto(address + "index.html")
                        self.assertEqual(len(page.faults), faults, page.faults)

    def walk(self, address):
        """From the first page to the last by the links between them."""
        pages = set(made.places())
        with Browser() as browser, browser.page() as page:
            page.goto(address + "index.html")
            walked = []
            while True:
                page_checks.open_boxes(page)
                self.assertEqual(page_checks.pictures(page), [])
                self.assertTrue(page.url.startswith(address), page.url)
                walked.append(page.url[len(address):])
                following = page.locator("a[rel=next]")
                if following.count() == 0:
                    break
                following.click()
                page.wait_for_load_state()
            self.assertEqual(page.faults, [])
            self.assertLessEqual(pages - set(walked), {"404.html", "search.html"})


if __name__ == "__main__":
    unittest.main()
