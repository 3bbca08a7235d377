"""Cuts fonts down to the characters that the site's pages hold, into its folder fonts/.

    fonts.py SITE FONT…   TeX Gyre Pagella, and its companion for mathematics; those that are not given are left out
"""

import html
import logging
import pathlib
import re
import sys

from fontTools import subset

FACES = {  # file: family, style, weight
    "texgyrepagella-regular.otf": ("Pagella", "normal", 400),
    "texgyrepagella-italic.otf": ("Pagella", "italic", 400),
    "texgyrepagella-bold.otf": ("Pagella", "normal", 700),
    "texgyrepagella-math.otf": ("Pagella Math", "normal", 400),
}


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
    everything, formulas = characters(site)
    ascii_letters = {chr(code) for code in range(32, 127)}
    rules = []
    for path in map(pathlib.Path, sys.argv[2:]):
        family, style, weight = FACES[path.name]
        math = family.endswith("Math")
        wanted = formulas | in_italics(formulas) if math else everything
        options = subset.Options(flavor="woff2", layout_features=["*"] if math else subset.Options().layout_features)
        options.notdef_outline = True
        font = subset.load_font(path, options)
        subsetter = subset.Subsetter(options)
        subsetter.populate(unicodes=sorted(map(ord, wanted | ascii_letters)))
        subsetter.subset(font)
        target = folder / path.with_suffix(".woff2").name
        subset.save_font(font, target, options)
        rules.append(
            f'@font-face {{ font-family: "{family}"; font-style: {style}; font-weight: {weight}; '
            f'font-display: swap; src: url("{target.name}") format("woff2"); }}\n')
    (folder / "fonts.css").write_text("".join(rules))


main()
