"""The libraries' pages that `make docs` has made: every page's data, and four pages in a browser."""
import json
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

import made
from browser import THEMES, WIDTHS, Browser, axe
from server import serving

ARCHIVE = made.REPOSITORY / ".build/api.doccarchive"
LIBRARIES = ["Proximal", "TrainingFiles", "GymnasiumWorkers"]
# Of over a thousand: a landing page, a type, a function and the article.
PAGES = {
    "": "Proximal",
    "documentation/proximal/generalizedadvantageestimation/": "GeneralizedAdvantageEstimation",
    "documentation/proximal/probabilityofimprovement(_:over:)/": "probabilityOfImprovement(_:over:)",
    "documentation/proximal/yourownworld/": "Your own world",
}
PREFIX = "/some/where/"
PATIENCE = 120_000  # milliseconds, for a machine that has other work


def place(folder, prefix, archive=ARCHIVE):
    """Runs place.py, which gives the pages their place on the web."""
    return subprocess.run(
        [sys.executable, "-B", made.REPOSITORY / "Forms/api/place.py", archive, folder, "--libraries", *LIBRARIES,
         "--prefix", prefix, "--repository", "https://example.org/proximal"], capture_output=True, text=True)


class APITests(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        made.require(ARCHIVE / "index.html", "make docs")
        cls.folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(cls.folder.cleanup)
        cls.api = pathlib.Path(cls.folder.name) / "api"
        placed = place(cls.api, PREFIX)
        if placed.returncode != 0:
            raise AssertionError(placed.stderr)
        # The page of the book to which every page leads back.
        (cls.api.parent / "index.html").write_text(
            '<!doctype html><html lang="en"><head><title>The book</title><link rel="icon" href="data:,"></head>'
            "<body><main><h1>The book</h1></main></body></html>")

    def data(self):
        return {path: json.loads(path.read_text("utf-8")) for path in (self.api / "data").rglob("*.json")}

    def test_every_page_has_its_data_and_nothing_asks_for_another_place(self):
        pages = list((self.api / "documentation").rglob("index.html"))
        self.assertGreater(len(pages), 1000)
        for page in pages:
            data = self.api / "data" / page.parent.relative_to(self.api).with_suffix("")
            self.assertTrue(data.with_name(page.parent.name + ".json").exists(), page)
        text = pages[0].read_text("utf-8")
        self.assertIn(f'baseUrl = "{PREFIX}api/"', text)
        self.assertNotIn('="/js', text)

    def test_every_reference_is_there(self):
        for path, data in self.data().items():
            known = data.get("references", {})
            for reference in references(data):
                self.assertIn(reference, known, f"{path.name} does not know {reference}")

    def test_links_that_leave_the_pages_lead_to_the_book_or_the_repository(self):
        addresses = {reference["url"] for data in self.data().values()
                     for reference in data.get("references", {}).values() if reference["type"] == "link"}
        self.assertIn(PREFIX + "05-ppo-clip.html", addresses)
        self.assertIn(PREFIX + "appendix-b-equations-and-their-tests.html", addresses)
        self.assertIn("https://example.org/proximal/tree/main/Examples/Acrobot", addresses)
        for address in addresses:
            self.assertTrue(address.startswith((PREFIX, "https://example.org/", "/documentation/")), address)
            page = made.SITE / address.removeprefix(PREFIX).partition("#")[0]
            if address.startswith(PREFIX) and (made.SITE / "index.html").exists():
                self.assertTrue(page.exists(), f"the site has no {page.name}")

    def test_topics_are_the_landing_pages_own(self):
        for library in LIBRARIES:
            data = json.loads((self.api / f"data/documentation/{library.lower()}.json").read_text("utf-8"))
            generated = [group["title"] for group in data["topicSections"] if group.get("generated")]
            self.assertEqual(generated, [], library)

    def test_a_prefix_that_is_none_and_a_link_to_nothing_are_refused(self):
        self.assertIn("begins and ends with a slash", place(self.api.with_name("other"), "proximal").stderr)
        broken = self.api.with_name("archive")
        shutil.copytree(ARCHIVE, broken)
        page = broken / "data/documentation/proximal.json"
        page.write_text(page.read_text("utf-8").replace("05-ppo-clip", "05-ppo-clap"), "utf-8")
        self.assertIn("05-ppo-clap", place(self.api.with_name("other"), "/", broken).stderr)

    def test_four_pages_in_a_browser(self):
        with serving(self.api.parent, PREFIX) as address, Browser() as browser:
            for path, title in PAGES.items():
                for width in WIDTHS:
                    for theme in THEMES:
                        with self.subTest(path=path, width=width, theme=theme), browser.page(width, theme) as page:
                            page.set_default_timeout(PATIENCE)
                            page.goto(f"{address}api/{path}")
                            page.wait_for_selector("h1 >> visible=true")
                            page.get_by_role("heading", level=1, name=title).wait_for()
                            page.get_by_role("link", name="The book", exact=True).wait_for()
                            if width == max(WIDTHS):
                                page.locator(".navigator-card .leaf-link").first.wait_for()
                            self.assertLessEqual(page.evaluate("document.documentElement.scrollWidth"), width)
                            self.assertEqual(axe(page) + page.faults, [])
            with browser.page() as page:
                page.set_default_timeout(PATIENCE)
                page.goto(f"{address}api/{path}")
                page.get_by_role("link", name="TrainingFiles", exact=True).click()
                page.get_by_role("heading", level=1, name="TrainingFiles").wait_for()
                page.get_by_role("link", name="The book", exact=True).click()
                page.get_by_role("heading", level=1, name="The book").wait_for()
                self.assertEqual(page.faults, [])


def references(data):
    """The identifiers that a page's text and topics name."""
    if isinstance(data, list):
        for item in data:
            yield from references(item)
    elif isinstance(data, dict):
        if data.get("type") == "reference" and data.get("isActive", True):
            yield data["identifier"]
        for section in data.get("topicSections", []):
            yield from section["identifiers"]
        for value in data.values():
            yield from references(value)


if __name__ == "__main__":
    unittest.main()
