"""The widgets of the chapters: driven by keyboard alone, on small screens and large, light and dark; and the
numbers that they draw, beside those of the book's figures and tables."""
import contextlib
import functools
import math
import pathlib
import re
import subprocess
import tempfile
import unittest

from browser import Browser, THEMES, WIDTHS, axe
from server import serving

ROOT = pathlib.Path(__file__).resolve().parents[2]
WIDGETS = [
    "baseline-cloud", "ratio-ruin", "trust-region", "clip-objective", "clip-batch", "gae-dial", "kl-price",
]

PAGE = """<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>Widgets</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="data:,"><link rel="stylesheet" href="live/live.css">
<script src="live/live.js" defer></script></head>
<body style="margin: 0 auto; padding: 8px; max-width: 760px; background: var(--live-ground)">
<main><h1 style="color: var(--live-black)">Widgets</h1>{places}</main></body></html>
"""


def setUpModule():
    """Builds the live pages' files, and a page for each widget."""
    global folder, _held
    _held = tempfile.TemporaryDirectory()
    unittest.addModuleCleanup(_held.cleanup)
    folder = pathlib.Path(_held.name)
    subprocess.run([ROOT / "Forms/live/make.sh", folder / "live"], check=True, cwd=ROOT)
    if not (folder / "live/live.js").exists():
        raise unittest.SkipTest("make live left the live pages out")
    for widget in WIDGETS:
        place = f'<div class="live-place" data-widget="{widget}"></div>'
        (folder / f"{widget}.html").write_text(PAGE.format(places=place), encoding="utf-8")


@contextlib.contextmanager
def opened(browser, address, widget, state="", **options):
    """A page on which the widget stands."""
    with browser.page(**options) as page:
        page.goto(f"{address}{widget}.html{state}")
        page.wait_for_selector(".live-sentence:not(:empty)", timeout=60_000)
        yield page


def sentence(page):
    return page.inner_text(".live-sentence")


class WidgetTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        stack = contextlib.ExitStack()
        cls.addClassCleanup(stack.close)
        cls.address = stack.enter_context(serving(folder))
        cls.browser = stack.enter_context(Browser())

    def test_by_keyboard_on_every_screen_in_both_themes(self):
        for widget in WIDGETS:
            for width in WIDTHS:
                for theme in THEMES:
                    with self.subTest(widget=widget, width=width, theme=theme):
                        with opened(self.browser, self.address, widget, width=width, theme=theme) as page:
                            self.drive(page)
                            self.assertEqual(page.faults, [])
                            self.assertEqual(axe(page), [])
                            self.assertFalse(
                                page.evaluate("document.documentElement.scrollWidth > innerWidth"), "too wide")

    def drive(self, page):
        """Goes through all controls by Tab, moves each by a key, and sees the sentence follow."""
        keys = {"range": "ArrowLeft", "radio": "ArrowRight", "slider": "ArrowRight", "button": "Enter"}
        kinds, said = [], {sentence(page)}
        while True:
            page.keyboard.press("Tab")
            kind = page.evaluate(
                """() => { const e = document.activeElement;
                  return e.closest('.live') ? e.getAttribute('role') ?? e.type : null; }""")
            if kind is None:
                break
            kinds.append(kind)
            self.assertLess(len(kinds), 40, "Tab leads in a circle")
            self.assertTrue(
                page.evaluate(
                    """() => { const e = document.activeElement;
                      const shown = e.type === 'radio' ? e.nextElementSibling
                        : e.querySelector('.live-handle-ring') ?? e;
                      const style = getComputedStyle(shown);
                      return style.outlineStyle !== 'none' || parseFloat(style.strokeWidth) >= 2; }"""),
                f"the focus on a {kind} cannot be seen")
            if kind in keys:
                before = sentence(page)
                page.keyboard.press(keys[kind])
                if kind in ("range", "slider"):
                    page.wait_for_function(
                        "before => document.querySelector('.live-sentence').innerText !== before", arg=before,
                        timeout=20_000)
                page.wait_for_timeout(30)
                if page.evaluate("document.activeElement.innerText") == "Pause":
                    page.keyboard.press("Enter")
            said.add(sentence(page))
        self.assertIn("range", kinds)
        self.assertGreater(len(said), 1, f"the sentence stays the same: {said}")
        page.wait_for_timeout(900)
        self.assertEqual(page.inner_text(".live-read").strip(), sentence(page), "what is read out")

    def test_from_a_folder(self):
        for widget in WIDGETS:
            with self.subTest(widget=widget):
                with opened(self.browser, folder.as_uri() + "/", widget) as page:
                    self.assertEqual(page.faults, [])

    def test_the_address_holds_what_was_found(self):
        changes = {
            "baseline-cloud": "#baseline-cloud?b=70&size=1", "ratio-ruin": "#ratio-ruin?new=0.8&steps=50",
            "trust-region": "#trust-region?delta=0.02&beta=30", "clip-objective": "#clip-objective?ratio=0.5&advantage=-1",
            "clip-batch": "#clip-batch?steps=5&slope=clip", "gae-dial": "#gae-dial?lambda=0.5&ignorance=1",
            "kl-price": "#kl-price?beta=0.3",
        }
        for widget in WIDGETS:
            with self.subTest(widget=widget):
                with opened(self.browser, self.address, widget) as page:
                    first = sentence(page)
                with opened(self.browser, self.address, widget, changes[widget]) as page:
                    self.assertNotEqual(sentence(page), first)
                    page.locator(".live input[type=range]").first.focus()
                    page.keyboard.press("ArrowRight")
                    page.wait_for_timeout(600)
                    there, found = page.url, sentence(page)
                    self.assertNotEqual(there, self.address + widget + ".html" + changes[widget])
                with self.again(there) as page:
                    self.assertEqual(sentence(page), found)

    @contextlib.contextmanager
    def again(self, address):
        with self.browser.page() as page:
            page.goto(address)
            page.wait_for_selector(".live-sentence:not(:empty)", timeout=60_000)
            yield page

    def test_an_address_that_asks_for_nonsense(self):
        nonsense = {
            "baseline-cloud": "world=moon&size=7&b=1e9&batches=-3", "ratio-ruin": "old=7&new=-1&steps=1e9&seed=-5",
            "trust-region": "delta=0&beta=-1&x=99&y=nan&shows=K", "clip-objective": "ratio=-4&advantage=9&clip=0",
            "clip-batch": "steps=-1&clip=0&slope=up", "gae-dial": "lambda=2&gamma=-1&ignorance=9&episodes=0",
            "kl-price": "beta=0",
        }
        for widget, query in nonsense.items():
            with self.subTest(widget=widget):
                with opened(self.browser, self.address, widget, f"#{widget}?{query}") as page:
                    self.assertNotRegex(sentence(page), "NaN|undefined|Infinity")
                    self.assertEqual(page.faults, [])

    def test_a_handle_is_dragged(self):
        with opened(self.browser, self.address, "clip-objective", width=1280) as page:
            box = page.locator(".live-handle").bounding_box()
            x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
            page.mouse.move(x, y)
            page.mouse.down()
            page.mouse.move(x + 90, y, steps=5)
            page.mouse.up()
            self.assertIn("Case 5", sentence(page))
            self.assertEqual(page.faults, [])

    def test_a_button_is_held(self):
        with opened(self.browser, self.address, "baseline-cloud") as page:
            def batches():
                return int(re.search(r"of the ([\d,]+) blue dots", sentence(page)).group(1).replace(",", ""))

            before = batches()
            page.get_by_role("button", name="One batch").click()
            self.assertEqual(batches(), before + 1)
            page.keyboard.press("Space")
            self.assertEqual(batches(), before + 2)
            page.get_by_role("button", name="One batch").hover()
            page.mouse.down()
            page.wait_for_timeout(1500)
            page.mouse.up()
            held = batches()
            self.assertGreater(held, before + 5)
            page.wait_for_timeout(300)
            self.assertEqual(batches(), held, "it goes on after the button is let go")

    def test_little_motion_for_those_who_ask_for_it(self):
        with opened(self.browser, self.address, "clip-batch", "#clip-batch?steps=1", reduced_motion="reduce") as page:
            page.get_by_role("button", name="Play").click()
            page.wait_for_timeout(2000)
            self.assertIn(re.match(r"After (\d+) ", sentence(page)).group(1), ("1", "2"))

    def test_play_and_pause(self):
        with opened(self.browser, self.address, "clip-batch") as page:
            page.get_by_role("button", name="Play").click()
            page.wait_for_function("document.querySelector('.live-sentence').innerText.startsWith('After 30 ')", timeout=20_000)
            page.get_by_role("button", name="Pause").click()
            page.wait_for_timeout(200)
            stopped = sentence(page)
            page.wait_for_timeout(800)
            self.assertEqual(sentence(page), stopped)


# MARK: The book's numbers


@functools.cache
def data(figure):
    """The blocks of numbers in a figure's data file, by name, in their order."""
    text = (ROOT / f"figures/{figure}.txt").read_text(encoding="utf-8")
    blocks = {}
    for name, body in re.findall(r"^\$(\w+) << e\n(.*?)^e$", text, re.S | re.M):
        rows = [line.split() for line in body.splitlines() if line.strip() and not line.lstrip().startswith("#")]
        blocks[name] = [[float(field) for field in row if re.match(r"^[-+\d.naNinf]", field)] for row in rows]
    return blocks


def tip(arrow, start):
    """Where an arrow of the figures leads to: it leaves as much room at its tip as at its start."""
    x, y, dx, dy = arrow[0]
    return [2 * x + dx - start[0], 2 * y + dy - start[1]]


def page_of(chapter):
    return (ROOT / f"Chapters/{chapter}/README.md").read_text(encoding="utf-8")


class NumbersTest(unittest.TestCase):
    """Six digits of each number of the figures' data; all digits of those that the text prints."""

    @classmethod
    def setUpClass(cls):
        stack = contextlib.ExitStack()
        cls.addClassCleanup(stack.close)
        address = stack.enter_context(serving(folder))
        cls.page = stack.enter_context(opened(stack.enter_context(Browser()), address, "clip-objective"))

    def ask(self, name, *numbers):
        return self.page.evaluate(
            "async ([name, numbers]) => Array.from((await Live.module()).ask(name, numbers))", [name, list(numbers)])

    def call(self, name, *numbers):
        return self.page.evaluate(
            "async ([name, numbers]) => (await Live.module()).call(name, numbers)", [name, list(numbers)])

    def assertClose(self, found, printed, digits=6, note=""):
        """To the digits that gnuplot's data have."""
        self.assertEqual(len(found), len(printed), note)
        for index, (a, b) in enumerate(zip(found, printed)):
            self.assertLessEqual(abs(a - b), 10**-digits * 6 * max(1e-3, abs(b)), f"{note} at {index}: {a} for {b}")

    def test_chapter_1_the_cloud(self):
        text = (ROOT / "figures/01-reinforce/cloud.txt").read_text(encoding="utf-8")
        printed = float(re.search(r"([\d.]+)% point downhill", text).group(1))
        gradient = self.ask("estimates_begin", 0, 8, 1)[:2]
        self.assertClose(gradient, tip(data("01-reinforce/cloud")["arrow47"], [0, 0]), 5)
        self.assertEqual(round(100 * self.call("estimates_downhill", 0), 1), printed)
        self.assertEqual(self.call("estimates_downhill", 70), 0)

    def test_chapter_1_the_corridor(self):
        rows = re.findall(r"^(?:none|mean return|the best, b\*)\s+(\d\.\d{4})\s+(\d\.\d{4})$", page_of("01-reinforce"), re.M)
        self.assertEqual(len(rows), 3)
        _, _, mean, best, _ = self.ask("estimates_begin", 1, 1, 1)
        self.assertEqual([f"{mean:.4f}", f"{best:.4f}"], [rows[1][0], rows[2][0]])
        for baseline, (_, printed) in zip([0, mean, best], rows):
            self.assertEqual(f"{self.ask('estimates_at', baseline)[0]:.4f}", printed)
        parabola = data("01-reinforce/baseline")
        line = next(rows for name, rows in parabola.items() if name.startswith("line") and len(rows) == 61)
        self.assertClose(self.ask("estimates_parabola", line[0][0], line[-1][0], 61), [y for _, y in line])

    def test_chapter_1_samples_agree_with_theory(self):
        # The mean of 3,000 batches lies within 4 standard errors of the gradient, and their spread within a
        # tenth of the variance, whatever the baseline.
        for world, size, baselines in [(0, 8, [0, 40, 70]), (1, 1, [0, 1.7, 3])]:
            gradient = self.ask("estimates_begin", world, size, 1)[:2]
            self.call("estimates_draw", 3000)
            for baseline in baselines:
                variance, right, up, _, spread, x, y, _ = self.ask("estimates_at", baseline)[:8]
                self.assertLess(abs(x - gradient[0]), 4 * math.sqrt(right / 3000))
                self.assertLess(abs(y - gradient[1]), 4 * math.sqrt(up / 3000))
                self.assertLess(abs(spread - variance), 0.1 * variance)

    def test_chapter_3_the_horizon(self):
        figure = data("03-importance-sampling/horizon")
        numbers = self.ask("ratio_products", 0.5, 0.6, 200)
        for row, median, deviation in zip(figure["band1"], figure["line2"], figure["line4"]):
            tosses = int(row[0])
            low, middle, high, spread, _ = numbers[2 + 5 * (tosses - 1):][:5]
            self.assertClose([low, high, middle, spread], [*row[1:3], median[1], deviation[1]], 5, f"T = {tosses}")

    def test_chapter_3_the_effective_share(self):
        share, square = self.ask("ratio_products", 0.5, 0.6, 1)[6], 1 + 0.1**2 / 0.5 + 0.1**2 / 0.5
        self.assertAlmostEqual(share, 1 / square, 12)
        worth, *shares = self.ask("ratio_draws", 0.5, 0.8, 30, 40, 1)
        self.assertAlmostEqual(sum(shares), 1, 12)
        self.assertAlmostEqual(worth, 1 / sum(share * share for share in shares), 9)

    def test_chapter_4_the_trust_region(self):
        figure = data("04-kl-penalty/trust-region")
        text = (ROOT / "figures/04-kl-penalty/trust-region.txt").read_text(encoding="utf-8")
        self.ask("pier_data", 0, 2, 24)
        numbers = self.ask("pier_step", 0.1, 10)
        old, natural, passed, plain, _ = [numbers[5 * i:5 * i + 5] for i in range(5)]
        gains = [f"{step[k] - old[k]:+.2f}" for k in (2, 3) for step in (passed, plain)]
        for gain in gains:
            self.assertIn(gain, text)
        self.assertEqual(gains, ["+1.70", "+1.07", "+1.43", "+0.77"])
        self.assertEqual(numbers[25], 2)
        self.assertClose(natural[:2], tip(figure["arrow13"], [0, 2]), 5)
        self.assertClose(plain[:2], tip(figure["arrow14"], [0, 2]), 5)
        self.assertLess(passed[4], 0.1)
        # The figure's fence has a place every 3 degrees, the widget's every 4.
        fence = numbers[26 + 142:][:180]
        for k in range(0, 30):
            self.assertClose(fence[6 * k:6 * k + 2], figure["line10"][4 * k], 4, f"fence at {12 * k} degrees")

    def test_chapter_4_wherever_the_old_policy_is_dragged(self):
        for x in (-2.5, 0, 2.5):
            for y in (-0.6, 2, 4.4):
                heights = self.ask("pier_data", x, y, 24)
                leashes = self.ask("pier_leashes")
                for delta, beta in [(0.001, 300), (0.5, 0.3)]:
                    numbers = self.ask("pier_step", delta, beta)
                    self.assertTrue(all(map(math.isfinite, heights + leashes + numbers)), (x, y, delta))
                    old, _, passed, _, leashed = [numbers[5 * i:5 * i + 5] for i in range(5)]
                    self.assertLess(passed[4], delta)
                    self.assertGreater(passed[2], old[2])
                    self.assertGreaterEqual(leashed[2] - beta * leashed[4], old[2])

    def test_chapter_4_the_leash_ends_where_nothing_pulls(self):
        # L − β KL is lower at all four neighbours.
        self.ask("pier_data", 0, 2, 24)
        for beta in (3, 10, 50):
            end = self.ask("pier_step", 0.1, beta)[20:25]
            here = end[2] - beta * end[4]
            for dx, dy in [(0.01, 0), (-0.01, 0), (0, 0.01), (0, -0.01)]:
                there = self.at(end[0] + dx, end[1] + dy)
                self.assertLess(there[0] - beta * there[1], here + 1e-9, f"β = {beta}")

    def at(self, x, y):
        """L around the old policy (0, 2), and the mean KL, by sums of its own."""
        def policy(a, b):
            return [1 / (1 + math.exp(-(a + b * s))) for s in range(4)]

        old, new = policy(0, 2), policy(x, y)
        reward, follow = [[0, 0], [1, 1], [2, 2], [3, -5]], [[0, 1], [0, 2], [1, 3], [2, 0]]
        values, visits = [0.0] * 4, [0.0] * 4
        mass = [1.0, 0, 0, 0]
        for _ in range(400):
            values = [
                sum(p * (reward[s][a] + 0.8 * values[follow[s][a]]) for a, p in enumerate((1 - old[s], old[s])))
                for s in range(4)]
            visits = [v + m for v, m in zip(visits, mass)]
            following = [0.0] * 4
            for s in range(4):
                for a, p in enumerate((1 - old[s], old[s])):
                    following[follow[s][a]] += 0.8 * mass[s] * p
            mass = following
        surrogate = values[0] + sum(
            visits[s] * sum(
                p * (reward[s][a] + 0.8 * values[follow[s][a]] - values[s])
                for a, p in enumerate((1 - new[s], new[s])))
            for s in range(4))
        divergence = sum(
            visits[s] / sum(visits) * sum(p * math.log(p / q) for p, q in [(old[s], new[s]), (1 - old[s], 1 - new[s])])
            for s in range(4))
        return surrogate, divergence

    def test_chapter_5_the_six_cases(self):
        rows = re.findall(
            r"^(\d)\s+([\d.]+) \w+\s+([+−])\s+(-?[\d.]+)\s+(-?[\d.]+)\s+.*?(?:yes|no)\s+([+−])\s+(-?\d)\s", page_of("05-ppo-clip"), re.M)
        self.assertEqual(len(rows), 6)
        for number, ratio, sign, plain, cut, _, slope in rows:
            found = self.ask("clipped_step", float(ratio), 1 if sign == "+" else -1, 0.2)
            self.assertEqual([f"{x:.1f}" for x in found[:2]], [plain, cut])
            self.assertEqual([found[3], found[5]], [float(slope), float(number)])

    def test_chapter_5_the_batch_at_work(self):
        """Every dot of the animation: its ratio, its advantage, and whether it is red."""
        points = [rows for name, rows in data("05-ppo-clip/clip-at-work").items() if name.startswith("points")]
        advantages = self.ask("clipped_batch")
        self.call("clipped_batch_begin", 0.2, 0)
        for step in [0, 1, 2, 5, 20, 80, 320, 1280]:
            look = [-1]
            while look[0] < step:
                look = self.ask("clipped_batch_look", step, 100)
            ratios, flat = look[6:6 + len(advantages)], look[6 + len(advantages):]
            for isFlat in (0, 1):
                mine = [(math.log(r), a) for r, a, f in zip(ratios, advantages, flat) if f == isFlat]
                if not mine:
                    continue
                printed = points.pop(0)
                self.assertEqual(len(mine), len(printed), f"after {step} steps")
                for (x, y), (px, py) in zip(mine, printed):
                    self.assertLess(abs(x - px), 1e-5 * max(0.1, abs(px)))
                    self.assertLess(abs(y - py), 1e-5 * max(0.1, abs(py)))

    def test_chapter_5_the_batch_in_numbers(self):
        rows = re.findall(
            r"^(\d+)\s+(0\.\d{3})\s+(\d\.\d\d)\s+(0\.\d{3})\s+(0\.\d{3})\s+(0\.\d{4})\s+0\.\d{4}$", page_of("05-ppo-clip"), re.M)
        self.assertGreaterEqual(len(rows), 5)
        self.ask("clipped_batch")
        self.call("clipped_batch_begin", 0.2, 0)
        for step, smallest, largest, outside, flat, divergence in rows:
            look = [-1]
            while look[0] < int(step):
                look = self.ask("clipped_batch_look", int(step), 100)
            self.assertEqual(
                [f"{look[3]:.3f}", f"{look[4]:.2f}", f"{look[2]:.3f}", f"{look[1]:.3f}", f"{look[5]:.4f}"],
                [smallest, largest, outside, flat, divergence])
        extremes = self.ask("clipped_batch_extremes")
        self.assertEqual(len(extremes), 4 * 1281)
        self.assertEqual([extremes[4 * 1280], extremes[4 * 1280 + 3]], look[3:5])

    def test_chapter_6_the_kernel(self):
        figure = data("06-gae/kernel")
        # Stems of λ = 0.95 above, and of the n-step advantages below: bottom, top, gap.
        tops = [row[1] for row in figure["points6"]]
        self.assertClose(self.ask("advantage_kernel", 0.99, 0.95, 20)[:20], tops)
        tops = [row[1] for row in figure["points14"]]
        self.assertClose(self.ask("advantage_kernel", 0.99, 0.95, 20)[20:], tops)

    def test_chapter_6_bias_and_variance(self):
        figure = data("06-gae/bias-variance")
        for index, kappa in enumerate([0, 0.25, 0.5, 1]):
            found = self.ask("advantage_qualities", kappa, 0.9, 64)
            for panel in range(3):
                line = figure[f"line{4 * panel + index + 1}"]
                self.assertClose(found[panel::3], [y for _, y in line], 5, f"κ = {kappa}, panel {panel}")

    def test_epilogue_the_price(self):
        figure = data("10-epilogue/over-optimisation")
        numbers = self.ask("language_prices")
        frontier = numbers[7:]
        self.assertClose(frontier[2::4], [y for _, y in figure["line1"]], 5)
        self.assertClose(frontier[3::4], [y for _, y in figure["line2"]], 5)
        self.assertClose(frontier[1::4], [x for x, _ in figure["line4"]], 5)
        page = page_of("10-epilogue")
        self.assertIn("ψ: " + ", ".join(f"{weight:.3f}" for weight in numbers[4:7]), page)

    def test_epilogue_what_it_says(self):
        words = ["yes", "no", "thanks"]
        rows = re.findall(
            r"^(\d\.\d)\s+(\d+\.\d{3})\s+(\d\.\d{3})\s+(-?\d\.\d{3})\s{2,}([a-z ]+)$", page_of("10-epilogue"), re.M)
        self.assertEqual(len(rows), 12)
        for beta, divergence, reward, truth, likeliest in rows:
            found = self.ask("language_at", float(beta), 1)
            self.assertEqual([f"{x:.3f}" for x in found[:3]], [divergence, reward, truth])
            said = " ".join(words[int(word)] for word in found[8:12] if word < 3)
            self.assertEqual(said, likeliest.strip())


class ExactTest(unittest.TestCase):
    def test_an_engine_that_does_not_fuse_has_the_same_numbers(self):
        found = []
        for flags in ([], ["--js-flags=--no-enable-fma3"]):
            with serving(folder) as address, Browser(*flags) as browser:
                with opened(browser, address, "clip-objective") as page:
                    found.append(page.evaluate(
                        """async () => { const module = await Live.module();
                          module.ask('clipped_batch');
                          module.call('clipped_batch_begin', [0.2, 0]);
                          return [Live.engine().isFused, Array.from(module.ask('clipped_batch_look', [20, 20])),
                            Array.from(module.ask('advantage_qualities', [0.5, 0.9, 64])),
                            Array.from(module.ask('language_prices'))]; }"""))
        self.assertEqual(found[0][1:], found[1][1:])
        if not found[0][0]:
            self.skipTest("this processor fuses in neither")
        self.assertFalse(found[1][0])


if __name__ == "__main__":
    unittest.main()
