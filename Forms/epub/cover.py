"""cover.py COVER.typ COVER.png: the cover as a picture, in the repository's folder."""
import sys

import typst

if __name__ == "__main__":
    source, destination = sys.argv[1:]
    picture, warnings = typst.Compiler(source, root=".", ignore_system_fonts=True).compile_with_warnings(
        format="png", ppi=254)  # 1600 × 2400 pixels
    if warnings:
        sys.exit(f"epub: {warnings[0].message}")
    with open(destination, "wb") as file:
        file.write(picture)
