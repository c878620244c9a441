# SPDX-License-Identifier: Apache-2.0
"""T5, BART and BERT in plain PyTorch, one row at a time, with a prefix in front of any attention's keys and values; for GPT-2 and Llama the
library's own forward behind keys and values that are given to it. A prefix is {"encoder.self": (keys, values), ...}, [layers, tokens, width] each.
"""
import math
import torch
import torch.nn.functional as F


def attention(q, k, v, heads, bias=None, prefix=None, prefixBias=None, scale=None):
    """[S, W], [K, W], [K, W]; `bias` [heads or 1, S, K] is added to the scores, `prefixBias` to those of the prefix (else 0)."""
    if prefix is not None:
        given = torch.zeros(1, len(q), len(k)) if bias is None else bias
        front = torch.zeros(len(given), len(q), len(prefix[0])) if prefixBias is None else prefixBias
        bias, k, v = torch.cat([front, given], 2), torch.cat([prefix[0], k]), torch.cat([prefix[1], v])
    split = lambda x: x.view(len(x), heads, -1).transpose(0, 1)
    q, k, v = split(q), split(k), split(v)
    scores = q @ k.transpose(1, 2) * (1 / math.sqrt(q.shape[-1]) if scale is None else scale)
    return ((scores if bias is None else scores + bias).softmax(-1) @ v).transpose(0, 1).reshape(q.shape[1], -1)


def causal(n):
    return torch.full((1, n, n), -1e30).triu(1)


def at(prefix, part, layer):
    return None if part not in prefix else (prefix[part][0][layer], prefix[part][1][layer])


class Plain:
    def __init__(self, model):
        self.config, self.w = model.config, {n: t.detach() for n, t in model.state_dict().items()}

    def linear(self, name, x):
        return F.linear(x, self.w[name + ".weight"], self.w.get(name + ".bias"))

    def norm(self, name, x, eps=1e-5):
        return F.layer_norm(x, x.shape[-1:], self.w[name + ".weight"], self.w[name + ".bias"], eps)


class T5(Plain):
    def embed(self, ids):
        return self.w["shared.weight"][ids]

    def rms(self, name, x):
        return x * torch.rsqrt(x.pow(2).mean(-1, keepdim=True) + self.config.layer_norm_epsilon) * self.w[name + ".weight"]

    def bias(self, side, queries, keys, both):
        """The relative position's bias [heads, queries, keys]: Raffel et al. 2020, positions given as lists."""
        buckets, far = self.config.relative_attention_num_buckets, self.config.relative_attention_max_distance
        apart = torch.tensor(keys, dtype=torch.long)[None, :] - torch.tensor(queries, dtype=torch.long)[:, None]
        number = torch.zeros_like(apart)
        if both:
            buckets //= 2
            number += (apart > 0) * buckets
            apart = apart.abs()
        else:
            apart = (-apart).clamp(min=0)
        exact = buckets // 2
        large = exact + (torch.log(apart.clamp(min=1).float() / exact) / math.log(far / exact) * (buckets - exact)).long()
        number += torch.where(apart < exact, apart, large.clamp(max=buckets - 1))
        return self.w[f"{side}.block.0.layer.0.SelfAttention.relative_attention_bias.weight"][number].permute(2, 0, 1)

    def attend(self, name, x, y, bias=None, prefix=None, prefixBias=None):
        made = attention(self.linear(name + ".q", x), self.linear(name + ".k", y), self.linear(name + ".v", y), self.config.num_heads, bias, prefix,
                         prefixBias, scale=1)
        return self.linear(name + ".o", made)

    def feed(self, name, x):
        return self.linear(name + ".wo", torch.relu(self.linear(name + ".wi", x)))

    def logits(self, source, target, prefix):
        x, n = source, len(source)
        bias = self.bias("encoder", list(range(n)), list(range(n)), True)
        for l in range(self.config.num_layers):
            b = f"encoder.block.{l}.layer"
            h = self.rms(b + ".0.layer_norm", x)
            x = x + self.attend(b + ".0.SelfAttention", h, h, bias, at(prefix, "encoder.self", l))
            x = x + self.feed(b + ".1.DenseReluDense", self.rms(b + ".1.layer_norm", x))
        memory = self.rms("encoder.final_layer_norm", x)
        x, n = self.embed(target), len(target)
        before = len(prefix["decoder.self"][0][0]) if "decoder.self" in prefix else 0
        places = list(range(before, before + n))
        bias, front = self.bias("decoder", places, places, False) + causal(n), self.bias("decoder", places, list(range(before)), False)
        for l in range(self.config.num_decoder_layers):
            b = f"decoder.block.{l}.layer"
            h = self.rms(b + ".0.layer_norm", x)
            x = x + self.attend(b + ".0.SelfAttention", h, h, bias, at(prefix, "decoder.self", l), front)
            x = x + self.attend(b + ".1.EncDecAttention", self.rms(b + ".1.layer_norm", x), memory, None, at(prefix, "decoder.cross", l))
            x = x + self.feed(b + ".2.DenseReluDense", self.rms(b + ".2.layer_norm", x))
        return self.rms("decoder.final_layer_norm", x) * self.config.d_model ** -0.5 @ self.w["shared.weight"].t()


class Bart(Plain):
    def embed(self, ids):
        return self.w["model.shared.weight"][ids]

    def attend(self, name, x, y, heads, bias=None, prefix=None):
        return self.linear(name + ".out_proj", attention(self.linear(name + ".q_proj", x), self.linear(name + ".k_proj", y),
                                                         self.linear(name + ".v_proj", y), heads, bias, prefix))

    def begin(self, side, x, first):
        x = x + self.w[f"model.{side}.embed_positions.weight"][first + 2:first + 2 + len(x)]
        return self.norm(f"model.{side}.layernorm_embedding", x)

    def feed(self, b, x):
        return self.norm(b + ".final_layer_norm", x + self.linear(b + ".fc2", F.gelu(self.linear(b + ".fc1", x))))

    def logits(self, source, target, prefix):
        c = self.config
        x = self.begin("encoder", source, 0)
        for l in range(c.encoder_layers):
            b = f"model.encoder.layers.{l}"
            x = self.norm(b + ".self_attn_layer_norm", x + self.attend(b + ".self_attn", x, x, c.encoder_attention_heads, None,
                                                                       at(prefix, "encoder.self", l)))
            x = self.feed(b, x)
        memory = x
        x = self.begin("decoder", self.embed(target), len(prefix["decoder.self"][0][0]) if "decoder.self" in prefix else 0)
        for l in range(c.decoder_layers):
            b = f"model.decoder.layers.{l}"
            x = self.norm(b + ".self_attn_layer_norm", x + self.attend(b + ".self_attn", x, x, c.decoder_attention_heads, causal(len(x)),
                                                                       at(prefix, "decoder.self", l)))
            x = self.norm(b + ".encoder_attn_layer_norm", x + self.attend(b + ".encoder_attn", x, memory, c.decoder_attention_heads, None,
                                                                          at(prefix, "decoder.cross", l)))
            x = self.feed(b, x)
        return x @ self.w["model.shared.weight"].t() + self.w["final_logits_bias"]


class Bert(Plain):
    def embed(self, ids):
        return self.w["bert.embeddings.word_embeddings.weight"][ids]

    def logits(self, x, prefix):
        eps, e = self.config.layer_norm_eps, "bert.embeddings."
        first = len(prefix["encoder.self"][0][0]) if "encoder.self" in prefix else 0
        x = x + self.w[e + "position_embeddings.weight"][first:first + len(x)] + self.w[e + "token_type_embeddings.weight"][0]
        x = self.norm(e + "LayerNorm", x, eps)
        for l in range(self.config.num_hidden_layers):
            b = f"bert.encoder.layer.{l}"
            q, k, v = (self.linear(f"{b}.attention.self.{n}", x) for n in ("query", "key", "value"))
            made = attention(q, k, v, self.config.num_attention_heads, None, at(prefix, "encoder.self", l))
            x = self.norm(b + ".attention.output.LayerNorm", x + self.linear(b + ".attention.output.dense", made), eps)
            x = self.norm(b + ".output.LayerNorm", x + self.linear(b + ".output.dense", F.gelu(self.linear(b + ".intermediate.dense", x))), eps)
        h = self.norm("cls.predictions.transform.LayerNorm", F.gelu(self.linear("cls.predictions.transform.dense", x)), eps)
        return h @ self.w["bert.embeddings.word_embeddings.weight"].t() + self.w["cls.predictions.bias"]


class Decoder:
    """GPT-2 and Llama: the library's forward, in two parts where keys and values of our own stand between them or in front."""

    def __init__(self, model):
        self.model = model

    def embed(self, ids):
        return self.model.get_input_embeddings().weight[ids].detach()

    def logits(self, before, behind, prefix):
        """`behind`'s logits; with an infix `before` does not see it, else both are one text."""
        from transformers import DynamicCache
        cache = DynamicCache()
        heads = getattr(self.model.config, "num_key_value_heads", None) or self.model.config.num_attention_heads
        put = lambda l, kv: cache.update(*(one.view(1, len(one), heads, -1).transpose(1, 2) for one in kv), l)
        layers = self.model.config.num_hidden_layers
        for l in range(layers if "decoder.self" in prefix else 0):
            put(l, at(prefix, "decoder.self", l))
        if "decoder.infix" not in prefix:
            return self.model(inputs_embeds=torch.cat([before, behind])[None], past_key_values=cache).logits[0][len(before):]
        self.model(inputs_embeds=before[None], past_key_values=cache)
        for l in range(layers):
            put(l, at(prefix, "decoder.infix", l))
        return self.model(inputs_embeds=behind[None], past_key_values=cache).logits[0]


def plain(family, model):
    return {"t5": T5, "bart": Bart, "bert": Bert}.get(family, Decoder)(model)
