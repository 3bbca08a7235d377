import json
import unittest

import bundle


def test(identifier, name):
    return {"kind": "test", "payload": {"id": identifier, "displayName": name, "name": "f()"}}


def event(kind, identifier, **more):
    return {"kind": "event", "payload": {"kind": kind, "testID": identifier, **more}}


class VerdictsTests(unittest.TestCase):
    suite, one, two = "M.S", "M.S/one()/S.swift:1:1", "M.S/two()/S.swift:2:1"

    def verdicts(self, *events, cut_short=False):
        records = [test(self.suite, "Suite"), test(self.one, "(1.1) one"), test(self.two, "(1.2) two"), *events]
        return bundle.verdicts([json.dumps(record) for record in records], cut_short)

    def test_a_failed_test_has_its_suite_in_its_name(self):
        events = [event("testStarted", self.suite)]
        for name in [self.one, self.two]:
            events += [event("testStarted", name), event("testEnded", name)]
        issue = event("issueRecorded", self.two, issue={"isKnown": False})
        self.assertEqual(self.verdicts(*events, issue), (["Suite: (1.1) one"], ["Suite: (1.2) two"]))

    def test_a_known_issue_is_no_failure(self):
        known = event("issueRecorded", self.one, issue={"isKnown": True})
        self.assertEqual(self.verdicts(event("testStarted", self.one), known), (["Suite: (1.1) one"], []))

    def test_what_had_begun_when_the_process_died_has_failed(self):
        events = [event("testStarted", self.one), event("testEnded", self.one), event("testStarted", self.two)]
        self.assertEqual(self.verdicts(*events, cut_short=True), (["Suite: (1.1) one"], ["Suite: (1.2) two"]))

    def test_a_signal_is_told_with_the_last_message(self):
        self.assertEqual(bundle.trap(1, "Fatal error: of an exit test"), "")
        self.assertEqual(bundle.trap(-4, "x\nM/A.swift:3: Fatal error: a ≤ b\n"), "a trap: Fatal error: a ≤ b")
        self.assertEqual(bundle.trap(-11, ""), "a trap: SIGSEGV")


if __name__ == "__main__":
    unittest.main()
