#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A step from the second epoch on with the context cache, beside the same step without it and PEFT's prompt tuning.

    context_cache.py --cli build/bin/promptlathe-cli --backbone NAME=DIR ... [--peft SCRIPT --python PYTHON]
                     [--rounds 5] [--state FILE --minutes 7] [--seconds 6] [--source 512] [--tokens 20] [--batch 16] [--dtype auto]
                     [--peft-setting bfloat16,sdpa] [--peft-seconds 1]

Rows of --source tokens, --tokens soft ones behind them and one labelled token. Ours is `bench --behind`: every row run
whole, and with --stored the source's keys and values kept already. PEFT's prompt tuning has its soft tokens in front (it
has no other place); SCRIPT measures its step as step_against_peft.py says. All three in turn, --rounds times; ratios are
taken round by round, the table holds medians. Prints Markdown.
"""
import argparse
import datetime
import json
import pathlib
import statistics
import subprocess
import sys

import rounds

p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
p.add_argument("--cli", required=True)
p.add_argument("--backbone", action="append", required=True, metavar="NAME=DIR")
p.add_argument("--peft")
p.add_argument("--python", default=sys.executable)
rounds.flags(p)
p.add_argument("--seconds", type=float, default=6)
p.add_argument("--source", type=int, default=512)
p.add_argument("--tokens", type=int, default=20)
p.add_argument("--batch", type=int, default=16)
p.add_argument("--dtype", default="auto", help="ours")
p.add_argument("--peft-setting", default="bfloat16,sdpa")
p.add_argument("--peft-seconds", type=float, default=1, help="PEFT takes three steps at least")
a = p.parse_args()


def run(command):
    child = subprocess.run([str(part) for part in command], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    if child.returncode != 0:
        sys.exit(f"failed: {' '.join(map(str, command))}\n{child.stderr[-2000:]}")
    return json.loads(child.stdout.strip().splitlines()[-1])


shape = ["--batch", a.batch, "--length", a.source + 1, "--labelled", 1 / (a.source + 1)]


def ours(folder, *more):
    return run([a.cli, "bench", folder, "--method", "prompt_tuning", "--tokens", a.tokens, "--dtype", a.dtype, "--behind",
                "--seconds", a.seconds, *shape, *more])


def peft(folder):
    dtype, attention = a.peft_setting.split(",")
    return run([a.python, a.peft, folder, "prompt", "--virtual", a.tokens, "--dtype", dtype, "--attention", attention,
                "--seconds", a.peft_seconds, *shape])


flags = next((line for line in pathlib.Path("/proc/cpuinfo").read_text().splitlines() if line.startswith("flags")), "")
wanted = ("avx2", "avx512f", "avx512_bf16", "amx_bf16")
state = rounds.Rounds(a)
told = lambda key, value: print(f"{key}: {value['seconds_a_step']:.3f} s", file=sys.stderr, flush=True)
cases, columns = {}, {}
for backbone in a.backbone:
    name, _, folder = backbone.partition("=")
    cases[f"{name}, whole"] = lambda f=folder: ours(f)
    cases[f"{name}, kept"] = lambda f=folder: ours(f, "--stored")
    if a.peft:
        cases[f"{name}, PEFT"] = lambda f=folder: peft(f)
    columns[name] = [f"{name}, whole", f"{name}, kept", f"{name}, PEFT" if a.peft else f"{name}, kept"]
state.fill(cases, told)
print(f"{' '.join(flag for flag in wanted if flag in flags.split())}; {datetime.date.today()}; medians of {a.rounds} rounds, batch {a.batch}, source {a.source}, "
      f"{a.tokens} soft tokens behind it, one labelled token\n")
print("| backbone | ours | whole rows: step, s | rows/s | kept texts: step, s | rows/s | step / floor | ratio | peak, GiB "
      "| PEFT: setting | step, s | rows/s | ratio |\n|" + "---|" * 13, flush=True)
for name, keys in columns.items():
    all_rounds = state.of(*keys)
    mid = lambda of: statistics.median(of(r) for r in all_rounds)
    seconds = lambda side: mid(lambda r: r[side]["seconds_a_step"])
    ratio = lambda side: mid(lambda r: r[side]["seconds_a_step"] / r[1]["seconds_a_step"])
    theirs = (f"{a.peft_setting.replace(',', ', ')} | {seconds(2):.2f} | {mid(lambda r: a.batch / r[2]['seconds_a_step']):.2f} | {ratio(2):.1f} |"
              if a.peft else "| | | |")
    print(f"| {name} | {all_rounds[0][0]['dtype']} | {seconds(0):.3f} | {mid(lambda r: a.batch / r[0]['seconds_a_step']):.2f} "
          f"| {seconds(1):.3f} | {mid(lambda r: a.batch / r[1]['seconds_a_step']):.2f} | {mid(lambda r: r[1]['ratio']):.2f} | {ratio(0):.1f} "
          f"| {mid(lambda r: r[1]['peak_gib']):.2f} | {theirs}", flush=True)
