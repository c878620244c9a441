#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""How long a backbone takes until the first step, and how much memory.

    loading.py --cli build/bin/promptlathe-cli --backbone FILE.gguf [--rounds 3]
    loading.py --cli build/bin/promptlathe-cli --billion --tokens tokens.py [--keep FOLDER]

The first form trains one short row on FILE, in bfloat16 and in float32: seconds from the process's start to the end of
its first step, and the peak until then of the memory that is not a mapped file's (RssAnon of /proc/PID/status, read
every two milliseconds), above that of `promptlathe-cli serve` at rest, which has loaded LibTorch and nothing else; as a share of
parameters times the bytes of the format. Limits: 3 s, 1.3.

The second form writes a random Llama of 1.1 billion parameters (bfloat16, three shards, a SentencePiece tokenizer that
`tokens.py make llama2` trains), trains three steps and generates: peak resident memory with mapped files (VmHWM), limit
6 GiB. It needs Python with NumPy and sentencepiece, and 2.1 GiB of disk. Both end with 1 where a limit is passed.
"""
import argparse
import json
import os
import pathlib
import statistics
import struct
import subprocess
import sys
import tempfile
import time

LAYERS, WIDTH, HEADS, GROUPS, INNER, VOCABULARY = 22, 2048, 32, 4, 5632, 32000
ROWS = [{"text": text, "target": target, "split": "train"} for text, target in (("a large wild cat", " animal"), ("a tool", " artifact"))]


def status(pid, name):
    """A line of /proc/PID/status in bytes; 0 where the process has ended."""
    try:
        for line in pathlib.Path(f"/proc/{pid}/status").read_text().splitlines():
            if line.startswith(name + ":"):
                return int(line.split()[1]) * 1024
    except (FileNotFoundError, ProcessLookupError):
        pass
    return 0


def resting(cli):
    child = subprocess.Popen([cli, "serve"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    last, same = -1, 0
    while same < 5:  # half a second without change
        time.sleep(0.1)
        now = status(child.pid, "RssAnon")
        last, same = now, same + 1 if now == last else 0
    child.stdin.close()
    child.wait()
    return last


def project(cli, folder, backbone, dtype, steps):
    """A project with two rows, and a recipe of prompt tuning."""
    rows, recipe, file = (str(pathlib.Path(folder, n)) for n in ("rows.jsonl", f"{dtype}.json", f"{dtype}.lathe"))
    pathlib.Path(rows).write_text("".join(json.dumps(row) + "\n" for row in ROWS))
    pathlib.Path(recipe).write_text(json.dumps({
        "recipe": 1, "name": "loading", "backbone": {"id": str(backbone), "dtype": dtype},
        "task": {"kind": "generate", "data": "rows", "template": "{prompt}{text}{target}"},
        "method": {"kind": "prompt_tuning", "tokens": 8, "init": {"kind": "normal"}},
        "training": {"steps": steps, "batch": 1, "seed": 0, "evaluate_every": 0}}))
    for command in (["new", file], ["data", "import", file, rows, "--name", "rows"]):
        subprocess.run([cli, *command], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return file, recipe


def watched(command, until=None):
    """Runs it: seconds until an event of that kind (or its end), the peak of RssAnon until then, VmHWM at last, output."""
    begin = time.monotonic()
    child = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    os.set_blocking(child.stdout.fileno(), False)
    anonymous = whole = 0
    said, reached = b"", None
    while True:
        ended = child.poll() is not None
        if reached is None:
            anonymous = max(anonymous, status(child.pid, "RssAnon"))
        whole = max(whole, status(child.pid, "VmHWM"))
        said += child.stdout.read() or b""
        if reached is None and until and b'"event": "%s"' % until.encode() in said:
            reached = time.monotonic() - begin
        if ended:
            break
        time.sleep(0.002)
    if child.returncode:
        sys.exit(f"{' '.join(command)}: {child.stderr.read().decode()}")
    return reached if until else time.monotonic() - begin, anonymous, whole, said.decode()


def loading(options):
    shown = subprocess.run([options.cli, "backbone", "show", options.backbone, "--json"], check=True, stdout=subprocess.PIPE, text=True)
    parameters = json.loads(shown.stdout)["parameters"]
    rest, bad = resting(options.cli), False
    print(f"at rest {rest / 2**20:.0f} MiB; {parameters:,} parameters\n")
    print("| | seconds until the first step's end | peak above rest, MiB | weights, MiB | ratio |\n|---|---|---|---|---|")
    for dtype, size in (("bfloat16", 2), ("float32", 4)):
        seconds, peaks = [], []
        for _ in range(options.rounds):
            with tempfile.TemporaryDirectory() as folder:
                file, recipe = project(options.cli, folder, options.backbone, dtype, 1)
                took, anonymous, _, _ = watched([options.cli, "train", file, recipe, "--progress", "jsonl"], "step")
            seconds.append(took)
            peaks.append(anonymous - rest)
        ratio = max(peaks) / (parameters * size)
        bad |= ratio > 1.3 or statistics.median(seconds) > 3
        print(f"| {dtype} | {statistics.median(seconds):.2f} ({min(seconds):.2f} to {max(seconds):.2f}) | {max(peaks) / 2**20:.0f} "
              f"| {parameters * size / 2**20:.0f} | {ratio:.2f} |", flush=True)
    return bad


def tensors():
    """(name, shape) of a Llama, a list a shard."""
    def layer(i):
        at = f"model.layers.{i}."
        narrow = WIDTH // HEADS * GROUPS
        yield from ((at + f"self_attn.{n}_proj.weight", [rows, WIDTH]) for n, rows in (("q", WIDTH), ("k", narrow), ("v", narrow), ("o", WIDTH)))
        yield from ((at + f"mlp.{n}_proj.weight", [INNER, WIDTH]) for n in ("gate", "up"))
        yield at + "mlp.down_proj.weight", [WIDTH, INNER]
        yield from ((at + f"{n}_layernorm.weight", [WIDTH]) for n in ("input", "post_attention"))

    third = LAYERS // 3
    yield [("model.embed_tokens.weight", [VOCABULARY, WIDTH]), *(t for i in range(third) for t in layer(i))]
    yield [t for i in range(third, 2 * third) for t in layer(i)]
    yield [*(t for i in range(2 * third, LAYERS) for t in layer(i)), ("model.norm.weight", [WIDTH]), ("lm_head.weight", [VOCABULARY, WIDTH])]


def write_billion(folder, tokens):
    """The backbone, a tensor at a time; returns its parameters."""
    import numpy
    draw, where, parameters = numpy.random.default_rng(0), {}, 0
    for number, shard in enumerate(tensors(), 1):
        name, header, at = f"model-{number:05}-of-00003.safetensors", {}, 0
        for tensor, shape in shard:
            size = 2 * int(numpy.prod(shape))
            header[tensor] = {"dtype": "BF16", "shape": shape, "data_offsets": [at, at + size]}
            where[tensor], at, parameters = name, at + size, parameters + size // 2
        text = json.dumps(header).encode()
        text += b" " * (-len(text) % 8)
        with open(pathlib.Path(folder, name), "wb") as file:
            file.write(struct.pack("<Q", len(text)) + text)
            for tensor, shape in shard:
                values = draw.standard_normal(shape, dtype=numpy.float32) * 0.02 + (1 if len(shape) == 1 else 0)
                file.write((values.astype(numpy.float32).view(numpy.uint32) >> 16).astype(numpy.uint16).tobytes())
    pathlib.Path(folder, "model.safetensors.index.json").write_text(json.dumps({"metadata": {"total_size": 2 * parameters}, "weight_map": where}))
    pathlib.Path(folder, "config.json").write_text(json.dumps({
        "architectures": ["LlamaForCausalLM"], "model_type": "llama", "vocab_size": VOCABULARY, "hidden_size": WIDTH,
        "num_hidden_layers": LAYERS, "num_attention_heads": HEADS, "num_key_value_heads": GROUPS, "intermediate_size": INNER,
        "max_position_embeddings": 2048, "hidden_act": "silu", "rms_norm_eps": 1e-5, "rope_theta": 10000.0,
        "tie_word_embeddings": False, "torch_dtype": "bfloat16", "bos_token_id": 1, "eos_token_id": 2}))
    subprocess.run([sys.executable, tokens, "make", "llama2", folder], check=True, stdout=subprocess.DEVNULL)
    return parameters


def billion(options):
    with tempfile.TemporaryDirectory() as scratch:
        folder = pathlib.Path(options.keep or scratch)
        folder.mkdir(parents=True, exist_ok=True)
        if not (folder / "config.json").exists():
            print(f"{write_billion(folder, options.tokens):,} parameters written")
        file, recipe = project(options.cli, scratch, folder, "bfloat16", 3)
        print("\n| | seconds | peak resident memory (VmHWM), GiB |\n|---|---|---|")
        bad = False
        for name, command in (("three steps", ["train", file, recipe, "--progress", "jsonl"]),
                              ("16 new tokens with the prompt", ["generate", file, "last", "--text", "a large wild cat", "--max-new", "16"]),
                              ("16 new tokens by 4 beams", ["generate", file, "last", "--text", "a tool", "--max-new", "16", "--beams", "4"])):
            seconds, _, whole, said = watched([options.cli, *command])
            steps = said.count('"event": "step"')
            if command[0] == "train" and steps != 3:
                sys.exit(f"{steps} steps instead of 3: {said}")
            bad |= whole > 6 * 2**30
            print(f"| {name} | {seconds:.1f} | {whole / 2**30:.2f} |", flush=True)
    return bad


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cli", required=True)
    parser.add_argument("--backbone", help="a GGUF file or another backbone")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--billion", action="store_true")
    parser.add_argument("--tokens", help="tokens.py, for --billion")
    parser.add_argument("--keep", help="write the Llama here, and take it from here where it is there already")
    options = parser.parse_args()
    bad = False
    if options.backbone:
        bad |= loading(options)
    if options.billion:
        bad |= billion(options)
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
