# SPDX-License-Identifier: Apache-2.0
"""A few steps of training by promptlathe-cli on a tiny backbone, for the references beside it: what it started from, its first gradient, its losses."""
import json, os, sqlite3, subprocess, sys


def byteTokenizer(folder, **roles):
    """256 bytes and an end: ids below 257, which the tiny backbones have."""
    import transformers
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers
    vocabulary = {piece: k for k, piece in enumerate(sorted(pre_tokenizers.ByteLevel.alphabet()))}
    vocabulary["<|end|>"] = 256
    made = Tokenizer(models.BPE(vocab=vocabulary, merges=[]))
    made.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    made.decoder = decoders.ByteLevel()
    fast = transformers.PreTrainedTokenizerFast(tokenizer_object=made, eos_token="<|end|>", **roles)
    fast.save_pretrained(folder)
    return fast


def run(cli, *words):
    done = subprocess.run([cli, *words], capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"{' '.join(words)}: {done.stderr.strip()}")
    return done.stdout.strip()


def trained(cli, at, rows, recipe):
    """The start and its gradient by parameter, the losses, and the run's number in at/p.lathe. A run of one step that moves nothing is exported in
    this program's own format: its `state.parameter.*` tensors are the start, and its first moments are a tenth of the gradient."""
    from safetensors.torch import load_file
    project, asked, data = (os.path.join(at, name) for name in ("p.lathe", "recipe.json", "rows.jsonl"))
    with open(data, "w") as file:
        for row in rows:
            file.write(json.dumps(row | {"split": "train"}) + "\n")
    json.dump(recipe, open(asked, "w"))
    run(cli, "new", project)
    run(cli, "data", "import", project, data, "--name", recipe["task"]["data"])
    still = run(cli, "train", project, asked, "--set", "training.steps=1", "--set", "optimizer.learning_rate=1e-30", "--progress", "none")
    run(cli, "export", project, still, os.path.join(at, "start"), "--format", "promptlathe", "--step", "last")
    stored = load_file(os.path.join(at, "start", "prompt.safetensors"))
    picked = lambda front: {n[len(front):]: t for n, t in stored.items() if n.startswith(front)}
    number = run(cli, "train", project, asked, "--progress", "none")
    losses = [v for (v,) in sqlite3.connect(project).execute("SELECT value FROM metric WHERE run = ? AND name = 'loss' ORDER BY step", (int(number),))]
    return picked("state.parameter."), {n: t * 10 for n, t in picked("state.optimizer.first.").items()}, losses, number
