# SPDX-License-Identifier: Apache-2.0
"""Random GPT-2s, Llamas, T5s and BARTs: what promptlathe-cli generate writes, greedily and by beams, against Transformers and PEFT.

    generation.py PEERS CLI WORK_DIR [--families gpt2 t5 ...] [--methods bare prompt ...] [--seeds 3]

Run it with the Python that has PyTorch, Transformers and PEFT; PEERS holds backbone.py, tokens.py and reference.py. Each backbone, bare and with
a random adapter of each method, gets a byte-level tokenizer whose end token is one that it likes to write, so that texts end at all lengths.
Ends with 1 where a text differs.
"""
import argparse, collections, contextlib, io, json, os, random, runpy, shutil, subprocess, sys
import torch, transformers as tf
from peft import PeftModel
os.environ["TQDM_DISABLE"] = "1"
from transformers.utils import logging

logging.set_verbosity_error()
torch.set_num_threads(1)    # the backbones are tiny
WAYS = [dict(), dict(num_beams=4), dict(num_beams=4, length_penalty=2.0), dict(num_beams=4, length_penalty=0.0),
        dict(num_beams=4, length_penalty=-1.0, early_stopping=True), dict(num_beams=3, length_penalty=2.0, early_stopping=True)]
FORMS = {"gpt2": [{}], "llama": [{}], "t5": [{}], "t5v11": [{}], "bart": [{"forced_eos_token_id": None}, {}, {"forced_bos_token_id": 7}]}

p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
for name in ("peers", "cli", "work"):
    p.add_argument(name)
p.add_argument("--families", nargs="*", default=list(FORMS))
p.add_argument("--methods", nargs="*", default=["bare", "prompt", "ptuning", "prefix"])
p.add_argument("--seeds", type=int, default=3)
a = p.parse_args()


def peer(script, *words):
    """Runs a script of the peers in this process, whose libraries are loaded already."""
    before, sys.argv = sys.argv, [script, *words]
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        runpy.run_path(os.path.join(a.peers, script), run_name="__main__")
    sys.argv = before


bad = tried = 0


def tryMethod(family, form, seed, at, method):
    """All ways of one backbone with one adapter."""
    global bad, tried
    config = tf.AutoConfig.from_pretrained(at)
    kind = tf.AutoModelForSeq2SeqLM if config.is_encoder_decoder else tf.AutoModelForCausalLM
    model = kind.from_pretrained(at, attn_implementation="eager").eval()
    forcedEnd, forcedStart = model.generation_config.forced_eos_token_id, model.generation_config.forced_bos_token_id
    more = []
    if method != "bare":
        adapter = f"{at}-{method}"
        peer("reference.py", "adapter", at, method, adapter, "--virtual", str(2 + seed), "--seed", str(seed))
        model = PeftModel.from_pretrained(model, adapter).eval()
        more = ["--adapter", adapter]
    tokenizer = tf.PreTrainedTokenizerFast(tokenizer_file=f"{at}/tokenizer.json")
    draw = random.Random(seed)
    texts = ["".join(chr(draw.randrange(97, 123)) for _ in range(draw.randrange(2, 14))) for _ in range(8)]

    def written(text, end, **how):
        ids = torch.tensor([tokenizer(text, add_special_tokens=False).input_ids])
        out = model.generate(input_ids=ids, attention_mask=torch.ones_like(ids), max_new_tokens=12, do_sample=False, eos_token_id=end, pad_token_id=0,
                             forced_eos_token_id=end if forcedEnd is not None else None, **how)[0].tolist()
        out = out[1:] if config.is_encoder_decoder else out[ids.shape[1]:]
        out = out[1:] if forcedStart is not None else out    # ours counts it and does not show it
        return out[:out.index(end)] if end in out else out

    shown = lambda ids: tokenizer.decode(ids, skip_special_tokens=True)

    # The end: a token that greedy texts hold, but do not begin with.
    held = collections.Counter(t for text in texts for t in written(text, None)[2:])
    end = next(t for t, _ in held.most_common() if t != getattr(config, "decoder_start_token_id", None))
    word = tokenizer.convert_ids_to_tokens(end)
    json.dump({"tokenizer_class": "PreTrainedTokenizerFast", "eos_token": word}, open(f"{at}/tokenizer_config.json", "w"))
    stored = json.load(open(f"{at}/config.json"))
    stored["eos_token_id"] = end
    if stored.get("forced_eos_token_id") is not None:
        stored["forced_eos_token_id"] = end
    json.dump(stored, open(f"{at}/config.json", "w"))
    rows = os.path.join(at, "rows.jsonl")
    with open(rows, "w") as file:
        file.writelines(json.dumps({"text": text}) + "\n" for text in texts)
    for way in WAYS:
        words = ["--beams", str(way.get("num_beams", 1)), "--length-penalty", str(way.get("length_penalty", 1.0)), *more]
        words += ["--early-stopping"] if way.get("early_stopping") else []
        said = subprocess.run([a.cli, "generate", "--backbone", at, "--input", rows, "--max-new", "12", "--dtype", "float32", "--json", *words], capture_output=True, text=True)
        if said.returncode:
            sys.exit(said.stderr)
        theirs = [written(text, end, **way) for text in texts]
        ours = json.loads(said.stdout)
        wrong = [k for k, ids in enumerate(theirs) if shown(ids) != ours[k]["text"] or len(ids) != ours[k]["tokens"]]
        tried, bad = tried + len(texts), bad + len(wrong)
        lengths = sorted({len(ids) for ids in theirs})
        print(f"{'BAD ' if wrong else 'ok  '} {family} {form} seed {seed} {method} {way}: lengths {lengths}, {len(wrong)} of {len(texts)} differ", flush=True)
        for k in wrong[:2]:
            print("     ", texts[k], repr(shown(theirs[k])), ours[k])


for family in a.families:
    for form in FORMS[family]:
        for seed in range(a.seeds):
            at = os.path.join(a.work, f"{family}-{seed}")
            shutil.rmtree(at, ignore_errors=True)
            peer("backbone.py", family, at, "--seed", str(seed))
            for name in ("config.json", "generation_config.json"):
                stored = json.load(open(f"{at}/{name}"))
                json.dump(stored | form, open(f"{at}/{name}", "w"))
            peer("tokens.py", "make", "gpt2", at, "--vocabulary", "257")
            for method in a.methods:
                tryMethod(family, form, seed, at, method)
print(f"{bad} of {tried} texts differ")
sys.exit(1 if bad else 0)
