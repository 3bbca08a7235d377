"""palette.py [SOURCES]: writes the colours and dashes of the book's figures as custom properties of CSS.

They are kept in Sources/Figures (Color.swift, Concept.swift, Paper.swift) and read from there, so that a
colour of the book is changed in one place. --live-blue is a line's colour, --live-blue-text that of words,
--live-blue-dash how its lines are broken; --live-ppo and so on are those of Concept.swift.
"""

import pathlib
import re
import sys


def cases(text, name):
    """What the switch of the computed property `name` returns for each case."""
    body = re.search(rf"var {name}: [\w\[\]]+ \{{\n    switch self \{{(.*?)\n    \}}", text, re.S).group(1)
    result = {}
    for names, value in re.findall(r"case (.*?): (.*)", body):
        for case in names.split(","):
            result[case.strip().lstrip(".")] = value.strip()
    return result


def channels(number):
    return [number >> 16 & 0xFF, number >> 8 & 0xFF, number & 0xFF]


def luminance(colour):
    """Relative luminance as WCAG 2.1 has it."""
    linear = [c / 255 / 12.92 if c / 255 <= 0.04045 else ((c / 255 + 0.055) / 1.055) ** 2.4 for c in colour]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def darkened(colour):
    """The colour, or as much darker as words on white need (4.5 : 1), as `Color.text` has it."""
    for share in range(101):
        darker = [c * (1 - share / 100) for c in colour]
        if 1.05 / (luminance(darker) + 0.05) >= 4.5:
            return [int(c + 0.5) for c in darker]
    return [0, 0, 0]


def hexadecimal(colour):
    return "#%02x%02x%02x" % tuple(colour)


def dash(lengths):
    """The lengths of strokes and gaps, halved to pixels."""
    return " ".join(f"{int(n) / 2:g}" for n in re.findall(r"\d+", lengths)) or "none"


def properties(sources):
    colours, concepts, paper = (
        (sources / f"{name}.swift").read_text() for name in ("Color", "Concept", "Paper"))
    line, night, dashes = cases(colours, "line"), cases(colours, "night"), cases(colours, "dash")
    lengths = cases(colours, "lengths")
    day_rules, night_rules, fixed = [], [], []
    for name, value in line.items():
        day = channels(int(value, 16))
        dark = channels(int(night[name], 16))
        day_rules += [(name, hexadecimal(day)), (f"{name}-text", hexadecimal(darkened(day)))]
        night_rules += [(name, hexadecimal(dark)), (f"{name}-text", hexadecimal(dark))]
        fixed.append((f"{name}-dash", dash(lengths[dashes[name].lstrip(".")])))
    for name, value in cases(paper, "day").items():
        day_rules.append((name, hexadecimal(channels(int(value, 16)))))
    for name, value in cases(paper, "night").items():
        night_rules.append((name, hexadecimal(channels(int(value, 16)))))
    for concept, colour in cases(concepts, "color").items():
        for part in ("", "-text", "-dash"):
            fixed.append((concept + part, f"var(--live-{colour.lstrip('.')}{part})"))
    return day_rules, night_rules, fixed


def rules(selector, pairs):
    return selector + " {\n" + "".join(f"  --live-{name}: {value};\n" for name, value in pairs) + "}\n"


def stylesheet(sources):
    day, night, fixed = properties(sources)
    return (
        "/* Written by palette.py from Sources/Figures: change it there. */\n"
        + rules(":root", day + fixed)
        + "@media (prefers-color-scheme: dark) {\n"
        + rules(':root:not([data-theme="light"])', night)
        + "}\n"
        + rules(':root[data-theme="dark"]', night)
    )


if __name__ == "__main__":
    here = pathlib.Path(__file__).resolve().parents[2] / "Sources/Figures"
    sys.stdout.write(stylesheet(pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else here))
