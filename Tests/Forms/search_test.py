"""Searching, by keyboard alone."""
import unittest

import made
from browser import Browser, axe
from server import serving


class SearchTests(unittest.TestCase):
    def test_importance_sampling_leads_to_chapter_3(self):
        made.pages()
        for prefix in ["/", "/proximal/"]:
            with self.subTest(prefix), serving(made.SITE, prefix) as address, Browser() as browser:
                for width, theme in [(360, "dark"), (1280, "light")]:
                    with browser.page(width, theme) as page:
                        page.goto(address + "index.html")
                        page.keyboard.press("/")
                        page.keyboard.type("importance sampling")
                        page.keyboard.press("Enter")
                        page.wait_for_url("**/search.html?q=importance*")
                        first = page.locator(".results li a").first
                        first.wait_for()
                        self.assertEqual(axe(page), [])
                        page.keyboard.press("ArrowDown" if width == 360 else "Enter")
                        page.wait_for_function("document.activeElement.matches('.results a')")
                        page.keyboard.press("Enter")
                        page.wait_for_url(f"{address}03-importance-sampling.html*")
                        page.wait_for_load_state("networkidle")
                        self.assertEqual(page.faults, [])

    def test_from_a_folder_it_says_what_it_needs(self):
        made.pages()
        with Browser() as browser, browser.page() as page:
            page.goto((made.SITE / "search.html").as_uri() + "?q=clip")
            page.get_by_text("Search works where").wait_for()


if __name__ == "__main__":
    unittest.main()
