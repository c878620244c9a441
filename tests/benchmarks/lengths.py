#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes a lengths file for `bench --lengths` and PEFT's step: one row's source and target tokens a line.

    lengths.py gloss-topics OUT --cli build/bin/promptlathe-cli --backbone B    # the sample's glosses, one labelled token a row
    lengths.py log-normal OUT [--mean 96] [--deviation 80] [--labelled 0.2] [--rows 4000] [--longest 512] [--seed 0]

The log-normal's mean and deviation are those of the lengths themselves.
"""
import argparse
import json
import math
import pathlib
import random
import subprocess
import sys
import tempfile

p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
p.add_argument("kind", choices=("gloss-topics", "log-normal"))
p.add_argument("out")
p.add_argument("--cli")
p.add_argument("--backbone")
p.add_argument("--mean", type=float, default=96)
p.add_argument("--deviation", type=float, default=80)
p.add_argument("--labelled", type=float, default=0.2)
p.add_argument("--rows", type=int, default=4000)
p.add_argument("--longest", type=int, default=512)
p.add_argument("--seed", type=int, default=0)
a = p.parse_args()

rows = []
if a.kind == "log-normal":
    spread = math.log(1 + (a.deviation / a.mean) ** 2)
    draw = random.Random(a.seed)
    for _ in range(a.rows):
        length = min(a.longest, max(2, round(draw.lognormvariate(math.log(a.mean) - spread / 2, math.sqrt(spread)))))
        target = max(1, round(length * a.labelled))
        rows.append((length - target, target))
else:
    if not a.cli or not a.backbone:
        sys.exit("gloss-topics needs --cli and --backbone: its glosses are counted in that backbone's tokens")
    with tempfile.TemporaryDirectory() as work:
        project = pathlib.Path(work, "glosses.lathe")
        subprocess.run([a.cli, "new", project, "--sample", "gloss-topics"], check=True, stdout=subprocess.DEVNULL)
        import sqlite3
        texts = [json.loads(fields)["text"] for (fields,) in
                 sqlite3.connect(project).execute("SELECT fields FROM data_row WHERE split = 'train' ORDER BY data_set, row")]
    # The sample's template: the gloss, then "Category:", then one token of the label.
    asked = subprocess.run([a.cli, "tokenize", a.backbone, "--plain"], check=True, text=True, stdout=subprocess.PIPE,
                           input="".join(json.dumps(f"{text} Category:")[1:-1] + "\n" for text in texts))
    rows = [(len(json.loads(line)), 1) for line in asked.stdout.splitlines()]
pathlib.Path(a.out).write_text("".join(f"{source} {target}\n" for source, target in rows))
lengths = [source + target for source, target in rows]
print(f"{len(rows)} rows, mean {sum(lengths) / len(lengths):.1f}, longest {max(lengths)}")
