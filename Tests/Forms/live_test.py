"""Do the pages train as the terminal does? The module of `make live` in headless Chromium: the same weights, with and
without a fused multiply-add; the widgets of training by keyboard, narrow and wide; what it costs the page.

Builds what is missing: site/live by Forms/live/make.sh. The terminal is .build/debug/proximal; where that has not
been built, `swift build` is needed first.
"""
import json
import pathlib
import subprocess
import tempfile
import unittest

from browser import WIDTHS, Browser, axe
from server import serving

REPOSITORY = pathlib.Path(__file__).resolve().parents[2]
TERMINAL = REPOSITORY / ".build/debug/proximal"
WIDGETS = ["balance", "ppo-cartpole", "minigrid", "pendulum"]
# In the order of LiveWorld.swift.
CARTPOLE, PENDULUM, EMPTY, DOORKEY, LAVAGAP, OBSTACLES = range(6)
NAMES = ["CartPole-v1", "Pendulum-v1", "MiniGrid-Empty-5x5-v0", "MiniGrid-DoorKey-5x5-v0", "MiniGrid-LavaGapS5-v0",
         "MiniGrid-Dynamic-Obstacles-5x5-v0"]

TRAIN = """async ({ world, steps, seed, changes }) => {
  const module = await Live.module("training");
  const usual = Live.defaultSettings(module, Live.worlds[world]);
  const settings = Live.changedSettings(usual.settings, changes);
  const plan = { settings, steps: steps ?? usual.steps, seed };
  let done;
  const end = new Promise((resolve) => { done = resolve; });
  const worker = await Live.worker((message) => { if (message.fault || message.isFinished) done(message); });
  await worker.start({ key: 0, world, ...plan });
  await worker.run({ key: 0 });
  const { hash, evaluation, seconds, fault, agent, memory } = await end;
  worker.stop();
  const last = Math.floor(plan.steps / (settings[0] * settings[1])) * settings[0] * settings[1];
  const file = fault ? [] : Array.from(Live.agentFile(Live.worlds[world], agent, { seed, steps: last }));
  return { hash, evaluation, speed: last / seconds, fault, memory, file,
    command: Live.command(module, Live.worlds[world], plan) };
}"""


def setUpModule():
    global folder
    if not (REPOSITORY / "site/live/live.js").exists():
        subprocess.run(["bash", "Forms/live/make.sh", "site/live"], cwd=REPOSITORY, check=True)
    if not TERMINAL.exists():
        raise unittest.SkipTest("there is no .build/debug/proximal: swift build makes it")
    folder = tempfile.TemporaryDirectory()
    root = pathlib.Path(folder.name)
    (root / "live").symlink_to(REPOSITORY / "site/live")
    places = "".join(f'<div class="live-place" data-widget="{name}"></div>' for name in WIDGETS)
    for name, body in [("all", places), *[(w, f'<div class="live-place" data-widget="{w}"></div>') for w in WIDGETS],
                       ("none", "")]:
        (root / f"{name}.html").write_text(
            '<!doctype html><html lang="en"><meta charset="utf-8"><link rel="icon" href="data:,"><title>Live</title>'
            '<meta name="viewport" content="width=device-width"><link rel="stylesheet" href="live/live.css">'
            f'<script defer src="live/live.js"></script><body><main><h1>Live</h1>{body}</main>', encoding="utf-8")


def tearDownModule():
    folder.cleanup()


def terminal(command, *more):
    """What `proximal train … --json` prints, by a command as the page shows it."""
    assert command.startswith("proximal ")
    outcome = subprocess.run([TERMINAL, *command.split()[1:], "--json", *more], capture_output=True, text=True, check=True)
    return json.loads(outcome.stdout)


def train(page, world, steps=None, seed=7, **changes):
    changes = {name.replace("_", "-"): value for name, value in changes.items()}
    return page.evaluate(TRAIN, {"world": world, "steps": steps, "seed": seed, "changes": changes})


class SameNumbers(unittest.TestCase):
    def check(self, page, world, **options):
        here = train(page, world, **options)
        self.assertIsNone(here.get("fault"))
        with tempfile.TemporaryDirectory() as place:
            path = pathlib.Path(place) / "agent.safetensors"
            there = terminal(here["command"], "--save", str(path))
            self.assertEqual(here["hash"], there["weightsHash"], here["command"])
            self.assertEqual(here["evaluation"], there["finalReturn"], here["command"])
            self.assertEqual(bytes(here["file"]), path.read_bytes(), f"the saved agent of {here['command']}")
        return here, there

    def test_a_whole_cartpole(self):
        with serving(folder.name) as address, Browser() as browser, browser.page() as page:
            page.goto(address + "none.html")
            self.assertTrue(page.evaluate("Live.engine().isFused"))
            here, there = self.check(page, CARTPOLE)
            self.assertGreaterEqual(here["evaluation"], 475)
            print(f"CartPole-v1, fused: {here['speed']:.0f} steps/s here, {there['stepsPerSecond']:.0f} in the terminal; "
                  f"{here['memory'] / 1e6:.1f} MB")
            self.assertEqual(page.faults, [])

    def test_other_worlds_and_settings(self):
        with serving(folder.name) as address, Browser() as browser, browser.page() as page:
            page.goto(address + "none.html")
            for world in range(len(NAMES)):
                with self.subTest(world=NAMES[world]):
                    self.check(page, world, steps=8192, seed=3)
            with self.subTest("settings"):
                self.check(page, CARTPOLE, steps=8192, clip_range=0.05, learning_rate=0.0025, epochs=10,
                           entropy_coefficient=0.05, anneal_learning_rate=0, environments=2, minibatches=3,
                           normalise_advantages=0, target_kl=0.02, discount=0.95, gae_lambda=0.9)
            self.assertEqual(page.faults, [])

    def test_without_a_fused_multiply_add(self):
        with serving(folder.name) as address, Browser("--js-flags=--no-enable-fma3") as browser, browser.page() as page:
            page.goto(address + "none.html")
            self.assertFalse(page.evaluate("Live.engine().isFused"))
            here, there = self.check(page, CARTPOLE, steps=20 * 512)
            print(f"CartPole-v1, exact: {here['speed']:.0f} steps/s here, {there['stepsPerSecond']:.0f} in the terminal")
            self.assertEqual(page.faults, [])

    def test_settings_that_are_changed_on_the_way(self):
        """Changed to what they were they leave no trace; changed in earnest they do."""
        with serving(folder.name) as address, Browser() as browser, browser.page() as page:
            page.goto(address + "none.html")
            hashes = page.evaluate("""async () => {
              const module = await Live.module("training");
              const { settings } = Live.defaultSettings(module, Live.worlds[0]);
              function trained(changes) {
                const number = module.call("start_training", [0, 10 * 512, 7], settings);
                for (let i = 0; i < 10; i++) {
                  if (i === 5 && changes) module.call("change_training", [number], Live.changedSettings(settings, changes));
                  module.ask("advance_training", [number]);
                }
                const hash = module.call("training_hash", [number]);
                module.call("end_training", [number]);
                return BigInt.asUintN(64, hash).toString(16).padStart(16, "0");
              }
              return [trained(null), trained({}), trained({ "learning-rate": 0.001 })];
            }""")
            there = terminal("proximal train CartPole-v1 --seed 7 --steps 5120")["weightsHash"]
            self.assertEqual(hashes[:2], [there, there])
            self.assertNotEqual(hashes[2], there)

    def test_from_a_folder(self):
        with Browser() as browser, browser.page() as page:
            page.goto(f"file://{folder.name}/none.html")
            self.check(page, CARTPOLE, steps=4096)
            self.assertEqual(page.faults, [])

    def test_a_number_that_is_not_finite_ends_the_training(self):
        with serving(folder.name) as address, Browser() as browser, browser.page() as page:
            page.goto(address + "none.html")
            here = train(page, CARTPOLE, steps=200_000, learning_rate=1e38)
            self.assertIn("not finite", here["fault"])


class Files(unittest.TestCase):
    def test_an_agent_comes_back_as_it_went(self):
        with serving(folder.name) as address, Browser() as browser, browser.page() as page:
            page.goto(address + "none.html")
            for world in [CARTPOLE, PENDULUM, EMPTY]:
                file = train(page, world, steps=4096)["file"]
                again = page.evaluate(
                    """(file) => { const { world, agent, seed, steps } = Live.readAgent(Uint8Array.from(file).buffer);
                         return Array.from(Live.agentFile(world, agent, { seed, steps })); }""", file)
                self.assertEqual(file, again)

    def test_what_is_no_agent_is_refused_in_a_sentence(self):
        with serving(folder.name) as address, Browser() as browser, browser.page() as page:
            page.goto(address + "none.html")
            for file in [[], [1] * 7, [255] * 64, [4, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 4]]:
                said = page.evaluate(
                    "(file) => { try { Live.readAgent(Uint8Array.from(file).buffer) } catch (error) { return error.message } }",
                    file)
                self.assertIn("no safetensors file", said)


class Widgets(unittest.TestCase):
    def test_a_training_by_keyboard(self):
        for width in WIDTHS:
            with self.subTest(width=width), serving(folder.name) as address, Browser() as browser, \
                    browser.page(width=width) as page:
                page.goto(address + "ppo-cartpole.html")
                page.wait_for_selector("#live-ppo-cartpole")
                press(page, "Train", "Enter")
                page.wait_for_function("document.querySelector('.live-sentence').textContent.includes('steps a second')")
                press(page, "Pause", " ")
                page.wait_for_function("[...document.querySelectorAll('button')].some((b) => b.textContent === 'Go on')")
                self.assertLessEqual(page.evaluate("document.documentElement.scrollWidth"), width)
                self.assertEqual(axe(page), [])
                self.assertEqual(page.faults, [])

    def test_every_widget_stands_and_is_clean(self):
        for width in WIDTHS:
            for theme in ["light", "dark"]:
                for name in WIDGETS:
                    with self.subTest(name, width=width, theme=theme), serving(folder.name) as address, \
                            Browser() as browser, browser.page(width=width, theme=theme) as page:
                        page.goto(address + name + ".html")
                        page.wait_for_selector(f"#live-{name}")
                        self.assertEqual(axe(page), [])
                        self.assertLessEqual(page.evaluate("document.documentElement.scrollWidth"), width)
                        self.assertEqual(page.faults, [])

    def test_the_pole_by_arrow_keys(self):
        with serving(folder.name) as address, Browser() as browser, browser.page() as page:
            page.goto(address + "balance.html")
            page.wait_for_selector("#live-balance")
            press(page, "Begin", "Enter")
            page.keyboard.down("ArrowRight")
            # Pushed one way only it falls within a few steps more than nine.
            page.wait_for_function("document.querySelector('.live-sentence').textContent.includes('kept it up')")
            said = page.locator(".live-sentence").text_content()
            self.assertLess(int(said.split("kept it up for ")[1].split()[0]), 14)
            self.assertEqual(page.faults, [])

    def test_the_page_stays_fluent(self):
        with serving(folder.name) as address, Browser() as browser, browser.page() as page:
            page.goto(address + "ppo-cartpole.html")
            page.wait_for_selector("#live-ppo-cartpole")
            page.evaluate("""() => { globalThis.longest = 0; new PerformanceObserver((list) => {
              for (const { duration } of list.getEntries()) longest = Math.max(longest, duration); }).observe({ type: 'longtask' }); }""")
            press(page, "Train", "Enter")
            page.wait_for_timeout(5000)
            longest = page.evaluate("longest")
            print(f"longest task on the page's thread while it trains: "
                  + (f"{longest:.0f} ms" if longest else "under 50 ms"))
            # The machine of a test may be busy with other things; a reader would notice a fifth of a second.
            self.assertLess(longest, 200)


class Sizes(unittest.TestCase):
    def test_every_module_is_small(self):
        modules = sorted((REPOSITORY / "site/live").glob("*.wasm"))
        self.assertEqual(len(modules), 4)
        for module in modules:
            self.assertLess(module.stat().st_size, 400_000, module.name)


def press(page, name, key):
    button = page.get_by_role("button", name=name, exact=True)
    button.focus()
    page.keyboard.press(key)


if __name__ == "__main__":
    unittest.main()
