"""The live pages' colours are those of the book's figures: what gnuplot was told, by day and on a dark page."""
import pathlib
import re
import sys
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "Forms/live"))
import palette


class PaletteTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.day, cls.night, cls.fixed = map(dict, palette.properties(ROOT / "Sources/Figures"))
        # What the figures say of their own colours, which Swift wrote there.
        cls.drawn = {}
        for figure in ROOT.glob("figures/*/*.txt"):
            for day, night in re.findall(r"^# On a dark page (#\w+) is (#\w+)\.$", figure.read_text(encoding="utf-8"), re.M):
                cls.drawn[day] = night

    def test_every_colour_is_drawn_so(self):
        unseen = [name for name in self.day if self.day[name] not in self.drawn]
        # Yellow is for fills, and a board's lines for boards that keep their colours.
        self.assertLessEqual(set(unseen), {"yellow", "yellow-text", "boardLine"})
        for name, day in self.day.items():
            if name not in unseen:
                self.assertEqual(self.night[name], self.drawn[day], name)

    def test_concepts_have_the_books_colours(self):
        text = (ROOT / "figures/05-ppo-clip/objective.txt").read_text(encoding="utf-8")
        for label, concept in [("clip(ρ)A", "clipAlone"), ("the smaller", "ppo"), ("ρA", "surrogate")]:
            colour = re.search(rf"set label '{re.escape(label)}' .*? rgb '(#\w+)'", text).group(1)
            name = re.match(r"var\(--live-(.+)\)", self.fixed[f"{concept}-text"]).group(1)
            self.assertEqual(self.day[name], colour, concept)

    def test_dashes_are_half_as_long(self):
        text = (ROOT / "figures/05-ppo-clip/objective.txt").read_text(encoding="utf-8")
        for colour, dashes in re.findall(r"linecolor rgb '(#\w+)' linewidth [\d.]+ dashtype \(([\d,]+)\)", text):
            name = next((name for name, value in self.day.items() if value == colour), None)
            if name and f"{name}-dash" in self.fixed:
                half = " ".join(f"{int(n) / 2:g}" for n in dashes.split(","))
                self.assertEqual(self.fixed[f"{name}-dash"], half, name)

    def test_words_can_be_read(self):
        def contrast(name, ground):
            light, dark = sorted((palette.luminance(palette.channels(int(c[1:], 16))) for c in (name, ground)), reverse=True)
            return (light + 0.05) / (dark + 0.05)

        for rules in (self.day, self.night):
            for name, value in rules.items():
                if name.endswith("-text"):
                    self.assertGreaterEqual(contrast(value, rules["ground"]), 4.49, name)


if __name__ == "__main__":
    unittest.main()
