#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""gloss-topics, this program and PEFT in turn on one machine: real tokens a second, peak memory, test accuracy.

    against_peft.py --cli build/bin/promptlathe-cli --backbone FILE.gguf --peft SCRIPT --python PYTHON
                    [--rounds 5] [--state FILE --minutes 7] [--steps 60] [--setting bfloat16,eager] [--full]

SCRIPT trains PEFT on the same rows (prompt tuning, 20 tokens from text, AdamW 0.01 linear, batch 16, dynamic padding)
and prints one JSON line with tokens_a_second and peak_gib; it is run with bfloat16 and float32, SDPA and eager first,
and its fastest setting is kept for the rounds. --full also trains both for 300 steps once and compares the accuracy on
the 1,200 test glosses. Prints a Markdown table.
"""
import argparse
import json
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile

import rounds


def run(command):
    """stdout and the child's peak resident memory in GiB."""
    child = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    out = child.stdout.read()
    _, status, usage = os.wait4(child.pid, 0)
    if status != 0:
        sys.exit(f"failed: {' '.join(command)}")
    return out, usage.ru_maxrss / 2**20


def ours(a, project, *settings):
    out, peak = run([a.cli, "train", project, "gloss-topics", "--set", f"backbone.id={a.id}", *settings, "--progress",
                     "none", "--json"])
    result = json.loads(out)
    folder = tempfile.mkdtemp()
    run([a.cli, "export", project, str(result["run"]), folder, "--format", "csv"])
    lines = pathlib.Path(folder, "metrics.csv").read_text().splitlines()
    column = lines[0].split(",").index("tokens_a_second")
    rates = [float(cells[column]) for cells in (line.split(",") for line in lines[1:]) if cells[column]]
    # Steps hold about as many tokens each, so the mean over all steps is the harmonic one.
    return dict(tokens=statistics.harmonic_mean(rates), peak=peak, run=result["run"], seconds=result["seconds"])


def peft(a, steps, dtype, attention):
    out, peak = run([a.python, a.peft, a.backbone, "--steps", str(steps), "--dtype", dtype, "--attention", attention])
    result = json.loads(out.strip().splitlines()[-1])
    return dict(tokens=result["tokens_a_second"], peak=peak, test=result["test"], seconds=result["training_seconds"])


def fastest(a, state):
    if a.setting:
        return tuple(a.setting.split(","))
    tried = {}
    for dtype in ("bfloat16", "float32"):
        for attention in ("eager", "sdpa"):
            tried[dtype, attention] = state.once(f"PEFT {dtype} {attention}", lambda: peft(a, 8, dtype, attention))
            print(f"PEFT {dtype} {attention}: {tried[dtype, attention]['tokens']:.1f} tokens/s", file=sys.stderr)
    return max(tried, key=lambda setting: tried[setting]["tokens"])


p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
p.add_argument("--cli", required=True)
p.add_argument("--backbone", required=True)
p.add_argument("--peft", required=True)
p.add_argument("--python", default=sys.executable)
p.add_argument("--id", default="smollm2-135m-instruct")
rounds.flags(p)
p.add_argument("--steps", type=int, default=60)
p.add_argument("--setting", help="PEFT's fastest setting where it is known: bfloat16,eager")
p.add_argument("--full", action="store_true")
a = p.parse_args()

project = f"{tempfile.mkdtemp()}/compare.lathe"
subprocess.run([a.cli, "new", project, "--sample", "gloss-topics"], check=True, stdout=subprocess.DEVNULL)
state = rounds.Rounds(a)
best = fastest(a, state)
few = ("--set", f"training.steps={a.steps}", "--set", "training.evaluate_every=0")
state.fill({"ours": lambda: ours(a, project, *few), "PEFT": lambda: peft(a, max(10, a.steps // 3), *best)},
           lambda key, value: print(f"{key}: {value['tokens']:.1f} tokens/s", file=sys.stderr, flush=True))
pairs = state.of("ours", "PEFT")


def row(title, key, digits):
    left, right = ([pair[side][key] for pair in pairs] for side in (0, 1))
    ratio = statistics.median(x / y for x, y in zip(left, right))
    print(f"| {title} | {statistics.median(left):.{digits}f} | {statistics.median(right):.{digits}f} | {ratio:.2f} |")


print(f"| medians of {a.rounds} rounds | Promptlathe | PEFT ({best[0]}, {best[1]}) | ratio |\n|---|---|---|---|")
row("real tokens a second", "tokens", 1)
row("peak memory, GiB", "peak", 2)
if a.full:
    def whole():
        mine = ours(a, project)
        return mine | {"test": json.loads(run([a.cli, "evaluate", project, str(mine["run"]), "--json"])[0])["metrics"]["accuracy"]}

    mine, theirs = state.once("ours, 300 steps", whole), state.once("PEFT, 300 steps", lambda: peft(a, 300, *best))
    test = mine["test"]
    print(f"| test accuracy after 300 steps | {test:.4f} | {theirs['test']:.4f} | |")
    print(f"| seconds of 300 steps | {mine['seconds']:.0f} | {theirs['seconds']:.0f} | {theirs['seconds'] / mine['seconds']:.2f} |")
