#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Greedy texts behind a soft prompt, by this program and by Transformers with PEFT in turn, as a Markdown table.

    generation_speed.py --cli build/bin/promptlathe-cli --backbone FILE.gguf [--methods prompt prefix ptuning]
                        [--batch 16] [--new 64] [--virtual 20] [--rounds 5] [--state FILE --minutes 7]

Run it with the Python that has PyTorch, Transformers and PEFT. Both read one random adapter and the same texts, which have as many tokens
each (PEFT's rows are not padded then, and positions are the same in both), and write --new tokens a row. Seconds are those of a call for --new tokens less those of a call for one, so that neither loading nor the texts
themselves count: of --new - 1 steps over all rows. PEFT runs at the fastest of bfloat16 and float32, SDPA and eager; ours in the number format that it chooses by itself. Once, in float32, how many texts of both are the same is printed. Ends with 1 where a
ratio is below 3.
"""
import argparse
import json
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

import torch
import transformers as tf
from peft import PeftModel, PrefixTuningConfig, PromptEncoderConfig, PromptTuningConfig, get_peft_model
from transformers.utils import logging

import rounds

logging.set_verbosity_error()
os.environ["TQDM_DISABLE"] = "1"
WORDS = ("a large wild cat of the warm forests that hunts at night and sleeps through most of the day while the river runs slowly past old "
         "stones where people once built a small town with a market and a mill").split()

p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
p.add_argument("--cli", required=True)
p.add_argument("--backbone", required=True, help="a GGUF file")
p.add_argument("--methods", nargs="+", default=["prompt"])
p.add_argument("--batch", type=int, default=16)
p.add_argument("--new", type=int, default=64)
p.add_argument("--virtual", type=int, default=20)
rounds.flags(p)
a = p.parse_args()
WHERE = dict(pretrained_model_name_or_path=os.path.dirname(os.path.abspath(a.backbone)), gguf_file=os.path.basename(a.backbone))
CONFIGS = dict(prompt=PromptTuningConfig, prefix=PrefixTuningConfig, ptuning=PromptEncoderConfig)


def model_of(dtype, attention):
    return tf.AutoModelForCausalLM.from_pretrained(**WHERE, dtype=getattr(torch, dtype), attn_implementation=attention).eval()


def texts_of(tokenizer):
    """Different texts with the same number of tokens."""
    words = WORDS * 2
    by_length = {}
    for length in (20, 21, 19, 22):
        for begin in range(len(WORDS)):
            text = " ".join(words[begin:begin + length])
            by_length.setdefault(len(tokenizer(text).input_ids), []).append(text)
    most = max(by_length.values(), key=len)
    if len(most) < a.batch:
        sys.exit(f"only {len(most)} texts of one length")
    return most[:a.batch]


def make_adapter(method, folder, seed):
    torch.manual_seed(seed)
    model = get_peft_model(model_of("float32", "sdpa"), CONFIGS[method](task_type="CAUSAL_LM", num_virtual_tokens=a.virtual))
    with torch.no_grad():
        for parameter in model.prompt_encoder.parameters():
            parameter.normal_(0.0, 0.1)
    model.save_pretrained(folder)


def ours(adapter, rows, new, dtype="auto"):
    """Seconds of a whole call, and what was written."""
    begin = time.perf_counter()
    done = subprocess.run([a.cli, "generate", "--backbone", a.backbone, "--adapter", adapter, "--input", rows, "--max-new", str(new),
                           "--dtype", dtype, "--json"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    took = time.perf_counter() - begin
    if done.returncode:
        sys.exit(done.stderr)
    return took, json.loads(done.stdout)


def theirs(model, tokenizer, texts, new):
    """Seconds of a call, and the new tokens."""
    batch = tokenizer(texts, return_tensors="pt")
    begin = time.perf_counter()
    with torch.no_grad():
        out = model.generate(**batch, max_new_tokens=new, min_new_tokens=new, do_sample=False, pad_token_id=tokenizer.pad_token_id)
    return time.perf_counter() - begin, out[:, batch["input_ids"].shape[1]:]


def steps(call):
    """Seconds of the steps behind the first."""
    return call(a.new)[0] - call(1)[0]


def measure(method, tokenizer, texts, work, state):
    adapter, rows = str(pathlib.Path(work, method)), str(pathlib.Path(work, "rows.jsonl"))
    pathlib.Path(rows).write_text("".join(json.dumps({"text": text}) + "\n" for text in texts))

    def seed_of_long_texts():  # behind which no text ends early: the rows are as many in both to the last
        for seed in range(10):
            make_adapter(method, adapter, seed)
            if all(row["tokens"] == a.new for row in ours(adapter, rows, a.new)[1]):
                return seed
        sys.exit("behind each adapter a text ends early")

    make_adapter(method, adapter, state.once(f"{method}, seed", seed_of_long_texts))
    models = {}

    def model(setting):
        if setting not in models:
            models.clear()
            models[setting] = PeftModel.from_pretrained(model_of(*setting.split(", ")), adapter).eval()
        return models[setting]

    def peer(setting):
        return steps(lambda new: theirs(model(setting), tokenizer, texts, new))

    def same():
        mine = [row["text"] for row in ours(adapter, rows, a.new, "float32")[1]]
        ids = theirs(model("float32, eager"), tokenizer, texts, a.new)[1]
        return sum(text == tokenizer.decode(row) for text, row in zip(mine, ids))

    def own():
        took, written = ours(adapter, rows, a.new)
        if any(row["tokens"] != a.new for row in written):
            sys.exit("a text ended early: the rows are not as many in both")
        return took - ours(adapter, rows, 1)[0]

    settings = [f"{dtype}, {attention}" for dtype in ("bfloat16", "float32") for attention in ("sdpa", "eager")]
    tried = {setting: state.once(f"{method}, {setting}", lambda: peer(setting)) for setting in settings}
    best = min(tried, key=tried.get)
    print(f"{method}: {state.once(f'{method}, same texts', same)} of {a.batch} texts are the same in float32; Transformers once: {tried}",
          file=sys.stderr, flush=True)
    peer(best)  # loads it, before anything is measured beside it
    keys = f"{method}, ours", f"{method}, {best}, rounds"
    state.fill({keys[0]: own, keys[1]: lambda: peer(best)}, lambda key, took: print(f"{key}: {took:.3f} s", file=sys.stderr, flush=True))
    both = state.of(*keys)
    (mine, peers), ratio = zip(*both), statistics.median(t / o for o, t in both)
    print(f"| {method}, {a.virtual} tokens | {statistics.median(mine):.2f} ({min(mine):.2f} to {max(mine):.2f}) | {statistics.median(peers):.2f} "
          f"({min(peers):.2f} to {max(peers):.2f}; {best}) | {ratio:.2f} |", flush=True)
    return ratio


def main():
    tokenizer = tf.AutoTokenizer.from_pretrained(**WHERE)
    tokenizer.pad_token_id = tokenizer.pad_token_id or 0
    texts = texts_of(tokenizer)
    print(f"| batch {a.batch}, {a.new - 1} steps | this program, s | Transformers with PEFT, s | ratio |\n|---|---|---|---|")
    state = rounds.Rounds(a)
    with tempfile.TemporaryDirectory() as work:
        ratios = [measure(method, tokenizer, texts, work, state) for method in a.methods]
    return 1 if min(ratios) < 3 else 0


if __name__ == "__main__":
    sys.exit(main())
