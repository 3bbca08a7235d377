"""Every page of the site, at two widths, light and dark: what page_checks.py asks of it, and that nothing goes
wrong on it (see browser.py)."""
import atexit
import pathlib
import queue
import tempfile
import threading
import time
import unittest

import made
import page_checks
from browser import THEMES, WIDTHS, Browser
from server import serving


class PagesTests(unittest.TestCase):
    def test_every_page_at_every_width_in_every_theme(self):
        began = time.monotonic()
        pages = made.places() + made.api_places()
        findings = look_at_all(pages)
        # After all that unittest has to say.
        atexit.register(print, f"test-forms: {len(pages)} pages × {len(WIDTHS)} widths × {len(THEMES)} themes looked at "
                        f"in {time.monotonic() - began:.0f} s: {len(findings)} findings")
        if findings:
            self.fail("\n" + "\n".join(findings))

    def test_a_finding_names_page_width_theme_and_element(self):
        with tempfile.TemporaryDirectory() as folder, serving(folder) as address, Browser() as browser:
            pathlib.Path(folder, "wide.html").write_text(
                '<!doctype html><html lang="en"><title>Wide</title><link rel="icon" href="data:,"><main><h1>Wide</h1>'
                '<p style="width: 500px">text</p></main>')
            self.assertEqual(look_at(browser, address, "wide.html"), [
                f"wide.html 360 {theme}: main > p: expected nothing wider than the page, 360 px; it scrolls to 508 px"
                for theme in THEMES])


def look_at_all(pages, cores=2):
    """The findings of all pages, each with page, width and theme before it. A browser for each core: Playwright's
    objects belong to the thread that made them."""
    waiting, findings, broken = queue.SimpleQueue(), [], []
    for page in pages:
        waiting.put(page)

    def work():
        try:
            with serving(made.SITE) as address, Browser() as browser:
                while True:
                    findings.extend(look_at(browser, address, waiting.get_nowait()))
        except queue.Empty:
            pass
        except BaseException as error:
            broken.append(error)

    threads = [threading.Thread(target=work) for _ in range(cores)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if broken:
        raise broken[0]
    return sorted(findings)


def look_at(browser, address, place):
    findings = []
    for theme in THEMES:
        for width in WIDTHS:
            with browser.page(width, theme) as page:
                page.goto(address + place)
                page.wait_for_load_state("networkidle")
                found = page_checks.all_findings(page)
                findings += [f"{place} {width} {theme}: {finding}" for finding in page.faults + found]
    return findings


if __name__ == "__main__":
    unittest.main()
