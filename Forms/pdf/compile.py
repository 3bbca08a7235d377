"""Compiles Typst to a PDF: compile.py FONTS BOOK.typ BOOK.pdf, in the repository's folder.

FONTS is a folder with what Typst's own fonts lack. A warning is an error, and so is a formula that would have to be made too small to fit its line. The PDF's
date is SOURCE_DATE_EPOCH, so that the same text gives the same bytes.
"""
import json
import os
import sys

import typst

SMALLEST_FORMULA = 0.8  # of the size that formulas have


def main(fonts, source, destination):
    compiler = typst.Compiler(source, root=".", ignore_system_fonts=True, font_paths=[fonts])
    pdf, warnings = compiler.compile_with_warnings(
        format="pdf", timestamp=int(os.environ["SOURCE_DATE_EPOCH"]), pdf_standards=["a-2b"])
    for warning in warnings:
        print(f"pdf: {warning.message}", file=sys.stderr)
    formulas = [entry["value"] for entry in json.loads(compiler.query("<equation>"))]
    unreadable = [formula for formula in formulas if formula["room"] < SMALLEST_FORMULA * formula["width"]]
    for formula in unreadable:
        print(f"pdf: the formula {formula['number'] or formula['id'] or 'without a number'} is too wide: "
              f"{formula['width']:.0f} points, with room for {formula['room']:.0f}; break it", file=sys.stderr)
    if warnings or unreadable:
        sys.exit("pdf: not written")
    with open(destination, "wb") as file:
        file.write(pdf)


if __name__ == "__main__":
    main(*sys.argv[1:])
