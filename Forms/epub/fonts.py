"""The fonts that an EPUB reader may lack, cut down to what the book needs, as woff2.

fonts.py BOOK.md MATH.otf CHINESE.ttf FOLDER   writes FOLDER/math.woff2 and FOLDER/chinese.woff2
"""
import logging
import pathlib
import re
import sys

from fontTools import subset

# What formulas are made of, whether or not the text has it: letters, digits, signs, operators, arrows,
# brackets, and the mathematical italics, bold and double-struck letters that a reader puts for plain ones.
MATHEMATICS = [range(0x20, 0x7F), range(0xA0, 0x100), range(0x2B0, 0x370), range(0x370, 0x400), range(0x2010, 0x2070),
               range(0x2100, 0x2150), range(0x2190, 0x2200), range(0x2200, 0x2300), range(0x2308, 0x230C),
               range(0x27E6, 0x27F0), range(0x1D400, 0x1D494), range(0x1D538, 0x1D56C), range(0x1D6A8, 0x1D7CC)]


def cut_down(font, codes, features, destination):
    options = subset.Options(flavor="woff2", layout_features=features, notdef_outline=True)
    loaded = subset.load_font(font, options)
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=codes)
    subsetter.subset(loaded)
    subset.save_font(loaded, destination, options)


def main(book, math, chinese, folder):
    logging.getLogger("fontTools").setLevel(logging.ERROR)  # it tells of tables that it does not know
    folder = pathlib.Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    cut_down(math, sorted(set().union(*MATHEMATICS)), ["*"], folder / "math.woff2")
    text = pathlib.Path(book).read_text(encoding="utf-8")
    signs = set(map(ord, re.findall(r"[\u3000-\u9fff\uff00-\uffef]", text)))
    cut_down(chinese, sorted(signs), [], folder / "chinese.woff2")


if __name__ == "__main__":
    main(*sys.argv[1:])
