"""Makes pages for one place on the web of what DocC has made for no place in particular.

    place.py ARCHIVE FOLDER --libraries Proximal … --prefix /proximal/ --repository https://…

DocC's pages name their styles and scripts from the root of a server; here they get the path under which the
site lives. Links to files of the repository, as its Markdown has them, lead to the book's pages where there
is one, else to the repository. An error where a page links to a file that is not there.
"""
import argparse
import json
import pathlib
import re
import shutil
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
FORMS = pathlib.Path(__file__).resolve().parent

# What DocC writes for other programs than a browser, and the pictures of somebody else's site.
NOT_FOR_READERS = ["link-hierarchy.json", "linkable-entities.json", "metadata.json", "developer-og.jpg",
                   "developer-og-twitter.jpg", "index/availability.index", "index/navigator.index", "index/data.mdb"]

# From Sources/NAME/NAME.docc.
TO_REPOSITORY = "../../../"

LANDING = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Proximal's libraries</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="refresh" content="0; url=documentation/proximal/">
<link rel="icon" href="favicon.ico"></head>
<body><main><h1>Proximal's libraries</h1><p><a href="documentation/proximal/">Their pages</a></p></main></body></html>
"""


def address(path, prefix, repository):
    """Where the web has a file of the repository: the same names as `make site` gives its pages."""
    path, _, fragment = path.partition("#")
    fragment = "#" + fragment if fragment else ""
    if not (ROOT / path).exists():
        raise FileNotFoundError(f"a page links to {path}, which is not there")
    if library := re.fullmatch(r"Sources/(\w+)/\1\.docc/\1\.md", path):
        return page_of(library[1])  # one of these pages: the renderer adds the rest
    if path == "Chapters/README.md":
        return f"{prefix}index.html{fragment}"
    if chapter := re.fullmatch(r"Chapters/(\d[^/]*)/README\.md", path):
        return f"{prefix}{chapter[1]}.html{fragment}"
    if appendix := re.fullmatch(r"Chapters/appendices/([^/]+)\.md", path):
        return f"{prefix}appendix-{appendix[1]}.html{fragment}"
    kind = "tree" if (ROOT / path).is_dir() else "blob"
    return f"{repository}/{kind}/main/{path}{fragment}"


def with_links(data, prefix, repository):
    """DocC's data with the addresses of links that leave the documentation."""
    if isinstance(data, list):
        return [with_links(item, prefix, repository) for item in data]
    if not isinstance(data, dict):
        return data
    data = {key: with_links(value, prefix, repository) for key, value in data.items()}
    if data.get("type") == "link" and data["url"].startswith(TO_REPOSITORY):
        data["url"] = address(data["url"].removeprefix(TO_REPOSITORY), prefix, repository)
    return data


def ordered(data):
    """Data as text, the same whenever the data are: DocC's order changes from run to run."""
    return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def with_base(page, base):
    """A page whose styles, scripts and pictures are asked for below `base`, with our additions."""
    page, count = re.subn(r'(="|baseUrl = ")/', rf"\g<1>{base}", page)
    if count == 0 or "</title>" not in page:
        raise ValueError("DocC's pages are no longer as they were: place.py does not know them")
    return page.replace("</title>", f'</title><script defer src="{base}additions.js"></script>', 1)


def named(data):
    """The identifiers of what a page's text leads to."""
    if isinstance(data, list):
        return {identifier for item in data for identifier in named(item)}
    if not isinstance(data, dict):
        return set()
    own = {data["identifier"]} if data.get("type") == "reference" else set()
    return own.union(*(named(value) for value in data.values()))


def complete(pages):
    """Adds what pages lead to and do not know: DocC forgets the links in summaries of what they list, and the
    renderer then leaves out the word."""
    known = {}
    for path in sorted(pages):
        known = pages[path].get("references", {}) | known
    for data in pages.values():
        while missing := (named(data) - data.get("references", {}).keys()) & known.keys():
            data["references"] |= {identifier: known[identifier] for identifier in missing}


def page_of(library):
    return f"/documentation/{library.lower()}"


def in_order(index, libraries):
    """The sidebar's tree with the libraries in their order; DocC has them as they were ready."""
    order = [page_of(library) for library in libraries]
    index["includedArchiveIdentifiers"].sort(key=libraries.index)
    for root in index["interfaceLanguages"]["swift"]:
        root["children"].sort(key=lambda node: order.index(node["path"]))
    return index


def additions(libraries):
    """Our script, with the libraries that there are."""
    pages = json.dumps([[library, page_of(library)[1:] + "/"] for library in libraries])
    text, count = re.subn(r"^const libraries = \[\].*$", f"const libraries = {pages}",
                          (FORMS / "additions.js").read_text("utf-8"), flags=re.M)
    if count != 1:
        raise ValueError("additions.js has no place for the libraries")
    return text


def place(archive, folder, libraries, prefix, repository):
    """Copies the archive into the folder, which is replaced; gives the number of its pages."""
    base = prefix + "api/"
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(archive, folder)
    for name in NOT_FOR_READERS:
        (folder / name).unlink(missing_ok=True)
    for empty in [path for path in folder.iterdir() if path.is_dir() and not any(
            file.is_file() for file in path.rglob("*"))]:
        shutil.rmtree(empty)
    texts = {path: with_links(json.loads(path.read_text("utf-8")), prefix, repository)
             for path in (folder / "data").rglob("*.json")}
    complete(texts)
    index = folder / "index/index.json"
    texts[index] = in_order(json.loads(index.read_text("utf-8")), libraries)
    for path, data in texts.items():
        path.write_text(ordered(data), "utf-8")
    pages = list((folder / "documentation").rglob("index.html"))
    for path in pages:
        path.write_text(with_base(path.read_text("utf-8"), base), "utf-8")
    (folder / "index.html").write_text(LANDING, "utf-8")
    (folder / "additions.js").write_text(additions(libraries), "utf-8")
    shutil.copy(FORMS / "theme-settings.json", folder)
    return len(pages)


def prefix_of(text):
    if not re.fullmatch(r"/(?:[^/\s\"]+/)*", text):
        raise argparse.ArgumentTypeError(f"a prefix begins and ends with a slash; got {text!r}")
    return text


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("archive", type=pathlib.Path)
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--libraries", nargs="+", required=True, help="in the order in which they are shown")
    parser.add_argument("--prefix", type=prefix_of, default="/")
    parser.add_argument("--repository", required=True)
    arguments = parser.parse_args()
    try:
        count = place(arguments.archive, arguments.folder, arguments.libraries, arguments.prefix,
                      arguments.repository.rstrip("/"))
    except (OSError, ValueError) as error:
        sys.exit(f"docs: {error}")
    size = sum(path.stat().st_size for path in arguments.folder.rglob("*") if path.is_file())
    print(f"docs: {count} pages, {size / 1e6:.0f} MB, in {arguments.folder}, for {arguments.prefix}api/")


if __name__ == "__main__":
    main()
