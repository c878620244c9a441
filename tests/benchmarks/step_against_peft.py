#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A training step of this program and of PEFT in turn on one machine, over backbones and methods, as a Markdown table.

    step_against_peft.py --cli build/bin/promptlathe-cli --peft SCRIPT --python PYTHON --backbone NAME=DIR ...
                         [--methods prompt_tuning prefix_tuning p_tuning] [--rounds 5] [--seconds 12]
                         [--state FILE --minutes 7]
                         [--batch 16] [--length 128] [--labelled 0.25] [--tokens 20] [--lengths FILE]
                         [--peft-settings bfloat16,sdpa bfloat16,eager float32,sdpa float32,eager] [--float32]

SCRIPT measures PEFT's step and prints one JSON line with seconds_a_step, tokens_a_second and peak_gib; it takes DIR METHOD
(prompt, prefix, ptuning), --dtype, --attention and the shape's flags under the same names (--virtual for --tokens).
Each of PEFT's settings is tried once a backbone (with the first method), and the fastest is kept for the rounds; a single
one is taken as it is. --float32 adds a float32 row for each,
against PEFT's fastest float32 setting. Ratios are taken round by round; the table holds their medians. An encoder-decoder
(config.json says is_encoder_decoder) is measured with --length source and 16 target tokens: what SCRIPT does with it.
With --state a call may end before all is measured (with 75): the next one goes on.
"""
import argparse
import datetime
import json
import os
import pathlib
import platform
import statistics
import subprocess
import sys
import tempfile

import rounds

PEFT_NAMES = {"prompt_tuning": "prompt", "prefix_tuning": "prefix", "p_tuning": "ptuning"}
TARGET = 16


def run(command):
    """The last line's JSON of a child, with its peak resident memory in GiB."""
    child = subprocess.Popen([str(part) for part in command], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    out, problem = child.communicate()
    if child.returncode != 0:
        sys.exit(f"failed: {' '.join(map(str, command))}\n{problem[-2000:]}")
    return json.loads(out.strip().splitlines()[-1])


def lengths_of(a, folder, work):
    """A lengths file where the shape needs one: given, or an encoder-decoder's source and target."""
    if a.lengths:
        return a.lengths
    config = json.loads(pathlib.Path(folder, "config.json").read_text()) if os.path.isdir(folder) else {}
    if not config.get("is_encoder_decoder"):
        return None
    path = pathlib.Path(work, "lengths.txt")
    path.write_text(f"{a.length} {TARGET}\n" * a.batch)
    return str(path)


def shape(a, lengths):
    common = ["--batch", a.batch, "--length", a.length, "--labelled", a.labelled, "--seconds", a.seconds]
    return common + (["--lengths", lengths] if lengths else [])


def ours(a, folder, method, dtype, lengths):
    return run([a.cli, "bench", folder, "--method", method, "--tokens", a.tokens, "--dtype", dtype, *shape(a, lengths)])


def peft(a, folder, method, setting, lengths, seconds=None):
    dtype, attention = setting.split(",")
    command = [a.python, a.peft, folder, PEFT_NAMES[method], "--virtual", a.tokens, "--dtype", dtype, "--attention", attention,
               *shape(a, lengths)]
    return run(command + (["--seconds", seconds] if seconds else []))


def capabilities():
    wanted = ("avx2", "avx512f", "avx512_bf16", "avx512_vnni", "amx_bf16", "amx_int8")
    name, flags = platform.processor(), []
    for line in pathlib.Path("/proc/cpuinfo").read_text().splitlines():
        key, _, value = line.partition(":")
        if key.strip() == "model name":
            name = value.strip()
        if key.strip() == "flags":
            flags = value.split()
            break
    return f"{name}, {os.cpu_count()} cores, {' '.join(flag for flag in wanted if flag in flags)}"


p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
p.add_argument("--cli", required=True)
p.add_argument("--peft", required=True)
p.add_argument("--python", default=sys.executable)
p.add_argument("--backbone", action="append", required=True, metavar="NAME=DIR")
p.add_argument("--methods", nargs="+", default=list(PEFT_NAMES), choices=PEFT_NAMES)
rounds.flags(p)
p.add_argument("--seconds", type=float, default=12)
p.add_argument("--batch", type=int, default=16)
p.add_argument("--length", type=int, default=128)
p.add_argument("--labelled", type=float, default=0.25)
p.add_argument("--tokens", type=int, default=20)
p.add_argument("--lengths")
p.add_argument("--dtype", default="auto", help="ours")
p.add_argument("--peft-settings", nargs="+", default=["bfloat16,sdpa", "bfloat16,eager", "float32,sdpa", "float32,eager"])
p.add_argument("--float32", action="store_true")
a = p.parse_args()

state = rounds.Rounds(a)
told = lambda key, value: print(f"{key}: {value['seconds_a_step']:.3f} s", file=sys.stderr, flush=True)
with tempfile.TemporaryDirectory() as work:
    cases, pairs = {}, []
    for backbone in a.backbone:
        name, _, folder = backbone.partition("=")
        lengths = lengths_of(a, folder, work)
        tried = {a.peft_settings[0]: 1.0}  # one that is known to be the fastest
        if len(a.peft_settings) > 1:
            tried = {s: state.once(f"{name}, {s}", lambda: peft(a, folder, a.methods[0], s, lengths, seconds=min(a.seconds, 4)))["tokens_a_second"]
                     for s in a.peft_settings}
            print(f"{name}: PEFT's tokens/s {tried}", file=sys.stderr, flush=True)
        for method in a.methods:
            for dtype in [a.dtype] + (["float32"] if a.float32 else []):
                fits = {s: rate for s, rate in tried.items() if dtype != "float32" or s.startswith("float32")}
                if not fits:
                    continue
                best = max(fits, key=fits.get)
                mine, theirs = f"{name}, {method}, {dtype}", f"{name}, {method}, PEFT {best}"
                cases[mine] = lambda f=folder, m=method, d=dtype, n=lengths: ours(a, f, m, d, n)
                cases.setdefault(theirs, lambda f=folder, m=method, s=best, n=lengths: peft(a, f, m, s, n))
                pairs.append((f"{name}, {method}", best, mine, theirs))
    state.fill(cases, told)

print(f"{capabilities()}; {datetime.date.today()}; medians of {a.rounds} rounds, batch {a.batch}, "
      f"{'lengths of ' + os.path.basename(a.lengths) if a.lengths else f'length {a.length}'}, {a.tokens} soft tokens\n")
print("| backbone, method | ours | step, s | plain floor, s | step / plain floor | step / floor | tokens/s | GiB | PEFT's fastest | step, s "
      "| tokens/s | GiB | tokens/s, ratio | memory, ratio |\n|" + "---|" * 14, flush=True)
for title, best, mine, theirs in pairs:
    both = state.of(mine, theirs)
    mid = lambda side, key: statistics.median(pair[side][key] for pair in both)
    rate, memory = (statistics.median(x[key] / y[key] for x, y in both) for key in ("tokens_a_second", "peak_gib"))
    print(f"| {title} | {both[0][0]['dtype']} | {mid(0, 'seconds_a_step'):.3f} | {mid(0, 'plain_floor_seconds'):.3f} "
          f"| {mid(0, 'plain_ratio'):.2f} | {mid(0, 'ratio'):.2f} | {mid(0, 'tokens_a_second'):.0f} | {mid(0, 'peak_gib'):.2f} "
          f"| {best.replace(',', ', ')} | {mid(1, 'seconds_a_step'):.3f} | {mid(1, 'tokens_a_second'):.0f} | {mid(1, 'peak_gib'):.2f} "
          f"| {rate:.2f} | {memory:.2f} |", flush=True)
