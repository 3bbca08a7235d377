"""Copies every file below figures/ and Benchmarks/ that a page shows or links to into the site."""

import pathlib
import re
import shutil
import sys

site = pathlib.Path(sys.argv[1])
wanted = set()
for page in sorted(site.glob("*.html")):
    wanted |= set(re.findall(r'(?:src|href)="((?:figures|Benchmarks)/[^"#]+)"', page.read_text()))
for path in sorted(wanted):
    target = site / path
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(path, target)
