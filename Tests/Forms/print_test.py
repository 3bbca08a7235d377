"""On paper: boxes are open, and nothing is there that only a screen can use."""
import unittest

import made
from browser import Browser
from server import serving

HIDDEN_IN_BOXES = """() => [...document.querySelectorAll("details > :not(summary)")]
  .filter(part => part.textContent.trim() && !part.checkVisibility())
  .map(part => "a box is closed: " + part.parentElement.querySelector("summary").textContent)"""
FOR_SCREENS = """() => [...document.querySelectorAll("nav, button, input, form[role=search], .skip")]
  .filter(part => part.checkVisibility({ visibilityProperty: true }) && part.getBoundingClientRect().height > 1)
  .map(part => "only for screens: " + part.localName + "." + part.className)"""


class PrintTests(unittest.TestCase):
    def test_boxes_are_open_and_the_sidebar_is_gone(self):
        with serving(made.SITE) as address, Browser() as browser:
            for place in made.places():
                with self.subTest(place), browser.page() as page:
                    page.goto(address + place)
                    self.assertEqual(amiss_on_paper(page) + page.faults, [])

    def test_what_a_screen_needs_is_found(self):
        with Browser() as browser, browser.page() as page:
            page.set_content("<nav>Chapters</nav><details><summary>Box</summary><p>text</p></details><p>text</p>")
            self.assertEqual(amiss_on_paper(page), ["a box is closed: Box", "only for screens: nav."])


def amiss_on_paper(page):
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    return page.evaluate(HIDDEN_IN_BOXES) + page.evaluate(FOR_SCREENS)


if __name__ == "__main__":
    unittest.main()
