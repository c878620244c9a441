# SPDX-License-Identifier: Apache-2.0
"""Writes a Llama of random bfloat16 weights in a published shape, for measuring on a device: nothing is downloaded.

    random_llama.py SHAPE DIR      SHAPE: 135m (SmolLM2-135M), 3b (Llama 3.2 3B)
"""
import json, os, sys, torch
from safetensors.torch import save_file

shapes = {
    "135m": dict(hidden_size=576, num_hidden_layers=30, num_attention_heads=9, num_key_value_heads=3, head_dim=64,
                 intermediate_size=1536, vocab_size=49152, max_position_embeddings=8192, rope_theta=100000.0),
    "3b": dict(hidden_size=3072, num_hidden_layers=28, num_attention_heads=24, num_key_value_heads=8, head_dim=128,
               intermediate_size=8192, vocab_size=128256, max_position_embeddings=8192, rope_theta=500000.0)}
shape, folder = shapes[sys.argv[1]], sys.argv[2]
os.makedirs(folder, exist_ok=True)
device = "cuda" if torch.cuda.is_available() else "cpu"
torch.manual_seed(0)
draw = lambda *size: (torch.randn(*size, device=device, dtype=torch.bfloat16) * 0.02).cpu()
ones = lambda n: torch.ones(n, dtype=torch.bfloat16)
w, kv, inner = shape["hidden_size"], shape["num_key_value_heads"] * shape["head_dim"], shape["intermediate_size"]
q = shape["num_attention_heads"] * shape["head_dim"]
tensors = {"model.embed_tokens.weight": draw(shape["vocab_size"], w), "model.norm.weight": ones(w)}
for i in range(shape["num_hidden_layers"]):
    at = f"model.layers.{i}."
    tensors |= {at + "self_attn.q_proj.weight": draw(q, w), at + "self_attn.k_proj.weight": draw(kv, w),
                at + "self_attn.v_proj.weight": draw(kv, w), at + "self_attn.o_proj.weight": draw(w, q),
                at + "mlp.gate_proj.weight": draw(inner, w), at + "mlp.up_proj.weight": draw(inner, w),
                at + "mlp.down_proj.weight": draw(w, inner),
                at + "input_layernorm.weight": ones(w), at + "post_attention_layernorm.weight": ones(w)}
save_file(tensors, os.path.join(folder, "model.safetensors"), metadata={"format": "pt"})
config = dict(architectures=["LlamaForCausalLM"], model_type="llama", hidden_act="silu", rms_norm_eps=1e-5,
              tie_word_embeddings=True, attention_bias=False, mlp_bias=False, torch_dtype="bfloat16",
              bos_token_id=1, eos_token_id=2, initializer_range=0.02, **shape)
json.dump(config, open(os.path.join(folder, "config.json"), "w"), indent=1)
