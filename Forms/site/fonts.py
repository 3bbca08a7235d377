"""Cuts the fonts of the site down to the characters that its pages hold, into fonts/ of the site.

The fonts are TeX Gyre Pagella and its companion for mathematics, from Debian's fonts-texgyre and
fonts-texgyre-math. Where they are not installed, a line says so, and the pages are set in the reader's own.
"""

import html
import logging
import pathlib
import re
import subprocess
import sys

from fontTools import subset

PACKAGES = "fonts-texgyre fonts-texgyre-math"
FACES = [  # file, family, style, weight
    ("texgyrepagella-regular.otf", "Pagella", "normal", 400),
    ("texgyrepagella-italic.otf", "Pagella", "italic", 400),
    ("texgyrepagella-bold.otf", "Pagella", "normal", 700),
    ("texgyrepagella-math.otf", "Pagella Math", "normal", 400),
]


def installed():
    """The path of every font that fontconfig knows, by file name."""
    try:
        listed = subprocess.run(["fc-list", ":", "file"], capture_output=True, text=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError):
        return {}
    paths = [pathlib.Path(line.split(": ")[0].rstrip(": ")) for line in listed.splitlines()]
    return {path.name: path for path in sorted(paths)}


def characters(site):
    """The characters of all pages, and those of their formulas alone."""
    everything, formulas = set(), set()
    for page in sorted(site.glob("*.html")):
        text = page.read_text()
        for formula in re.findall(r"<math.*?</math>", text, re.S):
            formulas |= set(html.unescape(re.sub(r"<[^>]*>", "", formula)))
        everything |= set(html.unescape(re.sub(r"<[^>]*>", "", text)))
    return everything, formulas


def in_italics(letters):
    """The mathematical italics of the letters, as a browser shows an <mi> of one letter."""
    small = {chr(0x1D44E + ord(c) - ord("a")) for c in letters if "a" <= c <= "z"}
    large = {chr(0x1D434 + ord(c) - ord("A")) for c in letters if "A" <= c <= "Z"}
    greek = {chr(0x1D6FC + ord(c) - ord("α")) for c in letters if "α" <= c <= "ω"}
    capital = {chr(0x1D6E2 + ord(c) - ord("Α")) for c in letters if "Α" <= c <= "Ω"}
    others = dict(zip("∂ϵϑϰϕϱϖ", (chr(0x1D715 + i) for i in range(7))))
    return small | large | greek | capital | {others[c] for c in letters if c in others} | {"ℎ"}


def main():
    logging.getLogger("fontTools.subset").setLevel(logging.ERROR)  # it tells of FontForge's own table each time
    site = pathlib.Path(sys.argv[1])
    folder = site / "fonts"
    folder.mkdir(exist_ok=True)
    found = installed()
    everything, formulas = characters(site)
    ascii_letters = {chr(code) for code in range(32, 127)}
    rules = []
    for name, family, style, weight in FACES:
        if name not in found:
            print(f"site: {name} is not installed (apt-get install {PACKAGES}); pages use the reader's fonts",
                  file=sys.stderr)
            continue
        math = family.endswith("Math")
        wanted = formulas | in_italics(formulas) if math else everything
        options = subset.Options(flavor="woff2", layout_features=["*"] if math else subset.Options().layout_features)
        options.notdef_outline = True
        font = subset.load_font(found[name], options)
        subsetter = subset.Subsetter(options)
        subsetter.populate(unicodes=sorted(map(ord, wanted | ascii_letters)))
        subsetter.subset(font)
        target = folder / name.replace(".otf", ".woff2")
        subset.save_font(font, target, options)
        rules.append(
            f'@font-face {{ font-family: "{family}"; font-style: {style}; font-weight: {weight}; '
            f'font-display: swap; src: url("{target.name}") format("woff2"); }}\n')
    (folder / "fonts.css").write_text("".join(rules))


main()
