#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Prefix-tuning on facts-to-text or package-synopsis, on seen and unseen topics, beside the bare backbone, examples in its context and prompt tuning.

    text_tasks.py --cli build/bin/promptlathe-cli --project FILE.lathe --sample facts-to-text [--parts methods depth reparameterization length]

methods: the two recipes of the sample with seeds 0, 1, 2, and the baselines. depth: the prefix of the embedding alone against all layers, each
at its own best of four learning rates by validation, then three seeds and the paired bootstrap of `compare --significance` with seed 0.
reparameterization: the MLP against the prefix itself, three rates each (0.3, 1 and 3 times 0.003 for the prefix, 0.0001 for the MLP) with three
seeds. length: 1 to 200 tokens. Texts are chosen by validation loss and measured on test once a run. --seeds, --rates, --lengths and --set make all
of it smaller. FILE is made when it is not there and goes on where it stopped. Prints Markdown.
"""
import argparse
import os
import statistics

from asking import QUIET, last_json, said, settings

SAMPLES = {"facts-to-text": ("facts", "facts-unseen", "bleu"), "package-synopsis": ("synopses", "synopses-unseen", "rouge_l")}


class Table:
    def __init__(self, a):
        self.a, (self.seen, self.unseen, self.metric) = a, SAMPLES[a.sample]

    def swept(self, verb, *words):
        return last_json(said(self.a.cli, verb[0], self.a.project, *verb[1:], *words, *settings(self.a.set), *QUIET))

    def seeds(self, recipe, name, *words):
        table = self.swept(["study", "seeds", recipe], "--name", f"{name} seeds", "--seeds", str(self.a.seeds), *words)
        return table["configurations"][0]["runs"]

    def measured(self, run, data, *more):
        out = last_json(said(self.a.cli, "evaluate", self.a.project, str(run), "--data", data, "--json", *more))
        low, high = out["intervals"][self.metric]
        return out["metrics"][self.metric], low, high

    def line(self, name, runs):
        cells = []
        for data in (self.seen, self.unseen):
            values = [self.measured(run, data) for run in runs]
            spread = f" ± {statistics.stdev(v[0] for v in values):.2f}" if len(values) > 1 else ""
            cells.append(f"{statistics.mean(v[0] for v in values):.2f}{spread} (seed 0: {values[0][1]:.2f} to {values[0][2]:.2f})")
        print(f"| {name} | {' | '.join(cells)} |", flush=True)

    def baseline(self, name, *words):
        cells = []
        for data in (self.seen, self.unseen):
            out = last_json(said(self.a.cli, "baseline", self.a.project, self.a.sample, "--data", f"{data}/test", "--json", *words))
            low, high = out["intervals"][self.metric]
            cells.append(f"{out['metrics'][self.metric]:.2f} ({low:.2f} to {high:.2f})")
        print(f"| {name} | {' | '.join(cells)} |", flush=True)

    def methods(self):
        print(f"| {self.metric} | {self.seen} | {self.unseen} |\n|---|---|---|", flush=True)
        self.baseline("bare backbone", "--kind", "zero-shot")
        self.baseline("4 examples in the context", "--kind", "shots", "--shots", "4", "--set", "task.max_tokens=512")
        first = []
        for recipe in (f"{self.a.sample}-prompt-tuning", self.a.sample):
            runs = self.seeds(recipe, recipe)
            first.append(str(runs[0]))
            self.line(recipe, runs)
        self.compared(first)

    def compared(self, runs):
        """Paired bootstraps of the first run against the others, over the predictions that were stored when test was read."""
        for data in (self.seen, self.unseen):
            print(said(self.a.cli, "compare", self.a.project, *runs, "--significance", "--data", f"{data}/test"), flush=True)

    def depth(self):
        verb = ["sweep", self.a.sample, "--grid", "method.depth=all,embedding", "--grid", f"optimizer.learning_rate={self.a.rates}"] if self.a.rates else [
            "study", "depth", self.a.sample]
        table = self.swept(verb, "--name", "depth rates", "--by", "loss")
        best, chosen = {}, []
        for one in table["configurations"]:
            depth = one["settings"]["method.depth"]
            if one["mean"] is not None and (depth not in best or one["mean"] < best[depth]["mean"]):
                best[depth] = one
        print(f"| {self.metric} | {self.seen} | {self.unseen} |\n|---|---|---|", flush=True)
        for depth, one in best.items():
            rate = one["settings"]["optimizer.learning_rate"]
            runs = self.seeds(self.a.sample, f"depth {depth}", "--set", f"method.depth={depth}", "--set", f"optimizer.learning_rate={rate}")
            chosen.append(str(runs[0]))
            self.line(f"{depth}, rate {rate}", runs)
        self.compared(chosen)

    def reparameterization(self):
        print("| prefix | rate | validation loss of three seeds |\n|---|---|---|", flush=True)
        for kind, middle in (("none", 0.003), ("mlp", 0.0001)):
            rates = ",".join(f"{middle * factor:.6g}" for factor in (0.3, 1, 3))
            table = self.swept(["sweep", self.a.sample], "--name", f"reparameterization {kind}", "--seeds", str(self.a.seeds), "--by", "loss", "--set",
                               f"method.reparameterization={kind}", "--grid", f"optimizer.learning_rate={rates}")
            for one in table["configurations"]:
                print(f"| {kind} | {one['settings']['optimizer.learning_rate']} | {', '.join(f'{v:.4f}' for v in one['values'])} |", flush=True)

    def length(self):
        verb = ["sweep", self.a.sample, "--grid", f"method.tokens={self.a.lengths}"] if self.a.lengths else ["study", "prefix-length", self.a.sample]
        table = self.swept(verb, "--name", "prefix length", "--by", "loss")
        print("| tokens | validation loss |\n|---|---|", flush=True)
        for one in table["configurations"]:
            print(f"| {one['settings']['method.tokens']} | {', '.join(f'{v:.4f}' for v in one['values'])} |", flush=True)


PARTS = ["methods", "depth", "reparameterization", "length"]
p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
p.add_argument("--cli", required=True)
p.add_argument("--project", required=True)
p.add_argument("--sample", default="facts-to-text", choices=list(SAMPLES))
p.add_argument("--parts", nargs="+", default=PARTS, choices=PARTS)
p.add_argument("--seeds", type=int, default=3)
p.add_argument("--rates", help="of depth: instead of the study's four")
p.add_argument("--lengths", help="instead of the study's")
p.add_argument("--set", action="append", default=[], help="key.path=value in every run")
a = p.parse_args()
if not os.path.exists(a.project):
    said(a.cli, "new", a.project, "--sample", a.sample)
table = Table(a)
for part in a.parts:
    getattr(table, part)()
