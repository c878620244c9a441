#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A training step of this program and of PEFT in turn on one CUDA device, as a Markdown table.

    cuda_against_peft.py --cli build/bin/promptlathe-cli --backbone NAME=DIR ... [--methods prompt_tuning prefix_tuning]
                         [--recompute none block] [--rounds 3] [--seconds 4] [--batch 4] [--length 768] [--tokens 200]
                         [--network] [--json OUT]

Both in bfloat16, in processes of their own (`bench --device cuda`, peft_step_cuda.py), so that one's memory is not the
other's. Prefix-tuning trains the prefix itself, or with --network an MLP 512 wide, on both sides. --recompute: ours with
the blocks' inner values kept, or made again on the way back. Ratios are taken round by round; the table holds medians.
"""
import argparse
import json
import os
import pathlib
import statistics
import subprocess
import sys

PEFT = pathlib.Path(__file__).with_name("peft_step_cuda.py")
NAMES = {"prompt_tuning": "prompt", "prefix_tuning": "prefix", "p_tuning": "ptuning"}


def lines(command, recompute="none"):
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True,
                          env=os.environ | {"PROMPTLATHE_CUDA_RECOMPUTE": recompute})
    if done.returncode != 0:
        sys.exit(f"failed: {' '.join(map(str, command))}\n{done.stderr[-1500:]}")
    return [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--cli", required=True)
    p.add_argument("--backbone", nargs="+", required=True)
    p.add_argument("--methods", nargs="+", default=["prompt_tuning", "prefix_tuning"])
    p.add_argument("--recompute", nargs="+", default=["none"], choices=("none", "block"))
    for name, kind, default in (("rounds", int, 3), ("seconds", float, 4), ("batch", int, 4), ("length", int, 768),
                                ("tokens", int, 200), ("labelled", float, 0.25)):
        p.add_argument("--" + name, type=kind, default=default)
    p.add_argument("--network", action="store_true")
    p.add_argument("--json")
    a = p.parse_args()
    shape = ["--batch", a.batch, "--length", a.length, "--labelled", a.labelled, "--seconds", a.seconds]
    everything = []
    print("| backbone | method | inner values | n | ms a step | PEFT's | times | floor ms | of it | GiB | PEFT's | share |\n"
          "|---|---|---|---|---|---|---|---|---|---|---|---|", flush=True)
    for backbone in a.backbone:
        name, folder = backbone.split("=", 1)
        pairs = {}
        for _ in range(a.rounds):
            ours = {(method, kept): lines([a.cli, "bench", folder, "--device", "cuda", "--dtype", "bfloat16", "--method", method,
                                           "--tokens", a.tokens, *shape] + ([] if a.network else ["--no-network"]), kept)[-1]
                    for method in a.methods for kept in a.recompute}
            peft = lines([sys.executable, PEFT, folder, *(NAMES[m] for m in a.methods), "--virtual", a.tokens, *shape] +
                         (["--projection"] if a.network else []))
            for (method, kept), one in ours.items():
                pairs.setdefault((method, kept), []).append((one, peft[a.methods.index(method)]))
                everything.append(dict(backbone=name, method=method, recompute=kept, ours=one,
                                       peft=peft[a.methods.index(method)]))
        if a.json:
            pathlib.Path(a.json).write_text(json.dumps(everything, indent=1))
        for (method, kept), both in pairs.items():
            middle = lambda f: statistics.median(f(o, q) for o, q in both)
            print(f"| {name} | {method} | {'made again' if kept == 'block' else 'kept'} | {len(both)} "
                  f"| {1e3 * middle(lambda o, q: o['seconds_a_step']):.2f} | {1e3 * middle(lambda o, q: q['seconds_a_step']):.2f} "
                  f"| {middle(lambda o, q: q['seconds_a_step'] / o['seconds_a_step']):.2f} "
                  f"| {1e3 * middle(lambda o, q: o['floor_seconds']):.2f} | {middle(lambda o, q: o['ratio']):.2f} "
                  f"| {middle(lambda o, q: o['device_peak_gib']):.2f} | {middle(lambda o, q: q['device_peak_gib']):.2f} "
                  f"| {middle(lambda o, q: o['device_peak_gib'] / q['device_peak_gib']):.2f} |", flush=True)


if __name__ == "__main__":
    main()
