#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""An exported adapter in PEFT, against this program's own predictions on the same rows; both in float32.

    export_predictions.py --backbone FILE.gguf --adapter DIR --predictions OUT.jsonl

DIR comes from `promptlathe-cli export FILE RUN DIR --format peft`, OUT.jsonl from `promptlathe-cli evaluate FILE RUN
--dtype float32 --predictions OUT.jsonl`; the task is a classification whose template is "{prompt}{text}\\nCategory:{label}"
with labels said as " label" (gloss-topics). At most 2 rows may differ, each by a margin under 1e-3.
"""
import argparse
import json
import os
import sys

import torch
import transformers
from peft import PeftModel

p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
p.add_argument("--backbone", required=True)
p.add_argument("--adapter", required=True)
p.add_argument("--predictions", required=True)
a = p.parse_args()
rows = [json.loads(line) for line in open(a.predictions, encoding="utf8")]
names = sorted(rows[0]["scores"])
where = dict(pretrained_model_name_or_path=os.path.dirname(a.backbone) or ".", gguf_file=os.path.basename(a.backbone))
tokenizer = transformers.AutoTokenizer.from_pretrained(**where)
model = transformers.AutoModelForCausalLM.from_pretrained(**where, dtype=torch.float32, attn_implementation="eager")
model = PeftModel.from_pretrained(model, a.adapter).eval()
label = torch.tensor([tokenizer(" " + n).input_ids[0] for n in names])
differ, largest, worst = [], 0.0, 0.0
with torch.no_grad():
    for row in rows:
        ids = torch.tensor([tokenizer(row["input"]["text"] + "\nCategory:").input_ids])
        logits = model(input_ids=ids, attention_mask=torch.ones_like(ids)).logits[0, -1, label].float()
        share = torch.softmax(logits, 0)
        worst = max(worst, max(abs(share[i].item() - row["scores"][n]) for i, n in enumerate(names)))
        said = names[int(logits.argmax())]
        if said != row["prediction"]:
            top = share.topk(2).values
            differ.append((row["row"], said, row["prediction"], (top[0] - top[1]).item()))
            largest = max(largest, differ[-1][3])
print(f"{len(rows)} rows, {len(differ)} differ (largest margin {largest:.1e}), largest difference of a probability {worst:.1e}")
for d in differ:
    print(*d)
sys.exit(0 if len(differ) <= 2 and largest < 1e-3 else 1)
