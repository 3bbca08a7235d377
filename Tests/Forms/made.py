"""What `make site` has made, where the tests look for it."""
import os
import pathlib
import re
import unittest

REPOSITORY = pathlib.Path(__file__).resolve().parents[2]
SITE = REPOSITORY / "site"


def require(path, command):
    """Skips what needs the file where the command has not been run; in CI (CI=true) that is a failure."""
    if not path.exists():
        message = f"there is no {path.relative_to(REPOSITORY)}; {command} makes it"
        if os.environ.get("CI") == "true":
            raise AssertionError(message)
        raise unittest.SkipTest(message)


# Of the pages of the API, over a thousand: two libraries, a type, and the article.
API_PAGES = ["proximal/", "trainingfiles/", "proximal/clippedsurrogate/", "proximal/yourownworld/"]


def pages():
    """The pages of the site, the largest first, so that none of those is begun last."""
    require(SITE / "index.html", "make site")
    own = [path for path in SITE.rglob("*.html") if not path.is_relative_to(SITE / "api")]
    return sorted(own, key=lambda path: (-path.stat().st_size, path))


def places():
    """Where the pages are below the site's address."""
    return [path.relative_to(SITE).as_posix() for path in pages()]


def api_places():
    """Those of four of the API's pages; none where the site was made without it."""
    return [f"api/documentation/{place}" for place in API_PAGES if (SITE / "api").exists()]


def repository_address():
    """Where the site says that the repository is read."""
    return re.search(r'<a href="([^"]+)">Repository</a>', (SITE / "index.html").read_text(encoding="utf-8"))[1]
