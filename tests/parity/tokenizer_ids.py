#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Holds `promptlathe-cli tokenize` and `detokenize` against the reference libraries.

    tokenizer_ids.py --cli build/bin/promptlathe-cli --gguf SmolLM2-135M-Instruct.Q4_1.gguf --tokens tokens.py [--glosses 10000]

Run it with the Python of the reference libraries (Transformers, Tokenizers, sentencepiece). For the GGUF file the reference is
Transformers reading the same file. `tokens.py make KIND DIR` and `tokens.py ids DIR [--plain]` train small tokenizers of each kind and give
their ids. Texts: tokens.py's nasty lines, WordNet's noun glosses, and lines of random characters of many scripts. Prints one line a comparison and
ends with 1 where an id differs or a text does not come back.
"""
import argparse
import json
import random
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

SCRIPTS = [(0x20, 0x7E)] * 3 + [(0xA0, 0x24F), (0x300, 0x36F), (0x370, 0x52F), (0x590, 0x6FF), (0x900, 0xDFF), (0xE00, 0xFFF),
           (0x1100, 0x11FF), (0x2000, 0x2BFF), (0x3000, 0x30FF), (0x4E00, 0x9FFF), (0xAC00, 0xD7A3), (0xFB00, 0xFFEF),
           (0x1D400, 0x1D7FF), (0x1F300, 0x1FAFF), (9, 13), (0, 0x10FFFF)]
WORDS = ["'s", "'LL", "123", "12345", "<|endoftext|>", "<|im_start|>", "\r", "<s>", "[MASK]", " [SEP] ", "</s>"]


def random_lines(seed, count):
    pick = random.Random(seed)
    lines = []
    for _ in range(count):
        text = ""
        for _ in range(pick.randint(1, 12)):
            low, high = pick.choice(SCRIPTS)
            for _ in range(pick.randint(1, 5)):
                point = pick.randint(low, high)
                text += " " if point == 10 or 0xD800 <= point <= 0xDFFF else chr(point)
            if pick.random() < 0.4:
                text += " " * pick.randint(1, 3)
            if pick.random() < 0.1:
                text += pick.choice(WORDS)
        lines.append(text)
    return lines


def glosses(path, count):
    lines = []
    with open(path, encoding="utf-8") as file:
        for line in file:
            if not line.startswith("  "):
                lines.append(line.rstrip("\n").split("| ", 1)[1])
            if len(lines) == count:
                break
    return lines


def run(command, text):
    done = subprocess.run(command, input=text.encode(), stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    if done.returncode != 0:
        sys.exit(f"{' '.join(map(str, command))} ended with {done.returncode}: {done.stderr.decode().strip()}")
    return [json.loads(line) for line in done.stdout.decode().split("\n") if line]


def joined(lines):
    return "".join(line + "\n" for line in lines)


class Judge:
    def __init__(self, cli):
        self.cli, self.wrong = cli, 0

    def same(self, what, lines, expected, got):
        different = [i for i in range(len(lines)) if i >= len(got) or expected[i] != got[i]]
        self.wrong += len(different) + abs(len(expected) - len(got))
        print(f"{what}: {len(lines)} lines, {len(different)} differ", flush=True)
        for i in different[:3]:
            print(f"    {ascii(lines[i])[:160]}\n      reference {expected[i]}\n      here      {got[i] if i < len(got) else None}")

    def ids(self, what, backbone, lines, expected, plain):
        command = [self.cli, "tokenize", backbone] + (["--plain"] if plain else [])
        got = run(command, joined(lines))
        self.same(what, lines, expected, got)
        return got

    def back(self, what, backbone, lines, ids):
        self.same(what, lines, lines, run([self.cli, "detokenize", backbone], joined(map(json.dumps, ids))))


def forms(folder):
    """The folder as it is, and copies with only its lists of tokens where it has them."""
    found = [folder]
    if folder.joinpath("vocab.json").exists():
        found.append(folder.with_name(folder.name + "-lists"))
        found[-1].mkdir()
        for name in ("vocab.json", "merges.txt"):
            shutil.copy(folder / name, found[-1])
    return found


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cli", required=True)
    parser.add_argument("--tokens", required=True, help="tokens.py")
    parser.add_argument("--gguf", help="the default backbone's file")
    parser.add_argument("--wordnet", default="/usr/share/wordnet/data.noun")
    parser.add_argument("--glosses", type=int, default=10000)
    parser.add_argument("--vocabulary", type=int, nargs="*", default=[700, 3000])
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--kinds", nargs="*", default=["gpt2", "llama3", "bert", "t5", "llama2"])
    options = parser.parse_args()
    judge = Judge(options.cli)
    nasty = subprocess.run([sys.executable, options.tokens, "nasty"], stdout=subprocess.PIPE, check=True).stdout.decode()
    texts = {"nasty": nasty.split("\n")[:-1], "glosses": glosses(options.wordnet, options.glosses),
             "random": random_lines(options.seed, 2000)}

    if options.gguf:
        from transformers import AutoTokenizer
        path = Path(options.gguf)
        reference = AutoTokenizer.from_pretrained(str(path.parent), gguf_file=path.name)
        for name, lines in texts.items():
            for plain in (False, True):
                expected = [reference(line, add_special_tokens=not plain)["input_ids"] for line in lines]
                got = judge.ids(f"gguf {name}{' --plain' if plain else ''}", options.gguf, lines, expected, plain)
            if name != "random":  # its vocabulary lacks bytes of planes that nobody uses
                judge.back(f"gguf {name} back", options.gguf, lines, got)

    with tempfile.TemporaryDirectory() as folder:
        training = Path(folder, "training.txt")
        training.write_text(joined(glosses(options.wordnet, 20000)), encoding="utf-8")
        for kind, size in [(kind, size) for kind in options.kinds for size in options.vocabulary]:
            where = Path(folder, f"{kind}-{size}")
            subprocess.run([sys.executable, options.tokens, "make", kind, where, "--text", training, "--vocabulary", str(size)],
                           stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)
            for form in forms(where):
                for name, lines in texts.items():
                    for plain in (False, True):
                        flags = ["--plain"] if plain else []
                        expected = run([sys.executable, options.tokens, "ids", form, *flags], joined(lines))
                        got = judge.ids(f"{form.name} {name}{' --plain' if plain else ''}", form, lines, expected, plain)
                    if kind in ("gpt2", "llama3"):
                        judge.back(f"{form.name} {name} back", form, lines, got)
    print(f"{judge.wrong} differences")
    return 1 if judge.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
