# SPDX-License-Identifier: Apache-2.0
"""What PEFT has no form for, against plain PyTorch: slots anywhere, infixes, prefixes of the encoder and of cross attention, the papers' networks.

    placements.py PEERS CLI WORK_DIR [CASE ...] [--seed N]

Run it with the Python that has PyTorch and Transformers; PEERS holds backbone.py. For each case: ten steps from the start that promptlathe-cli
made, by plain_models.py and the networks written down here as their authors did (Li and Liang 2021: Linear, tanh, Linear, of every token's
embedding; Liu et al. 2021: a bidirectional LSTM of two layers, Linear, ReLU, Linear). Losses agree to 1e-3, the first step's gradient of
each tensor to 1e-3 of its size, all in float32. Ends with 1 where something differs.
"""
import argparse, logging, os, re, shutil, subprocess, sys

p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
for name in ("peers", "cli", "work"):
    p.add_argument(name)
p.add_argument("cases", nargs="*")
p.add_argument("--seed", type=int, default=0)
a = p.parse_args()

import torch, transformers
import torch.nn.functional as F
from plain_models import plain
from tiny_training import byteTokenizer, trained

transformers.logging.set_verbosity_error()
transformers.utils.logging.disable_progress_bar()
logging.disable(logging.WARNING)
torch.set_num_threads(1)
TOKENS, WIDTH, STEPS, END = 5, 24, 10, 256
ROWS = [("a large wild cat", "animal"), ("bread", "food, baked"), ("the capital of a country by the sea", "location"), ("she sings", "person"),
        ("a bush with red flowers", "plant"), ("a tool", "artifact"), ("something that is eaten raw", "food"), ("x", "y")]
LABELS = {target: target[:1] for target in ("animal", "food, baked", "location", "person", "y")}
MIDDLE, BEHIND, AROUND = "It says{prompt} {text} so{target}", "{text} is{prompt}{target}", "{prompt:2}{text}{prompt:3} is {target}"
MASKED = "{prompt:2}{text}{prompt:1} It was {mask}{prompt:2}."
PROMPT, LSTM, MLP = {"kind": "prompt_tuning", "init": {"kind": "normal"}}, {"kind": "p_tuning", "encoder": "lstm"}, {"kind": "p_tuning", "encoder": "mlp"}
PREFIX = {"kind": "prefix_tuning", "init": {"kind": "random"}}
TANH = PREFIX | {"reparameterization": "mlp", "width": WIDTH}
INFIX = {"placement": "infix"}
CASES = {
    "gpt2-middle": ("gpt2", MIDDLE, PROMPT), "gpt2-behind": ("gpt2", BEHIND, PROMPT), "llama-around": ("llama", AROUND, PROMPT),
    "t5-middle": ("t5", MIDDLE, PROMPT), "bart-behind": ("bart", BEHIND, PROMPT), "bert-around": ("bert", MASKED, PROMPT),
    "gpt2-lstm": ("gpt2", AROUND, LSTM), "bert-lstm": ("bert", MASKED, LSTM), "t5-mlp": ("t5", AROUND, MLP | {"hidden": WIDTH}), "gpt2-mlp": ("gpt2", BEHIND, MLP),
    "gpt2-infix": ("gpt2", MIDDLE, PREFIX | INFIX), "llama-infix": ("llama", MIDDLE, PREFIX | INFIX), "gpt2-infix-tanh": ("gpt2", MIDDLE, TANH | INFIX),
    "gpt2-tanh": ("gpt2", "{text} is {target}", TANH), "llama-tanh-3": ("llama", "{text} is {target}", TANH | {"layers": 3}),
    "t5-encoder": ("t5", "{text} is {target}", PREFIX | {"parts": {"decoder": False, "cross": False}}),
    "t5-cross": ("t5", "{text} is {target}", PREFIX | {"parts": {"decoder": False, "encoder": False}}),
    "t5-all-tanh": ("t5", "{text} is {target}", TANH), "bart-all": ("bart", "{text} is {target}", PREFIX), "bart-all-tanh-3": ("bart", "{text} is {target}", TANH | {"layers": 3}),
    "bart-cross": ("bart", "{text} is {target}", PREFIX | {"parts": {"decoder": False, "encoder": False}}),
    "bert-tanh": ("bert", "{text} It was {mask}.", TANH),
}
AUTO = {"t5": "AutoModelForSeq2SeqLM", "bart": "AutoModelForSeq2SeqLM", "bert": "AutoModelForMaskedLM"}


def softOf(parameters, layers):
    """The prompt [tokens, width], or the prefix of each part; `layers` of each part."""
    g = parameters.get
    if "prompt" in parameters:
        return parameters["prompt"], {}
    if "network.embedding.weight" in parameters:
        x = g("network.embedding.weight")
        if any("lstm" in n for n in parameters):
            inner = {n.removeprefix("network.lstm_head."): t for n, t in parameters.items() if "lstm_head" in n}
            lstm = torch.nn.LSTM(x.shape[1], inner["weight_hh_l0"].shape[1], 2, bidirectional=True, batch_first=True)
            x = torch.func.functional_call(lstm, inner, (x[None],))[0][0]
        x = F.relu(F.linear(x, g("network.mlp_head.0.weight"), g("network.mlp_head.0.bias")))
        return F.linear(x, g("network.mlp_head.2.weight"), g("network.mlp_head.2.bias")), {}
    prefix = {}
    for part in sorted({re.search(r"(encoder|decoder)\.(self|cross|infix)", n)[0] for n in parameters}):
        if f"{part}.key" in parameters:
            prefix[part] = g(f"{part}.key"), g(f"{part}.value")
            continue
        x, number = g(f"network.{part}.embedding.weight"), 0
        while g(f"network.{part}.transform.{number}.weight") is not None:
            x = torch.tanh(x) if number else x
            x = F.linear(x, g(f"network.{part}.transform.{number}.weight"), g(f"network.{part}.transform.{number}.bias"))
            number += 2
        x = x.view(len(x), layers[part.split(".")[0]], 2, -1).permute(2, 1, 0, 3)
        prefix[part] = x[0], x[1]
    return None, prefix


def pieces(template, text):
    """[("text", ids)] and [("soft", first, last)], in order, and where {target} or {mask} stands."""
    made, used = [], 0
    for one in re.split(r"(\{[^}]*\})", template):
        if one.startswith("{prompt"):
            count = int(one[8:-1]) if ":" in one else TOKENS
            made.append((used, used + count))
            used += count
        elif one in ("{target}", "{mask}"):
            made.append(one)
        elif one:
            made.append(text if one == "{text}" else one)
    return made


def rowLoss(reference, family, template, row, tokenizer, prompt, prefix):
    """The sum over the answer's tokens, and how many there are."""
    ids = lambda text: torch.tensor(tokenizer(text).input_ids)
    vectors = lambda one: prompt[one[0]:one[1]] if isinstance(one, tuple) else reference.embed(ids(one))
    text, target = row
    parts = [one for one in pieces(template, text) if one != "{target}" and not (prompt is None and isinstance(one, tuple) and "decoder.infix" not in prefix)]
    if family == "bert":
        right = ids(LABELS[target])
        x = torch.cat([reference.embed(torch.tensor([END])) if one == "{mask}" else vectors(one) for one in parts])
        place = sum(one[1] - one[0] if isinstance(one, tuple) else len(ids(one)) for one in parts[:parts.index("{mask}")])
        return F.cross_entropy(reference.logits(x, prefix)[place:place + 1], right, reduction="sum"), 1
    right = torch.cat([ids(target), torch.tensor([END])])
    if family in ("t5", "bart"):
        start = torch.cat([torch.tensor([reference.config.decoder_start_token_id]), right[:-1]])
        return F.cross_entropy(reference.logits(torch.cat([vectors(one) for one in parts]), start, prefix), right, reduction="sum"), len(right)
    infix = next((k for k, one in enumerate(parts) if isinstance(one, tuple)), 0) if "decoder.infix" in prefix else 0
    before = [vectors(one) for one in parts[:infix]]
    behind = torch.cat([vectors(one) for one in parts[infix + bool(before):]] + [reference.embed(right)])
    logits = reference.logits(torch.cat(before) if before else behind[:0], behind, prefix)
    return F.cross_entropy(logits[-len(right) - 1:-1], right, reduction="sum"), len(right)


def tryCase(name):
    family, template, method = CASES[name]
    at = os.path.join(a.work, name)
    shutil.rmtree(at, ignore_errors=True)
    os.makedirs(at)
    folder = os.path.join(at, "model")
    subprocess.run([sys.executable, os.path.join(a.peers, "backbone.py"), family, folder, "--seed", str(a.seed)], check=True, capture_output=True)
    tokenizer = byteTokenizer(folder, **({"mask_token": "<|end|>"} if family == "bert" else {}))
    masked = family == "bert"
    rows = [row for row in ROWS if row[1] in LABELS] if masked else ROWS
    task = {"kind": "classify", "labels": LABELS, "label_field": "target"} if masked else {"kind": "generate"}
    rate = 0.02 if "init" in method and method["kind"] == "prompt_tuning" else 0.003
    start, slope, losses, _ = trained(a.cli, at, [{"text": text, "target": target} for text, target in rows], {
        "recipe": 1, "name": "parity", "backbone": {"id": folder, "dtype": "float32"}, "task": task | {"data": "rows", "template": template},
        "method": method | {"tokens": TOKENS},
        "optimizer": {"kind": "adamw", "learning_rate": rate, "schedule": "constant", "weight_decay": 0.01},
        "training": {"steps": STEPS, "batch": len(rows), "seed": a.seed, "evaluate_every": 0, "threads": 1}})
    model = getattr(transformers, AUTO.get(family, "AutoModelForCausalLM")).from_pretrained(folder, dtype=torch.float32, attn_implementation="eager").eval()
    model.requires_grad_(False)
    reference, c = plain(family, model), model.config
    layers = {"encoder": c.num_hidden_layers, "decoder": c.num_hidden_layers} if family not in ("t5", "bart") else {
        "encoder": c.num_layers if family == "t5" else c.encoder_layers, "decoder": c.num_decoder_layers if family == "t5" else c.decoder_layers}
    parameters = {n: t.clone().requires_grad_(True) for n, t in start.items()}
    optimizer = torch.optim.AdamW(parameters.values(), lr=rate, weight_decay=0.01)
    theirs, worst, bad = [], 0.0, 0
    for step in range(STEPS):
        optimizer.zero_grad()
        prompt, prefix = softOf(parameters, layers)
        sums, counts = zip(*(rowLoss(reference, family, template, row, tokenizer, prompt, prefix) for row in rows))
        loss = sum(sums) / sum(counts)
        loss.backward()
        theirs.append(loss.item())
        for mine, tensor in parameters.items() if step == 0 else ():
            gap = ((slope[mine].view_as(tensor) - tensor.grad).norm() / tensor.grad.norm()).item()
            worst = max(worst, gap)
            if not gap < 1e-3:
                print(f"BAD  {name}: the gradient of {mine} differs by {gap:.1e}")
                bad += 1
        optimizer.step()
    apart = max(abs(x - y) for x, y in zip(losses, theirs))
    wrong = len(losses) != STEPS or not apart < 1e-3
    print(f"{'BAD ' if wrong or bad else 'ok  '} {name}: losses {theirs[0]:.4f} -> {theirs[-1]:.4f} differ by {apart:.1e}, {len(slope)} gradients by {worst:.1e}",
          flush=True)
    return bad + wrong


bad = sum(tryCase(name) for name in a.cases or CASES)
print(f"{bad} differ")
sys.exit(1 if bad else 0)
