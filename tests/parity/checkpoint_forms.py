# SPDX-License-Identifier: Apache-2.0
"""The same backbone in every form of checkpoint gives the same logits, and those of Transformers.

    python checkpoint_forms.py PROMPTLATHE_CLI [--families llama qwen2 gpt2] [--seed N]

Weights are rounded to float16 first, so that a GGUF file of F16 holds the same numbers: one safetensors file, three
shards, pytorch_model.bin (with transposed and shared storages), three .bin shards, GGUF F16.
"""
import argparse, json, pathlib, subprocess, tempfile
import gguf, numpy as np, torch, transformers as tf
from safetensors.torch import load_file

parser = argparse.ArgumentParser()
parser.add_argument("cli")
parser.add_argument("--families", nargs="+", default=["llama", "qwen2", "gpt2"])
parser.add_argument("--seed", type=int, default=0)
asked = parser.parse_args()


def made(family):
    torch.manual_seed(asked.seed)
    if family == "gpt2":
        model = tf.GPT2LMHeadModel(tf.GPT2Config(vocab_size=257, n_positions=128, n_embd=48, n_layer=3, n_head=4))
    else:
        shape = dict(vocab_size=257, hidden_size=48, intermediate_size=96, num_hidden_layers=3, num_attention_heads=6,
                     num_key_value_heads=2, max_position_embeddings=128, tie_word_embeddings=False)
        config, cls = (tf.LlamaConfig, tf.LlamaForCausalLM) if family == "llama" else (tf.Qwen2Config, tf.Qwen2ForCausalLM)
        model = cls(config(**shape))
    with torch.no_grad():
        for name, weight in model.named_parameters():
            norm = ("norm" in name or "ln_" in name) and name.endswith("weight")
            weight.normal_(1.0 if norm else 0.0, 0.15)
            weight.copy_(weight.half().float())
    return model.eval()


def save_bin(model, folder, shards):
    """Weights stored transposed (views), tied ones over one storage, as training scripts leave them."""
    folder.mkdir()
    model.config.save_pretrained(folder)
    state = {n: w.t().contiguous().t() if w.dim() == 2 and i % 3 == 0 else w for i, (n, w) in enumerate(model.state_dict().items())}
    if shards == 1:
        torch.save(state, folder / "pytorch_model.bin")
        return
    index = {}
    for i in range(shards):
        name = f"pytorch_model-{i + 1:05d}-of-{shards:05d}.bin"
        part = {n: state[n] for n in list(state)[i::shards]}
        torch.save(part, folder / name)
        index |= dict.fromkeys(part, name)
    (folder / "pytorch_model.bin.index.json").write_text(json.dumps({"metadata": {}, "weight_map": index}))


def rotary_order(weight, heads):
    """GGUF's order of rotary rows: the halves of a head taken in turns."""
    return weight.reshape(heads, 2, weight.shape[0] // heads // 2, *weight.shape[1:]).swapaxes(1, 2).reshape(weight.shape)


def save_gguf(family, model, path):
    config = model.config
    arch = {"llama": gguf.MODEL_ARCH.LLAMA, "qwen2": gguf.MODEL_ARCH.QWEN2, "gpt2": gguf.MODEL_ARCH.GPT2}[family]
    writer = gguf.GGUFWriter(path, gguf.MODEL_ARCH_NAMES[arch])
    writer.add_context_length(config.max_position_embeddings)
    writer.add_embedding_length(config.hidden_size)
    writer.add_block_count(config.num_hidden_layers)
    writer.add_feed_forward_length(4 * config.n_embd if family == "gpt2" else config.intermediate_size)
    writer.add_head_count(config.num_attention_heads)
    writer.add_vocab_size(config.vocab_size)
    if family == "gpt2":
        writer.add_layer_norm_eps(config.layer_norm_epsilon)
    else:
        writer.add_head_count_kv(config.num_key_value_heads)
        writer.add_layer_norm_rms_eps(config.rms_norm_eps)
        writer.add_rope_dimension_count(config.hidden_size // config.num_attention_heads)
        rope = getattr(config, "rope_parameters", None) or {}
        writer.add_rope_freq_base(rope.get("rope_theta", getattr(config, "rope_theta", None) or 10000.0))
    names = gguf.get_tensor_name_map(arch, config.num_hidden_layers)
    for name, weight in model.state_dict().items():
        if name.endswith((".attn.bias", ".masked_bias")) or (name == "lm_head.weight" and config.tie_word_embeddings):
            continue
        data = weight.numpy()
        if family == "gpt2" and name.endswith((".c_attn.weight", ".c_proj.weight", ".c_fc.weight")):
            data = data.T
        if family == "llama" and name.endswith("q_proj.weight"):
            data = rotary_order(data, config.num_attention_heads)
        if family == "llama" and name.endswith("k_proj.weight"):
            data = rotary_order(data, config.num_key_value_heads)
        data = np.ascontiguousarray(data, dtype=np.float16 if data.ndim == 2 else np.float32)
        writer.add_tensor(names.get_name(name, try_suffixes=(".weight", ".bias")), data)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def probed(path, rows, folder):
    out = folder / "out.safetensors"
    subprocess.run([asked.cli, "probe", str(path), "--input", str(rows), "--output", str(out), "--dtype", "float32"], check=True)
    return load_file(out)


for family in asked.families:
    model = made(family)
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        lines = [[1, 5, 9, 200, 33, 7], [250, 3], list(range(40))]
        rows = folder / "rows.jsonl"
        rows.write_text("".join(json.dumps({"input_ids": line}) + "\n" for line in lines))
        model.save_pretrained(folder / "one")
        size = sum(w.numel() for w in model.parameters()) * 4
        model.save_pretrained(folder / "shards", max_shard_size=f"{size * 2 // 5 // 1000}KB")
        save_bin(model, folder / "bin", 1)
        save_bin(model, folder / "bin_shards", 3)
        save_gguf(family, model, folder / "model.gguf")
        first = probed(folder / "one", rows, folder)
        with torch.no_grad():
            for k, line in enumerate(lines):
                wanted = model(torch.tensor([line])).logits[0]
                error = ((first[f"logits.{k}"] - wanted).norm(dim=-1) / wanted.norm(dim=-1)).max().item()
                assert error < 1e-4, (family, k, error)
        for form in ("shards", "bin", "bin_shards", "model.gguf"):
            other = probed(folder / form, rows, folder)
            assert all(torch.equal(other[k], first[k]) for k in first), (family, form)
        count = len(list((folder / "shards").glob("*.safetensors")))
        print(f"{family}: one file, {count} shards, .bin, 3 .bin shards and GGUF F16 give the same bits, and Transformers' logits")
