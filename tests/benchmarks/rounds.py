# SPDX-License-Identifier: Apache-2.0
"""Rounds of measurements that add up over several calls: what was measured is kept in a file, so that one call may end early."""
import json
import pathlib
import sys
import time


def flags(parser, rounds=5):
    """--rounds, and --state FILE with --minutes: how long a call goes on before it ends with 75 (call it again)."""
    parser.add_argument("--rounds", type=int, default=rounds)
    parser.add_argument("--state", help="a file that keeps what was measured")
    parser.add_argument("--minutes", type=float, default=0, help="with --state: no measurement begins after so many (0: all in one call)")


class Rounds:
    """kept[key] is a list, one value a round."""

    def __init__(self, a):
        self.path, self.count = a.state and pathlib.Path(a.state), a.rounds
        self.end = time.monotonic() + a.minutes * 60 if a.minutes else None
        self.kept = json.loads(self.path.read_text()) if self.path and self.path.exists() else {}

    def _write(self):
        if self.path:
            new = self.path.with_suffix(".new")
            new.write_text(json.dumps(self.kept, indent=1))
            new.replace(self.path)

    def _begin(self, what):
        if self.end and time.monotonic() > self.end:
            print(f"not all is measured yet: call again (next: {what})", file=sys.stderr, flush=True)
            sys.exit(75)

    def once(self, key, measure):
        """What was measured once for all rounds."""
        if key not in self.kept:
            self._begin(key)
            self.kept[key] = measure()
            self._write()
        return self.kept[key]

    def fill(self, cases, told=lambda key, value: None):
        """cases: key -> measure(). All of them in turn, round by round."""
        for number in range(self.count):
            for key, measure in cases.items():
                done = self.kept.setdefault(key, [])
                if len(done) > number:
                    continue
                self._begin(f"{key}, round {number + 1}")
                done.append(measure())
                self._write()
                told(key, done[-1])

    def of(self, *keys):
        """The rounds of several cases side by side."""
        return list(zip(*(self.kept[key][:self.count] for key in keys)))
