"""Every link of the site, and the tests of links.py itself, on a site of two pages."""
import pathlib
import tempfile
import unittest

import links
import made

HOME = "https://example.org/proximal"


class SiteTests(unittest.TestCase):
    def test_every_link_and_every_anchor_leads_somewhere(self):
        pages = made.pages()
        findings, followed = links.findings(made.SITE, made.REPOSITORY, made.repository_address(), skipped=["api"])
        print(f"\nlinks: {followed} links of {len(pages)} pages followed: {len(findings)} findings")
        if findings:
            self.fail("\n" + "\n".join(findings))


class LinksTests(unittest.TestCase):
    def setUp(self):
        folder = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory()))
        self.site, self.repository = folder / "site", folder / "repository"
        (self.site / "chapters").mkdir(parents=True)
        self.repository.mkdir()
        (self.repository / "a b.swift").write_text("1\n2\n3\n")
        (self.site / "chapters" / "two.html").write_text('<h1 id="head&amp;β">Two</h1><img src="../dot.svg" alt="A dot">')
        (self.site / "dot.svg").write_text("<svg/>")

    def found(self, link, more=""):
        (self.site / "index.html").write_text(f'<a id="top"></a><a href="{link}">x</a>{more}')
        return links.findings(self.site, self.repository, HOME)[0]

    def test_links_that_lead_somewhere(self):
        for link in ["#top", "chapters/two.html", "chapters/two.html#head&amp;%CE%B2", "dot.svg", "https://example.com/x",
                     HOME, f"{HOME}/blob/main/a%20b.swift", f"{HOME}/blob/main/a%20b.swift#L3", f"{HOME}/edit/main/a%20b.swift",
                     f"{HOME}/blob/main/a%20b.swift#L1-L3"]:
            with self.subTest(link):
                self.assertEqual(self.found(link), [])

    def test_links_that_do_not(self):
        for link, fault in [
            ("none.html", "there is no none.html"), ("#none", "the anchor #none on index.html"),
            ("chapters/two.html#none", "the anchor #none on chapters/two.html"), ("chapters/", "a folder"), ("", "empty"),
            ("/dot.svg", "relative"), ("../x.html", "within the site"), ("javascript:x()", "without script"), ("x:y", "host"),
            (f"{HOME}/blob/main/none.swift", "there is no none.swift"), (f"{HOME}/blob/main/a%20b.swift#L4", "which has 3"),
            (f"{HOME}/blob/main/a%20b.swift#L3-L2", "which has 3"), (f"{HOME}/a%20b.swift", "expected …/blob"),
        ]:
            with self.subTest(link):
                found = self.found(link)
                self.assertEqual(len(found), 1, found)
                self.assertTrue(found[0].startswith("index.html: a href="), found[0])
                self.assertIn(fault, found[0])

    def test_the_page_for_dead_addresses_links_from_the_prefix(self):
        (self.site / "404.html").write_text('<a href="/dot.svg">x</a><a href="/none">x</a>')
        found = self.found("#top")
        self.assertEqual(len(found), 1, found)
        self.assertIn("there is no none", found[0])

    def test_pictures_scripts_and_styles(self):
        for element in ['<img src="none">', '<script src="none"></script>', '<link href="none">',
                        '<source srcset="dot.svg 1x, none 2x">']:
            with self.subTest(element):
                self.assertEqual(len(self.found("#top", element)), 1)

    def test_an_anchor_that_stands_there_twice(self):
        self.assertEqual(self.found("#top", '<p id="top"></p>'),
                         ["index.html: #top: expected each anchor once, it stands there again"])

    def test_what_is_skipped_may_be_linked_to(self):
        (self.site / "api").mkdir()
        (self.site / "api" / "index.html").write_text('<a href="none">x</a>')
        (self.site / "index.html").write_text('<a href="api/index.html#any">x</a>')
        self.assertEqual(links.findings(self.site, self.repository, HOME, skipped=["api"]), ([], 2))


if __name__ == "__main__":
    unittest.main()
