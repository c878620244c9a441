# SPDX-License-Identifier: Apache-2.0
"""Training against PEFT: ten steps from the same start, and the first step's gradient of every trained tensor.

    method_training.py PEERS CLI WORK_DIR [METHOD ...] [--families gpt2 t5 ...] [--seed N]

METHOD: prompt_tuning, prefix_tuning, p_tuning (default: all), networks in PEFT's form. Run it with the Python that has PyTorch,
Transformers and PEFT; PEERS holds backbone.py. A run of one step that moves nothing is exported in this program's own format: its
`state.parameter.*` tensors are the start, which PEFT gets, and its first moments are a tenth of the gradient. A second run then takes ten
real steps. Losses agree to 1e-3, each tensor's gradient to 1e-3 of its size, all in float32; and the adapter that is exported then has
in PEFT the loss that PEFT's own training came to. Ends with 1 where something differs.
"""
import argparse, logging, os, shutil, subprocess, sys, warnings

p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
for name in ("peers", "cli", "work"):
    p.add_argument(name)
p.add_argument("methods", nargs="*", default=["prompt_tuning", "prefix_tuning", "p_tuning"])
p.add_argument("--families", nargs="*", default=["gpt2", "t5"])
p.add_argument("--seed", type=int, default=0)
a = p.parse_args()

import torch, transformers
from peft import PeftModel, PrefixTuningConfig, PromptEncoderConfig, PromptTuningConfig, get_peft_model
from tiny_training import byteTokenizer, run, trained

transformers.logging.set_verbosity_error()
transformers.utils.logging.disable_progress_bar()
warnings.simplefilter("ignore")
logging.disable(logging.WARNING)
torch.set_num_threads(1)
TOKENS, WIDTH, STEPS, RATE = 5, 24, 10, {"prompt_tuning": 0.02, "prefix_tuning": 0.003, "p_tuning": 0.003}
ROWS = [("a large wild cat", "animal"), ("bread", "food, baked"), ("the capital of a country by the sea", "location"), ("she sings", "person"),
        ("a bush with red flowers", "plant"), ("a tool", "artifact"), ("something that is eaten raw", "food"), ("x", "y")]


def method(kind):
    made = {"kind": kind, "tokens": TOKENS}
    if kind == "prompt_tuning":
        made["init"] = {"kind": "normal"}
    elif kind == "prefix_tuning":
        made |= {"reparameterization": "mlp", "network": "peft", "width": WIDTH, "init": {"kind": "random"}}
    else:
        made |= {"encoder": "lstm", "network": "peft", "hidden": WIDTH}
    return made


def ours(at, model, kind, decodes):
    """The start, its gradient, and the losses of ten steps."""
    made = method(kind)
    if kind == "prefix_tuning" and decodes:
        made["parts"] = {"encoder": False, "cross": False}
    start, slope, losses, number = trained(a.cli, at, [{"text": text, "target": target} for text, target in ROWS], {
        "recipe": 1, "name": "parity", "backbone": {"id": model, "dtype": "float32"},
        "task": {"kind": "generate", "data": "rows", "template": "{prompt}{text}{target}"}, "method": made,
        "optimizer": {"kind": "adamw", "learning_rate": RATE[kind], "schedule": "constant", "weight_decay": 0.01},
        "training": {"steps": STEPS, "batch": len(ROWS), "seed": a.seed, "evaluate_every": 0, "threads": 1}})
    run(a.cli, "export", os.path.join(at, "p.lathe"), number, os.path.join(at, "adapter"), "--format", "peft", "--step", "last")
    return start, slope, losses


def bare(model, decodes):
    auto = transformers.AutoModelForSeq2SeqLM if decodes else transformers.AutoModelForCausalLM
    return auto.from_pretrained(model, dtype=torch.float32, attn_implementation="eager")


def peftModel(model, kind, decodes):
    config = transformers.AutoConfig.from_pretrained(model)
    common = dict(task_type="SEQ_2_SEQ_LM" if decodes else "CAUSAL_LM", num_virtual_tokens=TOKENS)
    if kind == "prompt_tuning":
        made = PromptTuningConfig(**common, num_transformer_submodules=1)
    elif kind == "p_tuning":
        made = PromptEncoderConfig(**common, num_transformer_submodules=1, encoder_reparameterization_type="LSTM", encoder_hidden_size=WIDTH,
                                   encoder_dropout=0.0)
    else:
        shape = {}
        if decodes:  # METHODS.md: of twice as many slots layer i reads slot 2 i
            layers, heads, width = (config.decoder_layers, config.decoder_attention_heads, config.d_model) if config.model_type == "bart" else (
                config.num_decoder_layers, config.num_heads, config.num_heads * config.d_kv)
            shape = dict(num_layers=2 * layers, num_attention_heads=heads, token_dim=width, num_transformer_submodules=2)
        made = PrefixTuningConfig(**common, prefix_projection=True, encoder_hidden_size=WIDTH, **shape)
    return get_peft_model(bare(model, decodes), made).eval()


def rowsOf(tensor, layers, spread):
    """Which of a network's outputs our layers are: [2 * width] of every `spread`-th slot."""
    width = tensor.shape[0] // (layers * spread)
    return tensor.view(layers * spread, width, *tensor.shape[1:])[::spread].reshape(-1, *tensor.shape[1:])


def names(kind, start):
    """Our tensors' names and theirs."""
    if kind == "prompt_tuning":
        return {"prompt": "embedding.weight"}
    front = "network.decoder.self." if kind == "prefix_tuning" else "network."
    return {n: n[len(front):] for n in start}


def batchOf(tokenizer, decodes):
    rows = [(tokenizer(text).input_ids, tokenizer(target).input_ids + [tokenizer.eos_token_id]) for text, target in ROWS]
    inputs = [text if decodes else text + target for text, target in rows]
    labels = [target if decodes else [-100] * len(text) + target for text, target in rows]
    pad = lambda lists, with_: torch.tensor([one + [with_] * (max(map(len, lists)) - len(one)) for one in lists])
    return dict(input_ids=pad(inputs, 0), attention_mask=pad([[1] * len(one) for one in inputs], 0), labels=pad(labels, -100))


def tryMethod(family, kind):
    at = os.path.join(a.work, f"{family}-{kind}")
    shutil.rmtree(at, ignore_errors=True)
    os.makedirs(at)
    model = os.path.join(at, "model")
    subprocess.run([sys.executable, os.path.join(a.peers, "backbone.py"), family, model, "--seed", str(a.seed)], check=True, capture_output=True)
    tokenizer = byteTokenizer(model)
    decodes = bool(transformers.AutoConfig.from_pretrained(model).is_encoder_decoder)
    start, slope, losses = ours(at, model, kind, decodes)
    peer = peftModel(model, kind, decodes)
    network = dict(peer.prompt_encoder["default"].named_parameters())
    spread = 2 if decodes and kind == "prefix_tuning" else 1
    layers = (peer.peft_config["default"].num_layers or spread) // spread

    def part(name, tensor):
        last = spread == 2 and name.startswith("transform.2.")
        return rowsOf(tensor, layers, 2) if last else tensor

    with torch.no_grad():
        for mine, name in names(kind, start).items():
            last = spread == 2 and name.startswith("transform.2.")
            target = network[name]
            if last:
                width = target.shape[0] // (2 * layers)
                target.view(2 * layers, width, *target.shape[1:])[::2] = start[mine].view(layers, width, *target.shape[1:])
            else:
                target.copy_(start[mine].view_as(target))
    optimizer = torch.optim.AdamW(network.values(), lr=RATE[kind], weight_decay=0.01)
    batch, bad, worst, theirs = batchOf(tokenizer, decodes), 0, 0.0, []
    for step in range(STEPS):
        optimizer.zero_grad()
        loss = peer(**batch).loss
        loss.backward()
        theirs.append(loss.item())
        if step == 0:
            for mine, name in names(kind, start).items():
                wanted = part(name, network[name].grad)
                gap = ((slope[mine].view_as(wanted) - wanted).norm() / wanted.norm()).item()
                worst = max(worst, gap)
                if not gap < 1e-3:
                    print(f"BAD  {family}, {kind}: the gradient of {mine} differs by {gap:.1e}")
                    bad += 1
        optimizer.step()
    apart = max(abs(x - y) for x, y in zip(losses, theirs))
    with torch.no_grad():
        exported = PeftModel.from_pretrained(bare(model, decodes), os.path.join(at, "adapter")).eval()
        moved = abs(exported(**batch).loss.item() - peer(**batch).loss.item())
    wrong = len(losses) != STEPS or not apart < 1e-3 or not moved < 1e-3
    print(f"{'BAD ' if wrong or bad else 'ok  '} {family}, {kind}: losses {theirs[0]:.4f} -> {theirs[-1]:.4f} differ by {apart:.1e}, "
          f"{len(slope)} gradients by {worst:.1e}, the exported adapter's by {moved:.1e}", flush=True)
    return bad + wrong


bad = sum(tryMethod(family, kind) for family in a.families for kind in a.methods)
print(f"{bad} differ")
sys.exit(1 if bad else 0)
