# SPDX-License-Identifier: Apache-2.0
"""Small pretrained backbones of four families, so that each can be seen to learn: GPT-2, T5, BART and BERT of 2 to 3 million parameters.

    pretrain.py OUT_DIR [--families gpt2 t5 bart bert] [--steps 800] [--seed 0] [--lists /var/lib/apt/lists] [--wordnet /usr/share/wordnet]

Run it with the Python that has PyTorch, Transformers and Tokenizers; one thread. The texts are WordNet's glosses with their words and what they are a
kind of, and Debian's package descriptions (apt's *_Translation-en). Of the six classes of the sample gloss-topics the 1,000 glosses of each that
stand first by SHA-256 are left out: no gloss of the sample is read. GPT-2 learns the next token, BERT words that are masked (15%). T5 and BART learn
half of the rows as published (T5: spans behind sentinels; BART: the text with spans masked, whole), and half cut in two, the first part read and the
second written, which is how Lester et al. (2021) made T5 fit for prompts. Writes OUT_DIR/FAMILY as Hugging Face directories with tokenizer.json.
"""
import argparse, hashlib, json, pathlib, random, time

p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
p.add_argument("out", type=pathlib.Path)
p.add_argument("--families", nargs="*", default=["gpt2", "t5", "bart", "bert"])
p.add_argument("--steps", type=int, default=800)
p.add_argument("--tokens", type=int, default=1024, help="of a batch, padding included")
p.add_argument("--rate", type=float, default=2e-3)
p.add_argument("--seed", type=int, default=0)
p.add_argument("--lists", type=pathlib.Path, default="/var/lib/apt/lists")
p.add_argument("--wordnet", type=pathlib.Path, default="/usr/share/wordnet")
a = p.parse_args()

import torch, transformers as tf
from tokenizers import Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers

torch.set_num_threads(1)
tf.logging.set_verbosity_error()
tf.utils.logging.disable_progress_bar()
WORDS, LONGEST, SENTINELS = 4096, 96, 16
TOPICS = {5, 6, 13, 15, 18, 20}  # gloss-topics: animal, artifact, food, location, person, plant


def synsets(part):
    """Offset, lexicographer file, first word, hypernym's offset, gloss."""
    for line in open(a.wordnet / f"data.{part}", encoding="utf8"):
        if line.startswith(" "):
            continue
        data, gloss = line.split(" | ", 1)
        f = data.split()
        count = int(f[3], 16)
        pointers = f[4 + 2 * count + 1:]
        above = next((pointers[k + 1] for k in range(0, 4 * int(f[4 + 2 * count]), 4) if pointers[k] in ("@", "@i")), None)
        yield f[0], int(f[1]), f[4].replace("_", " "), above, gloss.split(";")[0].strip()


def texts():
    nouns = list(synsets("noun"))
    names = {offset: word for offset, _, word, _, _ in nouns}
    held = set()
    for topic in TOPICS:
        digests = {hashlib.sha256(g.encode()).hexdigest(): g for _, file, _, _, g in nouns if file == topic and len(g) > 15}
        held |= {digests[d] for d in sorted(digests)[:1000]}
    for _, _, word, above, gloss in nouns:
        if gloss not in held:
            yield f"{word}: {gloss}." + (f" It is a kind of {names[above]}." if above else "")
    for part, before in (("verb", "to "), ("adj", ""), ("adv", "")):
        for _, _, word, _, gloss in synsets(part):
            yield f"{before}{word}: {gloss}."
    lists = sorted(a.lists.glob("*_Translation-en"))
    if not lists:
        raise SystemExit(f"{a.lists} holds no *_Translation-en: projects/package-synopsis/README.md says how to bring them into a folder for --lists")
    seen = set()
    for file in lists:
        for package in file.read_text(encoding="utf8").split("\n\n"):
            _, _, description = package.partition("Description-en: ")
            first = description.split("\n .")[0].split("\n")
            if len(first) > 1 and first[0] not in seen:
                seen.add(first[0])
                yield f"{first[0]}. {' '.join(line.strip() for line in first[1:])}"


def tokenizerOf(family, lines):
    if family == "bert":
        made = Tokenizer(models.WordPiece(unk_token="[UNK]"))
        made.normalizer, made.pre_tokenizer, made.decoder = normalizers.BertNormalizer(), pre_tokenizers.BertPreTokenizer(), decoders.WordPiece()
        special = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
        trainer = trainers.WordPieceTrainer(vocab_size=WORDS, special_tokens=special, show_progress=False)
        roles = dict(pad_token="[PAD]", unk_token="[UNK]", cls_token="[CLS]", sep_token="[SEP]", mask_token="[MASK]")
        around = "[CLS] $A [SEP]"
    elif family == "t5":
        made = Tokenizer(models.Unigram())
        made.pre_tokenizer, made.decoder = pre_tokenizers.Metaspace(), decoders.Metaspace()
        special = ["<pad>", "</s>", "<unk>"] + [f"<extra_id_{k}>" for k in range(SENTINELS)]
        trainer = trainers.UnigramTrainer(vocab_size=WORDS, special_tokens=special, unk_token="<unk>", show_progress=False)
        roles = dict(pad_token="<pad>", eos_token="</s>", unk_token="<unk>")
        around = "$A </s>"
    else:
        made = Tokenizer(models.BPE())
        made.pre_tokenizer, made.decoder = pre_tokenizers.ByteLevel(add_prefix_space=False), decoders.ByteLevel()
        special = ["<|endoftext|>"] if family == "gpt2" else ["<s>", "<pad>", "</s>", "<unk>", "<mask>"]
        trainer = trainers.BpeTrainer(vocab_size=WORDS, special_tokens=special, initial_alphabet=pre_tokenizers.ByteLevel.alphabet(), show_progress=False)
        roles = dict(eos_token="<|endoftext|>", bos_token="<|endoftext|>") if family == "gpt2" else dict(
            bos_token="<s>", eos_token="</s>", pad_token="<pad>", unk_token="<unk>", mask_token="<mask>")
        around = None if family == "gpt2" else "<s> $A </s>"
    made.train_from_iterator(lines, trainer)
    if around:
        ids = [(t, made.token_to_id(t)) for t in around.split() if t != "$A"]
        made.post_processor = processors.TemplateProcessing(single=around, special_tokens=ids)
    return made, tf.PreTrainedTokenizerFast(tokenizer_object=made, **roles)


def modelOf(family, words):
    if family == "gpt2":
        return tf.GPT2LMHeadModel(tf.GPT2Config(vocab_size=words, n_positions=256, n_embd=192, n_layer=4, n_head=4, bos_token_id=0, eos_token_id=0,
                                                resid_pdrop=0, embd_pdrop=0, attn_pdrop=0))
    if family == "bert":
        return tf.BertForMaskedLM(tf.BertConfig(vocab_size=words, hidden_size=192, num_hidden_layers=4, num_attention_heads=4, intermediate_size=768,
                                                max_position_embeddings=256, pad_token_id=0, hidden_dropout_prob=0, attention_probs_dropout_prob=0))
    if family == "t5":
        return tf.T5ForConditionalGeneration(tf.T5Config(vocab_size=words, d_model=160, d_kv=40, d_ff=640, num_layers=3, num_heads=4, dropout_rate=0,
                                                         decoder_start_token_id=0, pad_token_id=0, eos_token_id=1))
    return tf.BartForConditionalGeneration(tf.BartConfig(
        vocab_size=words, d_model=160, encoder_layers=3, decoder_layers=3, encoder_attention_heads=4, decoder_attention_heads=4, encoder_ffn_dim=640,
        decoder_ffn_dim=640, max_position_embeddings=256, dropout=0, bos_token_id=0, pad_token_id=1, eos_token_id=2, decoder_start_token_id=2,
        forced_eos_token_id=2))


def spans(ids, draw, share=0.25, mean=3):
    """Places [begin, end) that are taken out, apart from each other; at least one."""
    out, k = [], draw.randrange(0, 4)
    while k < len(ids) and len(out) < SENTINELS:
        length = draw.randint(1, 2 * mean - 1)
        out.append((k, min(len(ids), k + length)))
        k += length + max(1, round(draw.expovariate(1 / (mean * (1 - share) / share))))
    return out or [(0, 1)]


def example(family, ids, draw, token):
    """What is read, and what is learned (of decoders and masked models: at the same places; -100 counts for nothing)."""
    if family == "gpt2":
        return ids + [0], ids + [0]
    if family == "bert":
        body = [i if draw.random() > 0.15 else None for i in ids]
        if None not in body:
            body[draw.randrange(len(body))] = None
        other = lambda i: token("[MASK]") if (u := draw.random()) < 0.8 else draw.randrange(5, WORDS) if u < 0.9 else i
        cls, sep = token("[CLS]"), token("[SEP]")
        return [cls] + [other(i) if b is None else i for i, b in zip(ids, body)] + [sep], [-100] + [
            i if b is None else -100 for i, b in zip(ids, body)] + [-100]
    bart, whole = family == "bart", draw.random() < 0.5 or len(ids) < 4
    front, end = ([0], [2]) if bart else ([], [1])
    if not whole:
        cut = draw.randint(1, len(ids) - 1) if draw.random() < 0.5 else draw.randint(max(1, len(ids) - 4), len(ids) - 1)
        return front + ids[:cut] + end, front + ids[cut:] + end
    source, target, at = [], [], 0
    for k, (begin, stop) in enumerate(spans(ids, draw)):
        mark = [token("<mask>")] if bart else [token(f"<extra_id_{k}>")]
        source += ids[at:begin] + mark
        target += mark + ids[begin:stop]
        at = stop
    return front + source + ids[at:] + end, front + (ids if bart else target) + end


def batches(rows, draw):
    """Rows of about one length together, in a drawn order, without end."""
    while True:
        order = sorted(range(len(rows)), key=lambda k: len(rows[k]) + draw.random() * 4)
        taken, first = [], 0
        while first < len(order):
            size = max(1, a.tokens // (len(rows[order[min(first + 64, len(order) - 1)]]) + 2))
            taken.append(order[first:first + size])
            first += size
        draw.shuffle(taken)
        for one in taken:
            yield [rows[k] for k in one]


def padded(lists, with_):
    wide = max(map(len, lists))
    return torch.tensor([one + [with_] * (wide - len(one)) for one in lists])


def pretrain(family, lines):
    torch.manual_seed(a.seed)
    draw = random.Random(a.seed)
    made, fast = tokenizerOf(family, lines)
    rows = [one.ids[:LONGEST] for one in made.encode_batch(lines, add_special_tokens=False)]
    rows = [one for one in rows if len(one) > 2]
    model = modelOf(family, made.get_vocab_size())
    size = sum(q.numel() for q in model.parameters())
    optimizer = torch.optim.AdamW(model.parameters(), lr=a.rate, weight_decay=0.01, betas=(0.9, 0.98))
    print(f"{family}: {size} parameters, {len(rows)} rows, {sum(map(len, rows))} tokens", flush=True)
    feed, began, recent = batches(rows, draw), time.process_time(), []
    for step in range(a.steps):
        for group in optimizer.param_groups:
            group["lr"] = a.rate * min((step + 1) / 100, 1) * (1 - step / a.steps)
        read, learned = zip(*(example(family, ids, draw, made.token_to_id) for ids in next(feed)))
        pad = model.config.pad_token_id or 0
        with torch.autocast("cpu", torch.bfloat16):
            loss = model(input_ids=padded(read, pad), attention_mask=padded([[1] * len(r) for r in read], 0), labels=padded(learned, -100)).loss
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        optimizer.zero_grad()
        recent.append(loss.item())
        if (step + 1) % 100 == 0:
            print(f"{family}: {step + 1} steps, loss {sum(recent[-100:]) / 100:.3f}, {time.process_time() - began:.0f} s of one core", flush=True)
    at = a.out / family
    model.save_pretrained(at)
    fast.save_pretrained(at)
    json.dump({"parameters": size, "steps": a.steps, "seed": a.seed, "loss": sum(recent[-100:]) / len(recent[-100:]),
               "seconds": round(time.process_time() - began)}, open(at / "pretraining.json", "w"))


lines = list(texts())
random.Random(a.seed).shuffle(lines)
print(f"{len(lines)} texts", flush=True)
for one in a.families:
    pretrain(one, lines)
