# SPDX-License-Identifier: Apache-2.0
"""Random Llamas of many forms: promptlathe-cli probe against Transformers and PEFT, in float32 and bfloat16.

    llama.py PYTHON PEERS CLI WORK_DIR [--forms N]

PYTHON has PyTorch, Transformers and PEFT; PEERS holds backbone.py and reference.py. Ends with 1 where a form differs.
"""
import argparse, os, subprocess, sys

FORMS = [
    [],
    ["num_key_value_heads=6"],
    ["num_key_value_heads=3", "tie_word_embeddings=True"],
    ["num_key_value_heads=1", "attention_bias=True"],
    ["mlp_bias=True", "rope_theta=500000.0"],
    ["head_dim=12"],
    ["head_dim=20", "num_key_value_heads=6", "rms_norm_eps=1e-3"],
    ["num_hidden_layers=1"],
    ["num_hidden_layers=2", "attention_bias=True", "mlp_bias=True"],
    ["hidden_size=72", "head_dim=64", "num_attention_heads=3", "num_key_value_heads=1"],
    ["rope_parameters={'rope_type':'llama3','rope_theta':10000.0,'factor':8.0,'low_freq_factor':1.0,"
     "'high_freq_factor':4.0,'original_max_position_embeddings':64}"],
    ["rope_parameters={'rope_type':'linear','rope_theta':10000.0,'factor':4.0}"],
]

p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
p.add_argument("python"), p.add_argument("peers"), p.add_argument("cli"), p.add_argument("work")
p.add_argument("--forms", type=int, default=len(FORMS))
a = p.parse_args()
bad = 0
for seed, form in enumerate(FORMS[:a.forms]):
    at = os.path.join(a.work, str(seed))
    os.makedirs(at, exist_ok=True)
    model, adapter, rows, theirs, ours = (os.path.join(at, n) for n in ("model", "adapter", "rows.jsonl", "theirs.safetensors", "ours.safetensors"))
    peer = lambda script, *words: subprocess.run([a.python, os.path.join(a.peers, script), *words], check=True, capture_output=True)
    peer("backbone.py", "llama", model, "--seed", str(seed), "--set", *form)
    peer("reference.py", "adapter", model, "prompt", adapter, "--virtual", str(3 * seed + 1), "--seed", str(seed))
    peer("reference.py", "inputs", model, rows, "--seed", str(seed))
    peer("reference.py", "run", model, rows, theirs, "--adapter", adapter, "--gradient")
    # bfloat16: torch's own differs from float32 by 4 to 8% in the worst row of these deliberately rough models.
    for dtype, limits in (("float32", ("--tolerance", "1e-4", "--logits", "1e-4")), ("bfloat16", ("--tolerance", "0.1", "--logits", "0.1"))):
        subprocess.run([a.cli, "probe", model, "--adapter", adapter, "--input", rows, "--output", ours, "--dtype", dtype, "--gradient"],
                       check=True, capture_output=True)
        said = subprocess.run([a.python, os.path.join(a.peers, "reference.py"), "compare", theirs, ours, *limits], capture_output=True, text=True)
        print(f"{seed} {' '.join(form) or 'default'} {dtype}: {(said.stdout + said.stderr).strip()}", flush=True)
        bad += said.returncode != 0
sys.exit(1 if bad else 0)
