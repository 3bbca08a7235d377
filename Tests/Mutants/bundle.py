"""bundle.py: builds the copy's tests, and runs some of them with one mutant chosen, or none."""

import json
import os
import re
import signal
import subprocess
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

ERROR = re.compile(r"^(?P<file>/[^:]+):(?P<line>\d+):\d+: (?:fatal )?error: (?P<what>.*)$", re.MULTILINE)
FATAL = re.compile(r"Fatal error: .*")


class Outcome(NamedTuple):
    """What a run of tests came to: the names of the tests that ran and of those that failed, each with its
    suite's before it; how it was cut short, if it was; and its seconds."""
    passed: list
    failed: list
    cut_short: str
    seconds: float


def build(folder):
    """Builds all tests. What the compiler says against it: file from the root, line, words. Nothing where the
    build succeeds."""
    outcome = subprocess.run(
        ["swift", "build", "--build-tests"], cwd=folder, text=True, stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT)
    if outcome.returncode == 0:
        return []
    errors = {
        (str(Path(match["file"]).relative_to(folder)), int(match["line"]), match["what"])
        for match in ERROR.finditer(outcome.stdout) if Path(match["file"]).is_relative_to(folder)}
    if not errors:
        raise SystemExit(outcome.stdout[-5000:] + "\nmutants: the copy does not build")
    return sorted(errors)


def executable(folder):
    (path,) = folder.glob(".build/debug/*PackageTests.xctest")
    return path


def run(folder, tests, number=0, limit=None):
    """Runs the tests that the filter names, or all. One after another, so that a trap has one test."""
    with tempfile.TemporaryDirectory() as scratch:
        events = Path(scratch) / "events.jsonl"
        command = [executable(folder), "--testing-library", "swift-testing", "--no-parallel",
                   "--event-stream-output-path", events, "--event-stream-version", "0"]
        command += ["--filter", tests] if tests else []
        environment = dict(os.environ, PROXIMAL_MUTANT=str(number))
        began = time.monotonic()
        process = subprocess.Popen(
            command, cwd=folder, env=environment, text=True, errors="replace", start_new_session=True,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        try:
            said, _ = process.communicate(timeout=limit)
            cut_short = trap(process.returncode, said)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.communicate()
            cut_short = f"no end within {limit:.0f} s"
        seconds = time.monotonic() - began
        lines = events.read_text(encoding="utf-8").splitlines() if events.exists() else []
    return Outcome(*verdicts(lines, bool(cut_short)), cut_short, seconds)


def trap(status, said):
    """What the process said before a signal ended it."""
    if status >= 0:
        return ""
    messages = FATAL.findall(said)
    return "a trap: " + (messages[-1] if messages else signal.Signals(-status).name)


def verdicts(lines, is_cut_short):
    """The names of tests that passed and that failed, from the event stream. In a run that was cut short the
    test that had begun and not ended has failed as well."""
    names, order, failed, ended = {}, [], set(), set()
    for line in lines:
        try:
            record = json.loads(line)
        except json.JSONDecodeError:  # The line at which the process died.
            continue
        payload = record["payload"]
        if record["kind"] == "test":
            names[payload["id"]] = payload.get("displayName") or payload["name"]
            continue
        identifier = payload.get("testID")
        if payload["kind"] == "testStarted":
            order.append(identifier)
        elif payload["kind"] == "issueRecorded" and identifier and not payload["issue"].get("isKnown"):
            failed.add(identifier)
        elif payload["kind"] in ("testEnded", "testSkipped"):
            ended.add(identifier)
    functions = [name for name in order if is_function(name)]
    if is_cut_short:
        failed |= {name for name in functions if name not in ended}
    full = {name: full_name(name, names) for name in functions}
    return ([full[name] for name in functions if name not in failed],
            [full[name] for name in functions if name in failed])


# `GAETests.AdvantageTests/residual()/AdvantageTests.swift:14:4` is a function, `GAETests.AdvantageTests` a suite.
def is_function(identifier):
    return "(" in identifier


def full_name(identifier, names):
    """The suite's display name and the test's, as the book's index writes them: `suite: test`."""
    suite = names.get(identifier.split("/")[0])
    own = names.get(identifier, identifier)
    return f"{suite}: {own}" if suite else own
