#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Runs side by side against the same runs one after the other, on gloss-topics, as a Markdown table.

    lanes.py --cli build/bin/promptlathe-cli [--lanes 8] [--batch 4] [--steps 40] [--rounds 5] [--state FILE --minutes 7] [--set key.path=value ...]

Both are `sweep --seeds N` over one loaded backbone, in turn, in a fresh project each: seconds are whole calls, loading
and the evaluations of 24 validation rows before the first and after the last step included. Memory is the peak of the
resident memory (VmHWM, mapped files included) of one `train` and of the runs side by side. With --losses the first ten
losses of each run are compared as well. Ends with 1 where a limit (0.75 of the time, 1.5 of the memory) is passed.
"""
import argparse
import json
import os
import pathlib
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time

import rounds

VALIDATION = 24


def run(command):
    """Seconds, and the peak of the resident memory in bytes."""
    begin = time.monotonic()
    child = subprocess.Popen([str(c) for c in command], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    said, problem = child.stdout.read(), child.stderr.read()
    _, status, used = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        sys.exit(f"{' '.join(map(str, command))}: {problem.decode()[-2000:]}{said.decode()[-500:]}")
    return time.monotonic() - begin, used.ru_maxrss * 1024


def rows_of_sample(a, folder):
    """gloss-topics with a few validation rows and no test, as JSON lines."""
    sample, rows = pathlib.Path(folder, "sample.lathe"), pathlib.Path(folder, "rows.jsonl")
    run([a.cli, "new", sample, "--sample", "gloss-topics"])
    left = VALIDATION
    with sqlite3.connect(sample) as file, open(rows, "w") as out:
        for split, fields in file.execute("SELECT split, fields FROM data_row WHERE split IN ('train', 'validation') ORDER BY row"):
            if split == "validation":
                left -= 1
                if left < 0:
                    continue
            out.write(json.dumps(json.loads(fields) | {"split": split}) + "\n")
    return rows


def project(a, folder, rows, name):
    file = pathlib.Path(folder, f"{name}.lathe")
    run([a.cli, "new", file])
    run([a.cli, "data", "import", file, rows, "--name", "glosses"])
    return file


def settings(a):
    own = [f"training.steps={a.steps}", f"training.batch={a.batch}", f"training.evaluate_every={a.steps}",
           f"training.snapshot_every={a.steps}"] + a.set
    return [word for setting in own for word in ("--set", setting)]


def losses(file):
    with sqlite3.connect(file) as open_file:
        return open_file.execute("SELECT run, step, value FROM metric WHERE name = 'loss' AND step <= 10 ORDER BY run, step").fetchall()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cli", required=True)
    parser.add_argument("--recipe", default="gloss-topics")
    parser.add_argument("--lanes", type=int, default=8)
    parser.add_argument("--batch", type=int, default=4)
    parser.add_argument("--steps", type=int, default=40)
    rounds.flags(parser)
    parser.add_argument("--losses", action="store_true")
    parser.add_argument("--set", action="append", default=[])
    a = parser.parse_args()
    state = rounds.Rounds(a)

    def one_round():
        with tempfile.TemporaryDirectory() as folder:
            rows = rows_of_sample(a, folder)
            sweep = ["sweep", "--seeds", a.lanes, "--progress", "none", *settings(a)]
            one, other, single = (project(a, folder, rows, kind) for kind in ("alone", "side", "single"))
            alone = run([a.cli, sweep[0], one, a.recipe, *sweep[1:]])[0]
            side, memory_side = run([a.cli, sweep[0], other, a.recipe, *sweep[1:], "--lanes", a.lanes])
            memory_alone = run([a.cli, "train", single, a.recipe, "--progress", "none", *settings(a)])[1]
            print(f"{alone:.1f} s, side by side {side:.1f} s; {memory_alone / 2**30:.3f} GiB, {memory_side / 2**30:.3f} GiB", file=sys.stderr,
                  flush=True)
            pairs = zip(losses(one), losses(other)) if a.losses else []
            gap = max((abs(x[2] - y[2]) / abs(x[2]) for x, y in pairs), default=None)
        return dict(alone=alone, side=side, memory_alone=memory_alone, memory_side=memory_side, gap=gap)

    state.fill({"lanes": one_round})
    (all_rounds,) = zip(*state.of("lanes"))
    alone, side, memory_alone, memory_side, gaps = ([r[key] for r in all_rounds] for key in ("alone", "side", "memory_alone", "memory_side", "gap"))
    if None not in gaps:
        print(f"largest difference of the first ten losses: {max(gaps):.2g}")
    ratio = statistics.median(s / t for s, t in zip(side, alone))
    memory = statistics.median(memory_side) / statistics.median(memory_alone)
    print(f"| {a.lanes} runs, batch {a.batch}, {a.steps} steps | one after the other | side by side | ratio |\n|---|---|---|---|")
    print(f"| seconds, median of {a.rounds} ({min(alone):.1f} to {max(alone):.1f}; {min(side):.1f} to {max(side):.1f}) | "
          f"{statistics.median(alone):.1f} | {statistics.median(side):.1f} | {ratio:.2f} |")
    print(f"| peak memory (one run; side by side), GiB | {statistics.median(memory_alone) / 2**30:.2f} | "
          f"{statistics.median(memory_side) / 2**30:.2f} | {memory:.2f} |")
    return 1 if ratio > 0.75 or memory > 1.5 else 0


if __name__ == "__main__":
    sys.exit(main())
