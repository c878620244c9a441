#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Holds tokenizers of every shape that published models have against the reference libraries, ids and text.

    tokenizer_shapes.py --cli build/bin/promptlathe-cli [--only llama2] [--vocabulary 700 3000] [--keep FOLDER]

Run it with the Python of the reference libraries (Tokenizers, sentencepiece, Transformers, gguf). Each shape is trained on WordNet's
glosses with the components of the published files: tokenizer.json, sentencepiece models, GGUF tables. Texts: lines that break
tokenizers, glosses, random characters of many scripts, odd shapes. Prints one line a comparison; ends with 1 where anything differs.
"""
import argparse
import json
import os
import random
import shutil
import sys
import tempfile
from io import BytesIO
from pathlib import Path

import tokenizers as tk
from tokenizers import AddedToken, Regex, decoders, models, normalizers, pre_tokenizers, processors, trainers

sys.path.insert(0, str(Path(__file__).parent))
from tokenizer_ids import Judge, glosses, joined, random_lines, run  # noqa: E402

LLAMA3 = (r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+"
          r"|\s+(?!\S)|\s+")
QWEN2 = LLAMA3.replace(r"\p{N}{1,3}", r"\p{N}")
SPECIALS = ["<s>", "</s>", "<unk>", "<pad>", "<mask>", "[CLS]", "[MASK]", "[SEP]", "<|endoftext|>", "<|im_start|>", "<extra_id_0>",
            "<think>", "  ", "\u2581", "<0x41>", "<|begin_of_text|>"]
ODD = ["\u0301", "e\u0301", "\u200d", "\u200b", "\ue000", "\U0010fffd", "\u0378", "\x01", "\x1f", "\x7f", "\x85", "\xad", "\xa0", "\u3000", "\ufeff", "\u2028",
       "ﬁ", "ſ", "K", "İ", "ß", "Å", "①", "½", "\u1100\u1161\u11a8", "각", "🇩🇪", "👩‍👩‍👧", "\u0600a", "\r", "\t", "'S", "'ll", "000", "00", " ", "\ufffd", "\x00"]


def odd_lines(seed, count):
    pick, lines = random.Random(seed), []
    for _ in range(count):
        lines.append("".join(pick.choice((pick.choice(ODD), pick.choice(SPECIALS), pick.choice("ab 0.,'-\t")))
                             for _ in range(pick.randint(1, 14))))
    return lines


def byte_bpe(lines, size, pattern=None, prefix=False, specials=("<|endoftext|>",), **options):
    t = tk.Tokenizer(models.BPE(**options))
    level = pre_tokenizers.ByteLevel(add_prefix_space=prefix, use_regex=pattern is None)
    t.pre_tokenizer = level if pattern is None else pre_tokenizers.Sequence([pre_tokenizers.Split(Regex(pattern), "isolated"), level])
    t.decoder = decoders.ByteLevel()
    t.train_from_iterator(lines, trainers.BpeTrainer(vocab_size=size, special_tokens=list(specials), show_progress=False,
                                                     initial_alphabet=pre_tokenizers.ByteLevel.alphabet()))
    return t


def gpt2(lines, size):
    t = byte_bpe(lines, size)
    t.post_processor = processors.ByteLevel(trim_offsets=False)
    return t


def roberta(lines, size):  # and BART
    t = byte_bpe(lines, size, specials=["<s>", "<pad>", "</s>", "<unk>"])
    t.add_special_tokens([AddedToken("<mask>", lstrip=True, special=True)])
    t.post_processor = processors.RobertaProcessing(("</s>", 2), ("<s>", 0), True, False)
    return t


def llama3(lines, size):
    t = byte_bpe(lines, size, LLAMA3, specials=["<|begin_of_text|>", "<|end_of_text|>"], ignore_merges=True)
    t.post_processor = processors.Sequence([processors.ByteLevel(trim_offsets=False), processors.TemplateProcessing(
        single="<|begin_of_text|> $A", pair="<|begin_of_text|> $A $B", special_tokens=[("<|begin_of_text|>", 0)])])
    return t


def qwen2(lines, size):
    t = byte_bpe(lines, size, QWEN2, specials=[])
    t.normalizer = normalizers.NFC()
    t.add_special_tokens(["<|endoftext|>", "<|im_start|>", "<|im_end|>"])
    t.add_tokens([AddedToken("<think>", normalized=False, special=False)])
    t.post_processor = processors.ByteLevel(trim_offsets=False)
    return t


def smollm2(lines, size):
    t = byte_bpe(lines, size, specials=["<|endoftext|>", "<|im_start|>", "<|im_end|>"])
    t.pre_tokenizer = pre_tokenizers.Sequence([pre_tokenizers.Digits(individual_digits=True), pre_tokenizers.ByteLevel(add_prefix_space=False)])
    return t


def falcon(lines, size):  # steps behind ByteLevel
    t = byte_bpe(lines, size)
    t.pre_tokenizer = pre_tokenizers.Sequence([pre_tokenizers.Punctuation("contiguous"), pre_tokenizers.ByteLevel(add_prefix_space=False),
                                               pre_tokenizers.Digits(individual_digits=False), pre_tokenizers.Split(Regex("[0-9][0-9][0-9]"), "isolated")])
    return t


def clip(lines, size):
    t = tk.Tokenizer(models.BPE(unk_token="<|endoftext|>", end_of_word_suffix="</w>"))
    t.normalizer = normalizers.Sequence([normalizers.NFC(), normalizers.Replace(Regex(r"\s+"), " "), normalizers.Lowercase()])
    t.pre_tokenizer = pre_tokenizers.Sequence([pre_tokenizers.Split(Regex(r"'s|'t|'re|'ve|'m|'ll|'d|[\p{L}]+|[\p{N}]|[^\s\p{L}\p{N}]+"), "removed", invert=True),
                                               pre_tokenizers.ByteLevel(add_prefix_space=False)])
    t.decoder = decoders.BPEDecoder(suffix="</w>")
    t.train_from_iterator(lines, trainers.BpeTrainer(vocab_size=size, special_tokens=["<|startoftext|>", "<|endoftext|>"], end_of_word_suffix="</w>",
                                                     initial_alphabet=pre_tokenizers.ByteLevel.alphabet(), show_progress=False))
    t.post_processor = processors.RobertaProcessing(("<|endoftext|>", 1), ("<|startoftext|>", 0), False, False)
    return t


def bert(lines, size, lower=True):
    t = tk.BertWordPieceTokenizer(lowercase=lower)
    t.train_from_iterator(lines, vocab_size=size, show_progress=False)
    t = tk.Tokenizer.from_str(t.to_str())
    t.post_processor = processors.TemplateProcessing(single="[CLS] $A [SEP]", pair="[CLS] $A [SEP] $B:1 [SEP]:1",
                                                     special_tokens=[("[CLS]", t.token_to_id("[CLS]")), ("[SEP]", t.token_to_id("[SEP]"))])
    return t


def bert_prefixed_bpe(lines, size):  # a prefix inside words
    t = tk.Tokenizer(models.BPE(unk_token="[UNK]", continuing_subword_prefix="##", fuse_unk=True))
    t.normalizer = normalizers.BertNormalizer(lowercase=False)
    t.pre_tokenizer = pre_tokenizers.Whitespace()
    t.decoder = decoders.WordPiece(prefix="##")
    t.train_from_iterator(lines, trainers.BpeTrainer(vocab_size=size, special_tokens=["[UNK]"], continuing_subword_prefix="##", show_progress=False))
    return t


def spm(lines, size, kind, **options):
    import sentencepiece
    model = BytesIO()
    sentencepiece.SentencePieceTrainer.train(sentence_iterator=iter([line for line in lines if line.strip()]), model_writer=model, vocab_size=size,
                                             hard_vocab_limit=False, model_type=kind, minloglevel=2, **options)
    return model.getvalue()


def proto(blob):
    from sentencepiece import sentencepiece_model_pb2
    m = sentencepiece_model_pb2.ModelProto()
    m.ParseFromString(blob)
    return m


T5 = dict(pad_id=0, eos_id=1, unk_id=2, bos_id=-1)
LLAMA2 = dict(byte_fallback=True, split_digits=True, normalization_rule_name="identity", remove_extra_whitespaces=False,
              allow_whitespace_only_pieces=True)


def t5_model(lines, size):
    return spm(lines, size, "unigram", **T5)


def llama2_model(lines, size):
    return spm(lines, size, "bpe", **LLAMA2)


def llama2_user_model(lines, size):
    return spm(lines, size, "bpe", user_defined_symbols=["<think>", "a b"], **LLAMA2)


def unigram_bytes_model(lines, size):
    return spm(lines, size, "unigram", byte_fallback=True, user_defined_symbols=["<think>", "\u2581the"])


def suffix_model(lines, size):
    return spm(lines, size, "unigram", treat_whitespace_as_suffix=True)


def plain_model(lines, size):
    return spm(lines, size, "bpe", add_dummy_prefix=False, normalization_rule_name="nfkc_cf")


def t5(lines, size, blob=None):  # also mT5 and Flan-T5
    m = proto(blob or t5_model(lines, size))
    t = tk.Tokenizer(models.Unigram([(p.piece, p.score) for p in m.pieces] + [(f"<extra_id_{i}>", 0.0) for i in range(99, -1, -1)], unk_id=2))
    t.normalizer = normalizers.Precompiled(m.normalizer_spec.precompiled_charsmap)
    t.pre_tokenizer = pre_tokenizers.Sequence([pre_tokenizers.WhitespaceSplit(), pre_tokenizers.Metaspace()])
    t.decoder = decoders.Metaspace()
    t.post_processor = processors.TemplateProcessing(single="$A </s>", pair="$A </s> $B </s>", special_tokens=[("</s>", 1)])
    t.add_special_tokens(["<pad>", "</s>", "<unk>"] + [f"<extra_id_{i}>" for i in range(100)])
    return t


def mt5(lines, size):
    t = t5(lines, size)
    t.pre_tokenizer = pre_tokenizers.Metaspace(prepend_scheme="always")
    t.normalizer = normalizers.Sequence([t.normalizer, normalizers.Replace(Regex(" {2,}"), " ")])
    return t


def xlmr(lines, size):
    m = proto(spm(lines, size, "unigram"))
    t = tk.Tokenizer(models.Unigram([("<s>", 0.0), ("<pad>", 0.0), ("</s>", 0.0), ("<unk>", 0.0)] + [(p.piece, p.score) for p in m.pieces][3:] + [("<mask>", 0.0)], unk_id=3))
    t.normalizer = normalizers.Sequence([normalizers.Precompiled(m.normalizer_spec.precompiled_charsmap), normalizers.Replace(Regex(" {2,}"), " ")])
    t.pre_tokenizer = pre_tokenizers.Sequence([pre_tokenizers.WhitespaceSplit(), pre_tokenizers.Metaspace()])
    t.decoder = decoders.Metaspace()
    t.post_processor = processors.TemplateProcessing(single="<s> $A </s>", pair="<s> $A </s> </s> $B </s>", special_tokens=[("<s>", 0), ("</s>", 2)])
    t.add_special_tokens(["<s>", "<pad>", "</s>", "<unk>", AddedToken("<mask>", lstrip=True, special=True)])
    return t


def albert(lines, size):
    m = proto(spm(lines, size, "unigram", normalization_rule_name="nmt_nfkc_cf"))
    t = tk.Tokenizer(models.Unigram([(p.piece, p.score) for p in m.pieces], unk_id=0))
    t.normalizer = normalizers.Sequence([normalizers.Replace("``", '"'), normalizers.Replace("''", '"'), normalizers.NFKD(), normalizers.StripAccents(),
                                         normalizers.Lowercase(), normalizers.Precompiled(m.normalizer_spec.precompiled_charsmap), normalizers.Replace(Regex(" {2,}"), " ")])
    t.pre_tokenizer = pre_tokenizers.Metaspace(prepend_scheme="always")
    t.decoder = decoders.Metaspace()
    return t


def llama2(lines, size, first=False, blob=None):
    from transformers.tokenization_utils_base import generate_merges
    m = proto(blob or llama2_model(lines, size))
    vocab = {p.piece: i for i, p in enumerate(m.pieces)}
    merges = generate_merges(vocab, {p.piece: p.score for p in m.pieces})
    t = tk.Tokenizer(models.BPE(vocab, merges, unk_token="<unk>", fuse_unk=True, byte_fallback=True))
    if first:
        t.pre_tokenizer = pre_tokenizers.Metaspace(prepend_scheme="first", split=False)
    else:
        t.normalizer = normalizers.Sequence([normalizers.Prepend("\u2581"), normalizers.Replace(" ", "\u2581")])
    t.decoder = decoders.Sequence([decoders.Replace("\u2581", " "), decoders.ByteFallback(), decoders.Fuse(), decoders.Strip(" ", 1, 0)])
    t.post_processor = processors.TemplateProcessing(single="<s> $A", pair="<s> $A <s> $B", special_tokens=[("<s>", 1)])
    t.add_special_tokens([AddedToken(x, normalized=False, special=True) for x in ("<unk>", "<s>", "</s>")])
    return t


def llama2_normalized(lines, size):  # added tokens that are looked for in the normalised text
    t = llama2(lines, size)
    t.add_tokens([AddedToken("<think>", normalized=True), AddedToken("cat", single_word=True, normalized=True), AddedToken("[SEP]", rstrip=True, normalized=False)])
    return t


def unigram_bytes(lines, size):
    m = proto(unigram_bytes_model(lines, size))
    t = tk.Tokenizer(models.Unigram([(p.piece, p.score) for p in m.pieces], unk_id=0, byte_fallback=True))
    t.normalizer = normalizers.Sequence([normalizers.Nmt(), normalizers.Strip(), normalizers.NFKC(), normalizers.Replace(Regex(" {2,}"), " ")])
    t.pre_tokenizer = pre_tokenizers.Metaspace(prepend_scheme="first", split=True)
    t.decoder = decoders.Sequence([decoders.ByteFallback(), decoders.Metaspace(prepend_scheme="first")])
    return t


def spaced(lines, size):  # no decoder, odd splitters
    t = tk.Tokenizer(models.BPE(unk_token="?"))
    t.normalizer = normalizers.Sequence([normalizers.NFD(), normalizers.Strip(left=True, right=False)])
    t.pre_tokenizer = pre_tokenizers.Sequence([pre_tokenizers.CharDelimiterSplit("-"), pre_tokenizers.Split(" ", "merged_with_previous"),
                                               pre_tokenizers.Split(Regex(r"\d"), "merged_with_next"), pre_tokenizers.Punctuation("merged_with_previous")])
    t.train_from_iterator(lines, trainers.BpeTrainer(vocab_size=size, special_tokens=["?"], show_progress=False))
    return t


def byte_normalizer(lines, size):
    t = tk.Tokenizer(models.BPE())
    t.normalizer = normalizers.ByteLevel()
    t.decoder = decoders.ByteLevel()
    t.train_from_iterator(lines[:3000], trainers.BpeTrainer(vocab_size=size, show_progress=False, initial_alphabet=pre_tokenizers.ByteLevel.alphabet()))
    t.add_tokens([AddedToken("a b", normalized=True)])
    return t


SHAPES = dict(gpt2=gpt2, roberta=roberta, llama3=llama3, qwen2=qwen2, smollm2=smollm2, falcon=falcon, clip=clip, bert=bert,
              bert_cased=lambda lines, size: bert(lines, size, False), prefixed=bert_prefixed_bpe, t5=t5, mt5=mt5, xlmr=xlmr, albert=albert, llama2=llama2,
              llama2_first=lambda lines, size: llama2(lines, size, True), llama2_normalized=llama2_normalized, unigram_bytes=unigram_bytes, spaced=spaced, byte_normalizer=byte_normalizer)
MODELS = dict(t5=t5_model, llama2=llama2_model, llama2_user=llama2_user_model, unigram_bytes=unigram_bytes_model, suffix=suffix_model, plain=plain_model)


def folders(lines, size):
    """(name, files, tokenizer_config): lists of tokens and settings beside them, as Transformers reads the folder."""
    byte, rob, qwen, word = gpt2(lines, size), roberta(lines, size), qwen2(lines, size), bert(lines, size)
    mask = {"__type": "AddedToken", "content": "<mask>", "lstrip": True, "rstrip": False, "normalized": True, "single_word": False}

    def lists(t, *more):
        with tempfile.TemporaryDirectory() as folder:
            t.model.save(folder)
            vocabulary = json.loads(Path(folder, "vocab.json").read_text(encoding="utf-8"))
            vocabulary |= {token: len(vocabulary) + i for i, token in enumerate(more)}
            return {"vocab.json": json.dumps(vocabulary), "merges.txt": Path(folder, "merges.txt").read_text(encoding="utf-8")}

    def words(t):
        return {"vocab.txt": "".join(token + "\n" for token, _ in sorted(t.get_vocab().items(), key=lambda item: item[1]))}

    def whole(t):
        return {"tokenizer.json": t.to_str()}

    yield "gpt2", lists(byte), {"tokenizer_class": "GPT2Tokenizer"}
    yield "gpt2-around", lists(byte), {"tokenizer_class": "GPT2Tokenizer", "add_bos_token": True, "bos_token": "<|endoftext|>"}
    yield "gpt2-prefix", lists(byte), {"tokenizer_class": "GPT2Tokenizer", "add_prefix_space": True}
    yield "gpt2-json", whole(byte), {"tokenizer_class": "PreTrainedTokenizerFast", "add_bos_token": True, "bos_token": "<|endoftext|>"}
    yield "roberta", lists(rob, "<mask>"), {"tokenizer_class": "RobertaTokenizer", "mask_token": mask}
    yield "roberta-json", whole(rob), {"tokenizer_class": "RobertaTokenizer", "add_prefix_space": True}
    yield "bart", lists(rob, "<mask>"), {"tokenizer_class": "BartTokenizer"}
    yield "qwen2", lists(qwen, "<|endoftext|>", "<|im_start|>", "<|im_end|>"), {
        "tokenizer_class": "Qwen2Tokenizer", "eos_token": "<|im_end|>", "additional_special_tokens": ["<|im_start|>", "<|im_end|>"]}
    for lower in (True, False):
        yield f"bert-{lower}", words(word), {"tokenizer_class": "BertTokenizer", "do_lower_case": lower}
        yield f"bert-json-{lower}", whole(word), {"tokenizer_class": "BertTokenizer", "do_lower_case": lower, "clean_up_tokenization_spaces": True}
    yield "bert-accents", words(word), {"tokenizer_class": "BertTokenizer", "strip_accents": False, "tokenize_chinese_chars": False}
    yield "t5-json", whole(t5(lines, size)), {"tokenizer_class": "T5Tokenizer", "extra_ids": 100}


def write_gguf(path, kind, tables, **keys):
    import gguf
    w = gguf.GGUFWriter(path, "llama")
    w.add_tokenizer_model(kind)
    w.add_token_list(tables["tokens"])
    w.add_token_types(tables["types"])
    if "scores" in tables:
        w.add_token_scores(tables["scores"])
    if "merges" in tables:
        w.add_token_merges(tables["merges"])
    for key, value in keys.items():
        if isinstance(value, bool):
            w.add_bool("tokenizer.ggml." + key, value)
        elif isinstance(value, int):
            w.add_uint32("tokenizer.ggml." + key, value)
        elif isinstance(value, bytes):
            w.add_array("tokenizer.ggml." + key, list(value))
        else:
            w.add_string("tokenizer.ggml." + key, value)
    for name, value in dict(context_length=64, embedding_length=8, block_count=1, feed_forward_length=16).items():
        w.add_uint32("llama." + name, value)
    w.add_uint32("llama.attention.head_count", 1)
    w.add_float32("llama.attention.layer_norm_rms_epsilon", 1e-5)
    w.add_uint32("llama.vocab_size", len(tables["tokens"]))
    w.write_header_to_file()
    w.write_kv_data_to_file()
    w.write_tensors_to_file()
    w.close()


def gguf_of_json(path, t, pre, **keys):
    data = json.loads(t.to_str())
    names = {i: name for name, i in t.get_vocab(with_added_tokens=True).items()}
    added = {a["id"]: a["special"] for a in data["added_tokens"]}
    merges = [m if isinstance(m, str) else " ".join(m) for m in data["model"]["merges"]]
    write_gguf(path, "gpt2", dict(tokens=[names[i] for i in range(len(names))], merges=merges,
                                  types=[3 if added.get(i) else 4 if i in added else 1 for i in range(len(names))]), pre=pre, **keys)


def gguf_of_model(path, kind, blob, **keys):
    m = proto(blob)
    write_gguf(path, kind, dict(tokens=[p.piece for p in m.pieces], scores=[p.score for p in m.pieces], types=[p.type for p in m.pieces]), **keys)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cli", required=True)
    parser.add_argument("--wordnet", default="/usr/share/wordnet/data.noun")
    parser.add_argument("--glosses", type=int, default=1000)
    parser.add_argument("--lines", type=int, default=1000, help="random lines, and as many odd ones")
    parser.add_argument("--vocabulary", type=int, nargs="*", default=[700, 3000])
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--only", nargs="*", help="shapes, models, gguf and folders")
    parser.add_argument("--keep", help="leave the tokenizers in this folder")
    options = parser.parse_args()
    judge = Judge(options.cli)
    training = glosses(options.wordnet, 12000) + ["日本語のテキスト、漢字とかな。 한국어 문장 naïve café résumé"] * 20
    lines = glosses(options.wordnet, options.glosses) + random_lines(options.seed, options.lines) + odd_lines(options.seed, options.lines)
    where = Path(options.keep or tempfile.mkdtemp())
    wanted = lambda name: not options.only or name in options.only  # noqa: E731

    def hold(what, folder, encode, decode):
        expected = [encode(line, True) for line in lines]
        judge.ids(what, folder, lines, expected, False)
        judge.ids(what + " --plain", folder, lines, [encode(line, False) for line in lines], True)
        texts = [decode(ids) for ids in expected]
        judge.same(what + " back", texts, texts, run([options.cli, "detokenize", folder], joined(map(json.dumps, expected))))

    for size in options.vocabulary:
        for name, make in SHAPES.items():
            if not wanted(name):
                continue
            folder = where / f"{name}-{size}"
            folder.mkdir(parents=True, exist_ok=True)
            make(training, size).save(str(folder / "tokenizer.json"))
            t = tk.Tokenizer.from_file(str(folder / "tokenizer.json"))
            hold(folder.name, folder, lambda s, around: t.encode(s, add_special_tokens=around).ids, lambda ids: t.decode(ids, skip_special_tokens=False))
        for name, make in MODELS.items():
            if not wanted("models"):
                continue
            import sentencepiece
            kind = "spiece" if name == "t5" else "tokenizer"
            folder = where / f"model-{name}-{size}"
            folder.mkdir(parents=True, exist_ok=True)
            (folder / f"{kind}.model").write_bytes(make(training, size))
            s = sentencepiece.SentencePieceProcessor(model_file=str(folder / f"{kind}.model"))
            before, behind = ([], [s.eos_id()]) if name == "t5" else ([s.bos_id()], [])
            encode = lambda text, around: (before if around else []) + s.encode(text) + (behind if around else [])  # noqa: E731
            judge.ids(folder.name, folder, lines, [encode(line, True) for line in lines], False)
            judge.ids(folder.name + " --plain", folder, lines, [encode(line, False) for line in lines], True)
        if wanted("gguf"):
            from transformers import AutoTokenizer
            folder = where / f"gguf-{size}"
            folder.mkdir(parents=True, exist_ok=True)
            gguf_of_json(folder / "gpt2.gguf", gpt2(training, size), "gpt-2")
            gguf_of_json(folder / "llama3.gguf", llama3(training, size), "llama-bpe", bos_token_id=0, eos_token_id=1, add_bos_token=True)
            gguf_of_json(folder / "qwen2.gguf", qwen2(training, size), "qwen2")
            gguf_of_model(folder / "llama2.gguf", "llama", llama2_model(training, size), bos_token_id=1, eos_token_id=2, unknown_token_id=0, add_bos_token=True)
            gguf_of_model(folder / "llama2-user.gguf", "llama", llama2_user_model(training, size), bos_token_id=1, eos_token_id=2, unknown_token_id=0)
            gguf_of_model(folder / "t5.gguf", "t5", t5_model(training, size), eos_token_id=1, unknown_token_id=2, padding_token_id=0, add_eos_token=True)
            for path in sorted(folder.glob("*.gguf")):
                t = AutoTokenizer.from_pretrained(str(folder), gguf_file=path.name)
                # The reference gives its default specials ids beyond the vocabulary where the file has none.
                size_here = len(t.backend_tokenizer.get_vocab(with_added_tokens=False))
                kept = [x for x in t.backend_tokenizer.get_added_tokens_decoder().items() if x[0] >= size_here]
                usable = [line for line in lines if not any(x[1].content in line for x in kept)]
                encode = lambda text, around: t(text, add_special_tokens=around)["input_ids"]  # noqa: E731
                expected = [encode(line, True) for line in usable]
                judge.ids(f"{folder.name}/{path.name}", path, usable, expected, False)
                judge.ids(f"{folder.name}/{path.name} --plain", path, usable, [encode(line, False) for line in usable], True)
                texts = [t.decode(ids) for ids in expected]
                judge.same(f"{folder.name}/{path.name} back", texts, texts, run([options.cli, "detokenize", path], joined(map(json.dumps, expected))))
            # Transformers leaves the character map out; with it the ids are those of the same model's tokenizer.json.
            blob = t5_model(training, size)
            path = folder / "t5-map.gguf"
            gguf_of_model(path, "t5", blob, eos_token_id=1, unknown_token_id=2, padding_token_id=0, add_eos_token=True,
                          precompiled_charsmap=proto(blob).normalizer_spec.precompiled_charsmap)
            t, usable = t5(training, size, blob), [line for line in lines if "<extra_id" not in line]
            judge.ids(f"{folder.name}/{path.name}", path, usable, [t.encode(line).ids for line in usable], False)
        if wanted("folders"):
            from transformers import AutoTokenizer
            for name, files, config in folders(training, size):
                folder = where / f"folder-{name}-{size}"
                folder.mkdir(parents=True, exist_ok=True)
                for file, text in dict(files, **{"tokenizer_config.json": json.dumps(config)}).items():
                    (folder / file).write_text(text, encoding="utf-8", newline="\n")
                t = AutoTokenizer.from_pretrained(str(folder))
                hold(folder.name, folder, lambda s, around: t(s, add_special_tokens=around)["input_ids"], t.decode)
    if not options.keep:
        shutil.rmtree(where)
    print(f"{judge.wrong} differences")
    return 1 if judge.wrong else 0


if __name__ == "__main__":
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    sys.exit(main())
