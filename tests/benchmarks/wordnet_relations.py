#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""P-tuning on WordNet's relations beside the ten prompts by hand of projects/wordnet-relations and the commonest answer.

    wordnet_relations.py --cli build/bin/promptlathe-cli --project FILE.lathe [--relations instance-kind hypernym-kind part-of]

The prompt by hand is the best of ten on validation. P-tuning's learning rate is chosen on validation with seed 0, then it is trained with
seeds 0, 1, 2; test is read once a run. The interval is a paired bootstrap's (10,000 draws of the test's rows, the seeds' mean hit of each row
against the prompt by hand's hit). FILE is made when it is not there and goes on where it stopped. Prints Markdown.
"""
import argparse
import json
import os
import pathlib
import random
import statistics
import subprocess
import sys
import tempfile

RECIPES = {"instance-kind": "wordnet-relations", "hypernym-kind": "wordnet-relations-hypernym-kind", "part-of": "wordnet-relations-part-of"}
RATES = "0.001,0.003"


def said(*command):
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True)
    if done.returncode != 0:
        sys.exit(f"failed ({done.returncode}): {' '.join(command)}")
    return done.stdout


def last_json(text):
    return json.loads([line for line in text.splitlines() if line.startswith("{")][-1])


def hits(a, run, *more):
    """Of each test row whether the first answer is right, in the rows' order."""
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "predictions.jsonl")
        said(a.cli, "evaluate", a.project, str(run), "--predictions", path, *more)
        rows = [json.loads(line) for line in open(path, encoding="utf8")]
    return {row["row"]: float(row["prediction"] == row["label"]) for row in rows}


def bare_run(a, recipe, template):
    """A run that holds the template by hand, so that the bare backbone can be evaluated with it; its one step is not used."""
    return last_json(said(a.cli, "train", a.project, recipe, "--set", "task.template={prompt}" + template, "--set", "training.steps=1",
                          "--progress", "none", "--json"))["run"]


def interval(differences):
    draw, n = random.Random(0), len(differences)
    means = sorted(sum(draw.choices(differences, k=n)) / n for _ in range(10000))
    return means[249], means[9749]


def relation(a, name):
    recipe = RECIPES[name]
    prompts = json.loads(pathlib.Path(a.prompts).read_text(encoding="utf8"))[name]
    chosen, best = None, -1.0
    for text in prompts:
        metrics = last_json(said(a.cli, "baseline", a.project, recipe, "--kind", "manual", "--template", text, "--data", f"{name}/validation",
                                 "--resamples", "0", "--json"))["metrics"]
        if metrics["p@1"] > best:
            chosen, best = text, metrics["p@1"]
    common = last_json(said(a.cli, "baseline", a.project, recipe, "--kind", "majority", "--json"))["metrics"]["p@1"]
    by_hand = hits(a, bare_run(a, recipe, chosen), "--bare")
    quiet = ["--progress", "none", "--json"]
    table = last_json(said(a.cli, "sweep", a.project, recipe, "--name", f"{name} rates", "--grid", f"optimizer.learning_rate={RATES}", *quiet))
    rate = table["configurations"][table["best"]]["settings"]["optimizer.learning_rate"]
    table = last_json(said(a.cli, "study", a.project, "seeds", recipe, "--name", f"{name} seeds", "--seeds", "3", "--set",
                           f"optimizer.learning_rate={rate}", *quiet))
    seeds = [hits(a, run) for run in table["configurations"][0]["runs"]]
    rows = sorted(by_hand)
    if any(sorted(one) != rows for one in seeds):
        sys.exit(f"{name}: the runs were measured on different rows")
    mean = [statistics.mean(one[row] for one in seeds) for row in rows]
    low, high = interval([m - by_hand[row] for m, row in zip(mean, rows)])
    each = [statistics.mean(one.values()) for one in seeds]
    hand = statistics.mean(by_hand.values())
    print(f"| {name} | {len(rows)} | {common:.3f} | {hand:.3f} (`{chosen}`, validation {best:.3f}) | {statistics.mean(each):.3f} ± "
          f"{statistics.stdev(each):.3f} (rate {rate}) | {statistics.mean(each) - hand:+.3f} ({low:+.3f} to {high:+.3f}) |", flush=True)


p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
p.add_argument("--cli", required=True)
p.add_argument("--project", required=True)
p.add_argument("--prompts", default=str(pathlib.Path(__file__).parents[2] / "projects/wordnet-relations/manual-prompts.json"))
p.add_argument("--relations", nargs="+", default=list(RECIPES), choices=list(RECIPES))
a = p.parse_args()
if not os.path.exists(a.project):
    said(a.cli, "new", a.project, "--sample", "wordnet-relations")
print("| relation | test facts | commonest answer | best prompt by hand | p-tuning, P@1 of three seeds | difference, 95% interval |\n"
      "|---|---|---|---|---|---|", flush=True)
for one in a.relations:
    relation(a, one)
