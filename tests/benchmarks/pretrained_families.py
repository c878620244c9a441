#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Each method on a small pretrained backbone of its own family beside that backbone without training, on gloss-topics.

    pretrained_families.py --cli build/bin/promptlathe-cli --backbones OUT_DIR --project FILE.lathe [--families gpt2 t5 bart bert]

OUT_DIR is what tests/parity/pretrain.py wrote. Prefix-tuning on GPT-2 and on BART (all three prefixes), prompt tuning on T5, p-tuning on BERT: the
learning rate is chosen on validation with seed 0, then seeds 0, 1, 2; test is read once a run and once bare, with the same template. The interval
is a paired bootstrap's (10,000 draws of the test's rows, the seeds' mean hit of each row against the bare backbone's). FILE is made when it is not
there and goes on where it stopped. Prints Markdown.
"""
import argparse
import json
import os
import pathlib
import statistics

from asking import beside, chosen_rate, hits, said, seeds_of

NAMES = {"animal": "animal", "artifact": "device", "food": "food", "location": "place", "person": "person", "plant": "plant"}  # one token each in all
AFTER = "{text}. It is a kind of"
FAMILIES = {  # method, template, what stands before a label, rates
    "gpt2": ({"kind": "prefix_tuning", "tokens": 20}, AFTER + "{label}", " ", "0.03,0.1"),
    "t5": ({"kind": "prompt_tuning", "tokens": 20, "init": {"kind": "vocabulary"}}, "{prompt}" + AFTER + "{label}", "", "0.1,0.3"),
    "bart": ({"kind": "prefix_tuning", "tokens": 20}, AFTER + "{label}", " ", "0.03,0.1"),
    "bert": ({"kind": "p_tuning", "tokens": 6}, "{prompt:3}" + AFTER + "{prompt:3} {mask}.", "", "0.001,0.003"),
}


def recipe(a, family):
    method, template, before, _ = FAMILIES[family]
    path = pathlib.Path(a.project).with_suffix(f".{family}.json")
    path.write_text(json.dumps({
        "recipe": 1, "name": f"gloss topics, {family}", "backbone": {"id": str(pathlib.Path(a.backbones, family).resolve())},
        "task": {"kind": "classify", "data": "glosses", "template": template, "labels": {n: before + word for n, word in NAMES.items()}, "loss": "labels",
                 "max_tokens": 96},
        "method": method, "optimizer": {"kind": "adamw", "learning_rate": 0.01, "schedule": "linear", "warmup": 0},
        "training": {"steps": 600, "batch": 32, "seed": 0, "evaluate_every": 200, "snapshot_every": 200, "keep": "best"}}))
    return str(path)


def measured(a, family):
    about = json.loads(pathlib.Path(a.backbones, family, "pretraining.json").read_text())
    path = recipe(a, family)
    rate = chosen_rate(a.cli, a.project, path, family, FAMILIES[family][3])
    runs, validation = seeds_of(a.cli, a.project, path, family, 3, [f"optimizer.learning_rate={rate}"])
    bare, seeds = hits(a.cli, a.project, runs[0], "--bare"), [hits(a.cli, a.project, run) for run in runs]
    mean, low, high = beside(bare, seeds)
    each = [statistics.mean(one.values()) for one in seeds]
    print(f"| {family}, {about['parameters'] / 1e6:.2f} M | {FAMILIES[family][0]['kind'].replace('_', ' ')}, rate {rate} | {statistics.mean(bare.values()):.3f} | "
          f"{statistics.mean(validation):.3f} | {statistics.mean(each):.3f} ± {statistics.stdev(each):.3f} | {mean:+.3f} ({low:+.3f} to {high:+.3f}) |", flush=True)


p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
p.add_argument("--cli", required=True)
p.add_argument("--backbones", required=True)
p.add_argument("--project", required=True)
p.add_argument("--families", nargs="+", default=list(FAMILIES), choices=list(FAMILIES))
a = p.parse_args()
if not os.path.exists(a.project):
    said(a.cli, "new", a.project, "--sample", "gloss-topics")
print("| backbone | method | bare | validation | test, three seeds | difference, 95% interval |\n|---|---|---|---|---|---|", flush=True)
for one in a.families:
    measured(a, one)
