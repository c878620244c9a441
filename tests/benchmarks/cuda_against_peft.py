#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A training step of this program and of PEFT in turn on one CUDA device, as a Markdown table.

    cuda_against_peft.py --cli build/bin/promptlathe-cli --backbone NAME=DIR ... [--methods prompt_tuning prefix_tuning]
                         [--rounds 3] [--seconds 4] [--batch 4] [--length 768] [--tokens 200] [--network] [--json OUT]

Both in bfloat16, each in its own process (`bench --device cuda`, peft_step_cuda.py), so that one's memory is not the
other's. Prefix-tuning trains the prefix itself, or with --network an MLP 512 wide, on both sides. Ratios are taken round
by round; the table holds medians.
"""
import argparse, json, pathlib, statistics, subprocess, sys

PEFT = pathlib.Path(__file__).with_name("peft_step_cuda.py")
NAMES = {"prompt_tuning": "prompt", "prefix_tuning": "prefix", "p_tuning": "ptuning"}


def run(command):
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True)
    if done.returncode != 0:
        print(f"failed: {' '.join(map(str, command))}\n{done.stderr[-1500:]}", file=sys.stderr)
        return None
    return json.loads(done.stdout.strip().splitlines()[-1])


p = argparse.ArgumentParser()
p.add_argument("--cli", required=True); p.add_argument("--backbone", nargs="+", required=True)
p.add_argument("--methods", nargs="+", default=["prompt_tuning", "prefix_tuning"]); p.add_argument("--rounds", type=int, default=3)
p.add_argument("--seconds", type=float, default=4); p.add_argument("--batch", type=int, default=4)
p.add_argument("--length", type=int, default=768); p.add_argument("--tokens", type=int, default=200)
p.add_argument("--labelled", type=float, default=0.25); p.add_argument("--network", action="store_true"); p.add_argument("--json")
a = p.parse_args()
shape = ["--batch", a.batch, "--length", a.length, "--labelled", a.labelled, "--seconds", a.seconds]
everything = []
print("| backbone | method | n | ms a step | PEFT's | times | floor | of it | GiB | PEFT's | share |\n|---|---|---|---|---|---|---|---|---|---|---|")
for backbone in a.backbone:
    name, folder = backbone.split("=", 1)
    for method in a.methods:
        pairs = []
        for _ in range(a.rounds):
            ours = run([a.cli, "bench", folder, "--device", "cuda", "--dtype", "bfloat16", "--method", method, "--tokens", a.tokens,
                        *shape] + ([] if a.network else ["--no-network"]))
            peft = run([sys.executable, PEFT, folder, NAMES[method], "--virtual", a.tokens, *shape] +
                       (["--projection"] if a.network else []))
            everything.append(dict(backbone=name, method=method, ours=ours, peft=peft))
            if ours and peft:
                pairs.append((ours, peft))
        if not pairs:
            continue
        middle = lambda f: statistics.median(f(o, q) for o, q in pairs)
        print(f"| {name} | {method} | {len(pairs)} | {1e3 * middle(lambda o, q: o['seconds_a_step']):.2f} "
              f"| {1e3 * middle(lambda o, q: q['seconds_a_step']):.2f} "
              f"| {middle(lambda o, q: q['seconds_a_step'] / o['seconds_a_step']):.2f} "
              f"| {1e3 * middle(lambda o, q: o['floor_seconds']):.2f} | {middle(lambda o, q: o['ratio']):.2f} "
              f"| {middle(lambda o, q: o['device_peak_gib']):.2f} | {middle(lambda o, q: q['device_peak_gib']):.2f} "
              f"| {middle(lambda o, q: o['device_peak_gib'] / q['device_peak_gib']):.2f} |",
              flush=True)
if a.json:
    pathlib.Path(a.json).write_text(json.dumps(everything, indent=1))
