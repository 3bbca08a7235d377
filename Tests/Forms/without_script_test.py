"""With JavaScript off every page still shows all its text."""
import collections
import pathlib
import tempfile
import unittest

import made
from browser import Browser
from server import serving

# Each smallest piece of text that stands by itself, and is shown once its box is open.
SHOWN = """() => {
  for (const box of document.querySelectorAll("details")) box.open = true;
  const pieces = "h1, h2, h3, h4, p, li, td, th, pre, summary, figcaption, math";
  return [...document.querySelectorAll("main :is(" + pieces + ")")]
    .filter(piece => !piece.closest("figure.live, [data-live]") && piece.checkVisibility({ visibilityProperty: true }))
    .map(piece => [...piece.childNodes].filter(node => node.nodeType === Node.TEXT_NODE || node.matches?.("a, em, strong, code, span"))
      .map(node => node.textContent).join("").replace(/\\s+/g, " ").trim())
    .filter(text => text);
}"""


class WithoutScriptTests(unittest.TestCase):
    def test_every_page_shows_the_same_text(self):
        with serving(made.SITE) as address, Browser() as browser:
            for place in made.places():
                with self.subTest(place):
                    with_script = shown(browser, address + place, True)
                    without = shown(browser, address + place, False)
                    self.assertGreater(len(without), 0)
                    missing = with_script - without
                    self.assertEqual(missing, collections.Counter())

    def test_text_that_waits_for_a_script_is_found(self):
        text = "<main><p>at once</p><p hidden>later</p></main><script>document.querySelector('[hidden]').hidden = false</script>"
        with tempfile.TemporaryDirectory() as folder, serving(folder) as address, Browser() as browser:
            pathlib.Path(folder, "index.html").write_text(text)
            missing = shown(browser, address, True) - shown(browser, address, False)
        self.assertEqual(list(missing), ["later"])


def shown(browser, address, script):
    with browser.page(java_script_enabled=script) as page:
        page.goto(address)
        return collections.Counter(page.evaluate(SHOWN))


if __name__ == "__main__":
    unittest.main()
