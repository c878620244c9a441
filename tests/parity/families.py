# SPDX-License-Identifier: Apache-2.0
"""Random backbones of every family and many forms: promptlathe-cli probe against Transformers and PEFT.

    families.py PEERS CLI WORK_DIR [--families gpt2 t5 ...] [--seeds 5] [--only N] [--keep]

Run it with the Python that has PyTorch, Transformers and PEFT; PEERS holds backbone.py and reference.py. Each family is tried in its default form
at several seeds and in every form below, bare and with a random adapter of each method: logits within 1e-4, loss and
gradients within 1e-3 (each slot, layer, key and value by itself). In bfloat16 the rows of logits of the default form differ by 3e-2 in the mean
and 0.1 at most (rounding the weights alone makes 1e-2 and 3e-2 of these rough models, torch's own bfloat16 2e-2 and 4e-2), the loss
by 1%. Ends with 1 where a form differs.
"""
import argparse, contextlib, io, json, logging, os, runpy, shutil, subprocess, sys, traceback, types

LLAMA3 = ("rope_parameters={'rope_type':'llama3','rope_theta':10000.0,'factor':8.0,'low_freq_factor':1.0,'high_freq_factor':4.0,"
          "'original_max_position_embeddings':64}")
FORMS = {
    "gpt2": [["n_head=3"], ["tie_word_embeddings=False", "n_layer=1"], ["activation_function=relu", "n_inner=72"],
             ["activation_function=gelu", "layer_norm_epsilon=1e-3"], ["activation_function=silu", "scale_attn_weights=False"],
             ["scale_attn_by_inverse_layer_idx=True", "reorder_and_upcast_attn=True", "n_layer=4"],
             ["n_embd=63", "n_head=7", "n_positions=300"]],
    "llama": [["num_key_value_heads=6"], ["num_key_value_heads=3", "tie_word_embeddings=True"],
              ["num_key_value_heads=1", "attention_bias=True", "mlp_bias=True"], ["head_dim=12", "num_hidden_layers=1"],
              ["hidden_size=70", "num_attention_heads=7", "num_key_value_heads=7", "rms_norm_eps=1e-3"], [LLAMA3],
              ["rope_parameters={'rope_type':'linear','rope_theta':10000.0,'factor':4.0}"], ["max_position_embeddings=700"]],
    "qwen2": [["num_key_value_heads=6"], ["num_key_value_heads=3", "tie_word_embeddings=True"],
              ["num_attention_heads=3", "num_key_value_heads=1", "num_hidden_layers=1", "layer_types=['full_attention']"],
              ["hidden_size=70", "num_attention_heads=7", "num_key_value_heads=7", "rms_norm_eps=1e-3"]],
    "t5": [["num_heads=3", "d_kv=12"], ["num_decoder_layers=3", "feed_forward_proj=relu"],
           ["relative_attention_num_buckets=8", "relative_attention_max_distance=20"],
           ["relative_attention_num_buckets=16", "relative_attention_max_distance=64", "num_layers=1", "num_decoder_layers=1"],
           ["decoder_start_token_id=7", "layer_norm_epsilon=1e-3"], ["tie_word_embeddings=False"],
           ["feed_forward_proj=gated-silu", "is_gated_act=True", "dense_act_fn=silu"]],
    "t5v11": [["num_heads=5", "d_kv=4"], ["num_decoder_layers=1", "num_layers=3"], ["d_model=56", "d_ff=40"],
              ["relative_attention_num_buckets=12", "relative_attention_max_distance=30"],
              ["tie_word_embeddings=False", "scale_decoder_outputs=True"]],
    "bart": [["encoder_attention_heads=3", "decoder_attention_heads=6"], ["scale_embedding=True", "activation_function=relu"],
             ["encoder_layers=1", "decoder_layers=3", "encoder_ffn_dim=40", "decoder_ffn_dim=72"],
             ["decoder_start_token_id=5"], ["activation_function=gelu_new", "max_position_embeddings=90"], ["tie_word_embeddings=False"],
             ["tie_word_embeddings=False", "scale_embedding=True", "activation_function=silu", "decoder_layers=1"]],
    "bert": [["num_attention_heads=3", "hidden_act=relu"], ["tie_word_embeddings=False", "num_hidden_layers=1"],
             ["hidden_act=gelu_new", "layer_norm_eps=1e-3", "type_vocab_size=3"], ["hidden_size=60", "num_attention_heads=5"]],
    "roberta": [["num_attention_heads=3", "hidden_act=relu"], ["tie_word_embeddings=False", "num_hidden_layers=1"],
                ["pad_token_id=4", "max_position_embeddings=100"], ["hidden_size=60", "num_attention_heads=5", "layer_norm_eps=1e-3"]],
}

p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
for name in ("peers", "cli", "work"):
    p.add_argument(name)
p.add_argument("--families", nargs="*", default=list(FORMS))
p.add_argument("--seeds", type=int, default=5)
p.add_argument("--only", type=int, help="the number of one form")
p.add_argument("--keep", action="store_true")
a = p.parse_args()


def peer(script, *words):
    """Runs a script of the peers in this process, whose libraries are loaded already."""
    said, code, before = io.StringIO(), 0, sys.argv
    sys.argv = [script, *words]
    with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
        try:
            runpy.run_path(os.path.join(a.peers, script), run_name="__main__")
        except SystemExit as end:
            code = end.code if isinstance(end.code, int) else 0 if end.code is None else (print(end.code), 1)[1]
        except Exception:
            traceback.print_exc()
            code = 1
    sys.argv = before
    if code and script == "backbone.py":
        sys.exit(said.getvalue())
    return types.SimpleNamespace(returncode=code, stdout=said.getvalue(), stderr="")


def blocks(config, method):
    """How many blocks a row of the gradient has: keys and values of each layer by themselves."""
    if method != "prefix":
        return 1
    if "num_heads" in config:
        return 4 * config["num_decoder_layers"]
    if "decoder_layers" in config:
        return 4 * config["decoder_layers"]
    return 2 * config.get("num_hidden_layers", config.get("n_layer"))


def compare(label, theirs, ours, *limits):
    said = peer("reference.py", "compare", theirs, ours, *limits)
    line = (said.stdout + said.stderr).strip().splitlines()
    print(f"{'ok  ' if said.returncode == 0 else 'BAD '} {label}: {line[-1] if line else ''}", flush=True)
    return said.returncode != 0


def probe(label, model, rows, ours, *more):
    done = subprocess.run([a.cli, "probe", model, "--input", rows, "--output", ours, *more], capture_output=True, text=True)
    if done.returncode:
        print(f"BAD  {label}: {done.stderr.strip()}", flush=True)
    return done.returncode


def tryForm(family, seed, form):
    at = os.path.join(a.work, f"{family}-{seed}")
    shutil.rmtree(at, ignore_errors=True)
    os.makedirs(at)
    model, rows, theirs, ours = (os.path.join(at, n) for n in ("model", "rows.jsonl", "theirs.safetensors", "ours.safetensors"))
    peer("backbone.py", family, model, "--seed", str(seed), "--set", *form)
    peer("reference.py", "inputs", model, rows, "--seed", str(seed))
    config = json.load(open(os.path.join(model, "config.json")))
    bad, name = 0, f"{family} {seed} {' '.join(form) or 'default'}"
    peer("reference.py", "run", model, rows, theirs)
    bad += probe(name, model, rows, ours) or compare(f"{name}, bare", theirs, ours, "--logits", "1e-4")
    for method in ("prompt", "ptuning", "prefix"):
        adapter = os.path.join(at, method)
        made = peer("reference.py", "adapter", model, method, adapter, "--virtual", str(1 + seed % 7), "--seed", str(seed))
        ran = made.returncode or peer("reference.py", "run", model, rows, theirs, "--adapter", adapter, "--gradient").returncode
        if ran:
            print(f"---- {name}, {method}: the reference cannot run it", flush=True)
            continue
        more = ("--blocks", str(blocks(config, method)))
        bad += probe(f"{name}, {method}", model, rows, ours, "--adapter", adapter, "--gradient") or compare(
            f"{name}, {method}", theirs, ours, "--tolerance", "1e-3", "--logits", "1e-4", *more)
        if not form and method == "prompt":
            bad += probe(f"{name}, bfloat16", model, rows, ours, "--adapter", adapter, "--dtype", "bfloat16", "--gradient")
            a_loss, b_loss = (float(load_file(file)["loss"][0]) for file in (theirs, ours))
            if abs(a_loss - b_loss) > 0.01 * a_loss:
                print(f"BAD  {name}, bfloat16: loss {b_loss:.4f}, not {a_loss:.4f}")
                bad += 1
            x, y = load_file(theirs), load_file(ours)
            gaps = torch.cat([(x[n] - y[n]).norm(dim=-1) / x[n].norm(dim=-1) for n in x if n.startswith("logits.")])
            wrong = gaps.mean() > 3e-2 or gaps.max() > 0.1
            print(f"{'BAD ' if wrong else 'ok  '} {name}, bfloat16: rows differ by {gaps.mean():.1e}, at most {gaps.max():.1e}", flush=True)
            bad += bool(wrong)
    if not a.keep and not bad:
        shutil.rmtree(at)
    return bad


from safetensors.torch import load_file
import peft, torch, transformers  # once, for all runs of the scripts

transformers.logging.set_verbosity_error()
logging.disable(logging.WARNING)
bad = 0
for family in a.families:
    tries = [(seed, []) for seed in range(a.seeds)] + [(10 + k, form) for k, form in enumerate(FORMS[family])]
    for k, (seed, form) in enumerate(tries):
        if a.only is None or a.only == k:
            bad += tryForm(family, seed, form)
print(f"{bad} differ")
sys.exit(1 if bad else 0)
