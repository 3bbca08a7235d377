"""What a reader does on a page: boxes, equations, the theme, code, turning pages. What takes the site's
script is also tried with an empty one, where it has to fail."""
import base64
import contextlib
import unittest

import made
from browser import Browser
from server import serving

CHAPTER = "05-ppo-clip.html"

# What takes no script in Chromium, which opens boxes by itself.
WITHOUT_SCRIPT = ["test_a_link_into_a_closed_box_opens_it", "test_pages_are_turned_by_keyboard"]


class ReadingTests(unittest.TestCase):
    script = True

    @classmethod
    def setUpClass(cls):
        made.pages()
        cls.address = cls.enterClassContext(serving(made.SITE))
        cls.browser = cls.enterClassContext(Browser())

    @contextlib.contextmanager
    def reading(self, place=CHAPTER, **options):
        with self.browser.page(**options) as page:
            page.set_default_timeout(5000)
            if not self.script:
                page.route("**/site.js", lambda route: route.fulfill(body="", content_type="text/javascript"))
            page.goto(self.address + place)
            yield page
            self.assertEqual(page.faults, [])

    def test_a_link_into_a_closed_box_opens_it(self):
        with self.reading() as page:
            inside = page.locator("details [id]:not([id=''])").first.get_attribute("id")
            self.assertFalse(shown(page, inside))
            page.goto(f"{self.address}{CHAPTER}#{inside}")
            self.assertTrue(shown(page, inside), "by its address")
        with self.reading(f"{CHAPTER}#{inside}") as page:
            self.assertTrue(shown(page, inside), "from another page")
            page.wait_for_function("scrollY > 100")

    def test_an_equation_is_shown_where_it_is_spoken_of(self):
        for reach in ["focus", "hover"]:
            with self.subTest(reach), self.reading() as page:
                link = page.locator("main p a.equation-link:visible").first
                getattr(link, reach)()
                popover = page.locator("[popover]:popover-open, [role=tooltip]:visible")
                popover.wait_for()
                self.assertGreater(popover.locator("math").count(), 0)
                self.assertGreater(popover.locator("li").count(), 0, "its tests")
                page.keyboard.press("Escape")
                popover.wait_for(state="hidden")

    def test_the_theme_is_switched_and_kept(self):
        for theme, other in [("light", "dark"), ("dark", "light")]:
            with self.subTest(theme), self.reading(theme=theme) as page:
                before = background(page)
                page.locator("button.theme").focus()
                page.keyboard.press("Enter")
                self.assertEqual(page.evaluate("document.documentElement.dataset.theme"), other)
                self.assertNotEqual(background(page), before)
                page.reload()
                self.assertEqual(page.evaluate("document.documentElement.dataset.theme"), other)
                figure = brightness(page, page.locator("figure img[src$='.svg']").first)
                self.assertGreater(figure if other == "light" else 255 - figure, 180, "a figure's ground")

    def test_code_is_copied(self):
        with self.reading(permissions=["clipboard-read", "clipboard-write"]) as page:
            listing = page.locator(".listing:visible").first
            listing.get_by_role("button", name="Copy").press("Enter")
            copied = page.evaluate("navigator.clipboard.readText()")
            self.assertEqual(copied.strip(), listing.locator("pre").inner_text().strip())

    def test_pages_are_turned_by_keyboard(self):
        with self.reading() as page:
            for turn, place in [("next", "06-gae.html"), ("prev", CHAPTER)]:
                page.keyboard.press("End")
                page.locator(f"a[rel={turn}]").press("Enter")
                page.wait_for_url(f"**/{place}")


class WithoutItsScriptTests(unittest.TestCase):
    def test_each_of_them_fails(self):
        made.pages()

        class WithoutItsScript(ReadingTests):
            script = False

        for name in unittest.TestLoader().getTestCaseNames(ReadingTests):
            if name in WITHOUT_SCRIPT:
                continue
            with self.subTest(name):
                result = unittest.TestResult()
                unittest.TestSuite([WithoutItsScript(name)]).run(result)
                self.assertFalse(result.wasSuccessful())


def shown(page, anchor):
    return page.evaluate("id => document.getElementById(id).checkVisibility()", anchor)


def background(page):
    return page.evaluate("getComputedStyle(document.body).backgroundColor")


def brightness(page, picture):
    """The mean of the pixels of a picture as it is shown, from 0 to 255."""
    picture.scroll_into_view_if_needed()
    picture.evaluate("image => image.decode()")
    return page.evaluate("""async png => {
      const image = new Image();
      image.src = "data:image/png;base64," + png;
      await image.decode();
      const canvas = new OffscreenCanvas(image.width, image.height).getContext("2d");
      canvas.drawImage(image, 0, 0);
      const { data } = canvas.getImageData(0, 0, image.width, image.height);
      return data.reduce((sum, value, index) => sum + (index % 4 < 3 ? value : 0), 0) / data.length * 4 / 3;
    }""", base64.b64encode(picture.screenshot()).decode())


if __name__ == "__main__":
    unittest.main()
