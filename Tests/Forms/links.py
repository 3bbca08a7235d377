"""Every link of a site, followed without a browser: to a page, to an anchor on it, to a picture or a script,
into the repository at a file and a line."""
import html.parser
import os
import pathlib
import re
import urllib.parse

ATTRIBUTES = {"href": ["a", "area", "link"], "src": ["img", "script", "source", "audio", "video", "iframe", "embed"],
              "data": ["object"], "poster": ["video"], "srcset": ["img", "source"]}

# That of make site.
PREFIX = os.environ.get("PREFIX", "/")


class Page(html.parser.HTMLParser):
    """The anchors and the links of a page."""

    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.anchors, self.repeated, self.links = set(), [], []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attributes):
        for attribute, value in attributes:
            if attribute == "id" or (attribute == "name" and tag == "a"):
                if value in self.anchors and attribute == "id":
                    self.repeated.append(value)
                self.anchors.add(value)
            elif tag in ATTRIBUTES.get(attribute, []):
                candidates = [value or ""]
                if attribute == "srcset":
                    candidates = [part.split()[0] for part in value.split(",") if part.strip()]
                self.links += [(candidate, f"{tag} {attribute}") for candidate in candidates]


def findings(site, repository, home, skipped=()):
    """What does not lead anywhere. `site` and `repository` are folders; `home` is where the repository will be
    read, such as https://example.org/proximal: links there have to lead to a file, and its line, in the
    work tree. Folders of the site named in `skipped` are not read, but may be linked to.

    Returns the findings and the number of links followed.
    """
    site, repository = pathlib.Path(site).resolve(), pathlib.Path(repository).resolve()
    paths = [path for path in sorted(site.rglob("*.html"))
             if not any(path.is_relative_to(site / folder) for folder in skipped)]
    pages = {path: Page(path.read_text(encoding="utf-8")) for path in paths}
    found, followed = [], 0
    for path, page in pages.items():
        place = path.relative_to(site)
        found += [f"{place}: #{anchor}: expected each anchor once, it stands there again" for anchor in page.repeated]
        for address, what in page.links:
            followed += 1
            fault = _fault(address, path, pages, site, repository, home.rstrip("/"))
            if fault:
                found.append(f"{place}: {what}={address!r}: {fault}")
    return found, followed


def _fault(address, path, pages, site, repository, home):
    parts = urllib.parse.urlsplit(address)
    if address == home or address.startswith(home + "/"):
        return _fault_in_repository(address[len(home):], repository)
    if parts.scheme in ("data", "mailto", "javascript"):
        return "expected a link without script" if parts.scheme == "javascript" else None
    if parts.scheme or parts.netloc:
        if parts.scheme != "https" and parts.scheme != "http" or "." not in parts.netloc:
            return "expected https:// and a host"
        return None
    if address == "":
        return "expected an address, it is empty"
    if path == site / "404.html" and parts.path.startswith(PREFIX):
        # This page is shown at any address, so its links begin with the prefix that the site was made for.
        parts = parts._replace(path=parts.path[len(PREFIX):])
    if parts.path.startswith("/"):
        return "expected a relative address, which holds under any prefix and in a folder"
    target = path
    if parts.path:
        target = (path.parent / urllib.parse.unquote(parts.path)).resolve()
        if not target.is_relative_to(site):
            return "expected a place within the site"
    if target.is_dir():
        return f"expected a file, which can be opened without a server, {target.name}/ is a folder"
    if not target.is_file():
        return f"expected a file, there is no {target.relative_to(site)}"
    if parts.fragment and target in pages and urllib.parse.unquote(parts.fragment) not in pages[target].anchors:
        return f"expected the anchor #{urllib.parse.unquote(parts.fragment)} on {target.relative_to(site)}"
    return None


# /blob/main/Sources/Proximal/Clip.swift#L12-L20
_in_repository = re.compile(r"/(?:blob|edit|tree|raw)/[^/#]+/(?P<path>[^#?]+)(?:#L(?P<first>\d+)(?:-L(?P<last>\d+))?)?$")


def _fault_in_repository(address, repository):
    if address in ("", "/"):
        return None
    match = _in_repository.match(address)
    if not match:
        return "expected …/blob/BRANCH/PATH#LINE"
    target = repository / urllib.parse.unquote(match["path"])
    if not target.exists():
        return f"expected a file of the repository, there is no {match['path']}"
    if match["first"]:
        lines = len(target.read_text(encoding="utf-8").splitlines())
        if not 1 <= int(match["first"]) <= int(match["last"] or match["first"]) <= lines:
            return f"expected a line of {match['path']}, which has {lines}"
    return None
