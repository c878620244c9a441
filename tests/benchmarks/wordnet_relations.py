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
import statistics

from asking import QUIET, beside, chosen_rate, hits, last_json, said, seeds_of

RECIPES = {"instance-kind": "wordnet-relations", "hypernym-kind": "wordnet-relations-hypernym-kind", "part-of": "wordnet-relations-part-of"}
RATES = "0.001,0.003"


def bare_run(a, recipe, template):
    """A run that holds the template by hand, so that the bare backbone can be evaluated with it; its one step is not used."""
    return last_json(said(a.cli, "train", a.project, recipe, "--set", "task.template={prompt}" + template, "--set", "training.steps=1",
                          *QUIET))["run"]


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
    by_hand = hits(a.cli, a.project, bare_run(a, recipe, chosen), "--bare")
    rate = chosen_rate(a.cli, a.project, recipe, name, RATES)
    runs, _ = seeds_of(a.cli, a.project, recipe, name, 3, [f"optimizer.learning_rate={rate}"])
    seeds = [hits(a.cli, a.project, run) for run in runs]
    mean, low, high = beside(by_hand, seeds)
    each = [statistics.mean(one.values()) for one in seeds]
    hand = statistics.mean(by_hand.values())
    print(f"| {name} | {len(by_hand)} | {common:.3f} | {hand:.3f} (`{chosen}`, validation {best:.3f}) | {statistics.mean(each):.3f} ± "
          f"{statistics.stdev(each):.3f} (rate {rate}) | {mean:+.3f} ({low:+.3f} to {high:+.3f}) |", flush=True)


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
