# SPDX-License-Identifier: Apache-2.0
"""Blocks of random bytes of every GGUF quantisation dequantise to the bits that the `gguf` package gives.

    python gguf_quants.py FOLDER write [--seed N] [--blocks N]    # FOLDER/NAME.gguf and FOLDER/NAME.f32
    QUANTS_FOLDER=FOLDER test_gguf blocksOfRandomBytesAreTheReferences
"""
import argparse, pathlib, warnings
import gguf, numpy as np

KINDS = ["F32", "F16", "BF16", "Q4_0", "Q4_1", "Q5_0", "Q5_1", "Q8_0", "Q2_K", "Q3_K", "Q4_K", "Q5_K", "Q6_K"]
parser = argparse.ArgumentParser()
parser.add_argument("folder", type=pathlib.Path)
parser.add_argument("do", choices=["write"])
parser.add_argument("--seed", type=int, default=1)
parser.add_argument("--blocks", type=int, default=2000)
asked = parser.parse_args()
asked.folder.mkdir(parents=True, exist_ok=True)
random = np.random.default_rng(asked.seed)
warnings.simplefilter("ignore")  # random bytes hold infinities
for kind in KINDS:
    type_ = gguf.GGMLQuantizationType[kind]
    elements, size = gguf.GGML_QUANT_SIZES[type_]
    rows, blocks = 4, asked.blocks if elements > 1 else asked.blocks * 32
    data = random.integers(0, 256, (rows, blocks * size), dtype=np.uint8)
    writer = gguf.GGUFWriter(asked.folder / f"{kind}.gguf", "llama")
    writer.add_tensor("t", data, raw_dtype=type_)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    shaped = {"F32": lambda: data.view(np.float32), "F16": lambda: data.view(np.float16).astype(np.float32)}
    values = shaped[kind]() if kind in shaped else gguf.quants.dequantize(data, type_)
    (asked.folder / f"{kind}.f32").write_bytes(np.ascontiguousarray(values, dtype=np.float32).tobytes())
    print(kind, rows, "x", blocks * elements)
