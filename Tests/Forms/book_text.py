"""What book.md holds, counted without pandoc: what its other forms have to hold as well."""
import pathlib
import re

ROOT = pathlib.Path(__file__).resolve().parents[2]
TEXT = (ROOT / "book.md").read_text(encoding="utf-8")

# Without comments and without what stands between fences.
PROSE = re.sub(r"(?ms)^( *)(```+)[^\n]*\n.*?^\1\2 *$", "", re.sub(r"(?s)<!--.*?-->", "", TEXT))
WITHOUT_CODE = re.sub(r"`[^`\n]+`", "", PROSE)

# (level, words): "Appendix I · Glossary" is (1, …). The contents are each form's own.
HEADINGS = [(len(marks), words) for marks, words in re.findall(r"(?m)^(#+) (.*)$", PROSE) if words != "Contents"]

EQUATIONS = re.findall(r'(?m)^<a id="eq-([^"]+)"></a>$', PROSE)
DISPLAYED = len(re.findall(r"(?m)^ *\$\$$", PROSE)) // 2
FIGURES = re.findall(r'(?m)^<a id="fig-([^"]+)"></a>$', PROSE)
PICTURES = re.findall(r"(?s)!\[[^\]]*\]\(([^)]*)\)", PROSE)

_titles = re.findall(r"<summary>(.*?)</summary>", PROSE)
BOXES = {
    "detour": sum(title.startswith("<em>Detour, ") for title in _titles),
    "answer": sum(title == "Answer" for title in _titles),
}
BOXES["box"] = len(_titles) - sum(BOXES.values())

# The glossary's terms: English, Chinese.
TERMS = re.findall(r"(?m)^\| <a id=\"term-[^\"]*\"></a>\*\*(.*?)\*\* \| (.*?) \|", PROSE)

# Commands of TeX that formulas use, such as \frac, and that no piece of code has.
_formulas = re.findall(r"(?s)\$\$(.*?)\$\$|\$([^$\n]+(?:\n[^$\n]+)?)\$", WITHOUT_CODE)
_code = TEXT.replace(PROSE, "")
TEX = sorted({command for pair in _formulas for command in re.findall(r"\\[a-zA-Z]{2,}", "".join(pair))})
