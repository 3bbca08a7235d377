"""On paper: boxes are open, and nothing is there that only a screen can use."""
import unittest

import made
from browser import Browser
from server import serving

HIDDEN_IN_BOXES = """() => [...document.querySelectorAll("details > :not(summary)")]
  .filter(part => part.textContent.trim() && !part.checkVisibility()).length"""
FOR_SCREENS = """() => [...document.querySelectorAll("nav, button, input, form[role=search], .skip")]
  .filter(part => part.checkVisibility({ visibilityProperty: true }) && part.getBoundingClientRect().height > 1)
  .map(part => part.localName + "." + part.className)"""


class PrintTests(unittest.TestCase):
    def test_boxes_are_open_and_the_sidebar_is_gone(self):
        with serving(made.SITE) as address, Browser() as browser:
            for path in made.pages():
                place = path.relative_to(made.SITE).as_posix()
                with self.subTest(place), browser.page() as page:
                    page.goto(address + place)
                    page.emulate_media(media="print")
                    page.evaluate("dispatchEvent(new Event('beforeprint'))")
                    self.assertEqual(page.evaluate(HIDDEN_IN_BOXES), 0, "parts of boxes are hidden")
                    self.assertEqual(page.evaluate(FOR_SCREENS), [])
                    self.assertEqual(page.faults, [])


if __name__ == "__main__":
    unittest.main()
