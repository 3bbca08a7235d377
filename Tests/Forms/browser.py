"""A browser with open ears: headless Chromium, and a page that writes down whatever goes wrong on it.

    from browser import Browser
    from server import serving

    with serving("site") as address, Browser() as browser:
        with browser.page(width=360, theme="dark") as page:
            page.goto(address + "index.html")       # page is Playwright's (its sync API), with one list more:
            page.keyboard.press("ArrowLeft")
            page.wait_for_timeout(100)
        assert page.faults == []

`page.faults` grows while the page is open: a line of text for each console message of the kinds error and
warning, exception, failed request, answer of 400 or more, and request to another host. `address` may be a
server's or a `file://` one.

`browser.page(width, theme, height=800, **options)`: theme is "light" or "dark" (what the system prefers),
options are those of Playwright's `new_context`: `java_script_enabled=False`, `reduced_motion="reduce"`,
`has_touch=True`, `permissions=["clipboard-read", "clipboard-write"]`. Each page has a context, and so a cache
and a storage, of its own. `Browser("--js-flags=--no-enable-fma3")` gives Chromium flags of its own: this
one makes relaxed SIMD not fuse.

`axe(page)` lists what axe finds serious or critical, a line each; `axe(page, within="figure.live")` looks at a
part. All of it needs `Tests/Forms/make_venv.sh`
first; run with `.build/forms-tests-venv/bin/python`, in Tests/Forms or with that on the PYTHONPATH.
"""
import contextlib
import importlib.util
import pathlib
import shutil
from urllib.parse import urlsplit

from playwright.sync_api import sync_playwright

THEMES = ["light", "dark"]
WIDTHS = [360, 1280]


class Browser:
    """One Chromium; close it by leaving the `with`."""

    def __init__(self, *flags):
        self._flags = flags

    def __enter__(self):
        program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
        if program is None:
            raise FileNotFoundError("no chromium found; Tests/Forms/make_venv.sh installs it")
        self._playwright = sync_playwright().start()
        try:
            self.chromium = self._playwright.chromium.launch(executable_path=program, args=list(self._flags))
        except Exception:
            self._playwright.stop()
            raise
        return self

    def __exit__(self, *_):
        self.chromium.close()
        self._playwright.stop()

    @contextlib.contextmanager
    def page(self, width=1280, theme="light", height=800, **options):
        """A page of its own context, with its `faults`; see above."""
        context = self.chromium.new_context(
            viewport={"width": width, "height": height}, color_scheme=theme, **options)
        try:
            page = context.new_page()
            page.faults = []
            _listen(page)
            yield page
        finally:
            context.close()


def _listen(page):
    def note(text):
        page.faults.append(text)

    def asked(request):
        host = urlsplit(request.url).netloc
        home = urlsplit(page.url if page.url != "about:blank" else request.url).netloc
        if host and request.url.startswith(("http:", "https:", "ws:", "wss:")) and host != home:
            if not request.is_navigation_request():
                note(f"request to another host: {request.url}")

    def answered(response):
        if response.status >= 400:
            note(f"answer {response.status}: {response.url}")

    page.on("request", asked)
    page.on("response", answered)
    # Going on to another page cuts short what was still on its way.
    page.on("requestfailed", lambda request: request.failure != "net::ERR_ABORTED" and note(
        f"failed request: {request.url} ({request.failure})"))
    page.on("pageerror", lambda error: note(f"exception: {error}"))
    page.on("console", lambda message: message.type in ("error", "warning") and note(
        f"console {message.type}: {message.text} ({message.location.get('url', '')}:"
        f"{message.location.get('lineNumber', 0) + 1})"))


def axe(page, within=None, without=None, rules=None, only=None):
    """What axe finds serious or critical on the page, within a selector, without what another selects: rule,
    element and what is wrong. rules says which of axe's rules are asked, {"color-contrast": False}; where only
    is given, a list of their names, no others are."""
    page.evaluate(_axe_script())
    context = {"include": within or "html"} | ({"exclude": without} if without else {})
    options = {"resultTypes": ["violations"], "iframes": False}
    if only:
        options["runOnly"] = only
    options["rules"] = {name: {"enabled": asked} for name, asked in (rules or {}).items()}
    return page.evaluate(
        """async ([context, options]) => (await axe.run(context, options)).violations
          .filter(rule => ["serious", "critical"].includes(rule.impact))
          .flatMap(rule => rule.nodes.map(node =>
            `axe ${rule.id}: ${node.target.join(" ")}: ${rule.help}; ${node.failureSummary.replace(/\\s+/g, " ")}`))""",
        [context, options])


def _axe_script():
    # The package wraps axe in an API of its own; only its script is wanted.
    package = pathlib.Path(importlib.util.find_spec("axe_playwright_python").origin).parent
    return (package / "axe.min.js").read_text(encoding="utf-8")
