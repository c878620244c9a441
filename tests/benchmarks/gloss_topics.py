#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The three methods on gloss-topics over several seeds, beside what there is without training.

    gloss_topics.py --cli build/bin/promptlathe-cli --project FILE.lathe [--parts prompt prefix prefix-mlp p-tuning baselines]

Each method's learning rate is chosen on validation with seed 0 (a sweep), then it is trained with seeds 0, 1, 2 (prompt tuning: 0 to 4) at
that rate, and test is read once a run, at the step that validation chose. The five prompts' vote stands beside their mean and, with
McNemar's test, beside the best of them; the prompt of seed 0 is also taken apart into prompts of one token. FILE is made when it is not
there and goes on where it stopped. Prints Markdown.
"""
import argparse
import os
import statistics

from asking import chosen_rate, last_json, said, seeds_of

PARTS = {  # recipe, seeds, rates, settings
    "prompt": ("gloss-topics", 5, "0.01,0.03,0.1", []),
    "prefix": ("gloss-topics-prefix-tuning", 3, "0.001,0.003", []),
    "prefix-mlp": ("gloss-topics-prefix-tuning", 3, "0.0001,0.0002", ["method.reparameterization=mlp"]),
    "p-tuning": ("gloss-topics-p-tuning", 3, "0.0003,0.001", []),
}
MANUAL = "Definition: {text}\nIs it an animal, artifact, food, location, person or plant?\nAnswer:{label}"


def trained(a, name):
    recipe, seeds, rates, changes = PARTS[name]
    rate = chosen_rate(a.cli, a.project, recipe, name, rates, changes)
    runs, values = seeds_of(a.cli, a.project, recipe, name, seeds, [*changes, f"optimizer.learning_rate={rate}"])
    tests = [last_json(said(a.cli, "evaluate", a.project, str(run), "--json"))["metrics"]["accuracy"] for run in runs]
    spread = statistics.stdev(tests)
    print(f"| {name}, rate {rate} | {statistics.mean(values):.4f} ± {statistics.stdev(values):.4f} | "
          f"{statistics.mean(tests):.4f} ± {spread:.4f} | {', '.join(f'{t:.4f}' for t in tests)} |", flush=True)
    return runs, tests


def ensembles(a, runs, tests):
    print(said(a.cli, "ensemble", a.project, *map(str, runs)))
    print(said(a.cli, "ensemble", a.project, str(runs[0]), "--split-tokens"))
    print(f"mean of the single prompts: {statistics.mean(tests):.4f}", flush=True)


def baselines(a):
    for words in (["--kind", "zero-shot"], ["--kind", "majority"], ["--kind", "shots", "--shots", "16"],
                  ["--kind", "manual", "--template", MANUAL]):
        print(said(a.cli, "baseline", a.project, "gloss-topics", *words), flush=True)


p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
p.add_argument("--cli", required=True)
p.add_argument("--project", required=True)
p.add_argument("--parts", nargs="+", default=[*PARTS, "baselines"], choices=[*PARTS, "baselines"])
a = p.parse_args()
if not os.path.exists(a.project):
    said(a.cli, "new", a.project, "--sample", "gloss-topics")
print("| | validation | test | test, each seed |\n|---|---|---|---|", flush=True)
for part in a.parts:
    if part == "baselines":
        baselines(a)
        continue
    runs, tests = trained(a, part)
    if part == "prompt":
        ensembles(a, runs, tests)
