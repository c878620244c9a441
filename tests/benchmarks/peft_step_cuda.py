# SPDX-License-Identifier: Apache-2.0
"""PEFT's training step on a CUDA device: what `promptlathe-cli bench --device cuda` is held against.

    peft_step_cuda.py BACKBONE_DIR METHOD ... [--batch 4] [--length 768] [--labelled 0.25] [--virtual 200] [--projection]
                      [--attention sdpa] [--seconds 4]

METHOD: prompt, prefix (its embedding alone; --projection: an MLP 512 wide) or ptuning (LSTM and MLP, 512 wide). bfloat16,
causal models, every row of one length (no padding), the last share of it labelled. One JSON line a method: the median step
by wall clock with the device waited for at both ends of each, the allocator's peak in steps alone, weights included.
"""
import argparse, gc, json, statistics, time, torch
import transformers as tf
from peft import PrefixTuningConfig, PromptEncoderConfig, PromptTuningConfig, get_peft_model

p = argparse.ArgumentParser()
p.add_argument("dir"); p.add_argument("method", nargs="+", choices=("prompt", "prefix", "ptuning"))
p.add_argument("--batch", type=int, default=4); p.add_argument("--length", type=int, default=768)
p.add_argument("--labelled", type=float, default=0.25); p.add_argument("--virtual", type=int, default=200)
p.add_argument("--projection", action="store_true"); p.add_argument("--attention", default="sdpa")
p.add_argument("--seconds", type=float, default=4)
a = p.parse_args()
labelled = max(1, round(a.length * a.labelled))


def measure(method):
    torch.manual_seed(0)
    model = tf.AutoModelForCausalLM.from_pretrained(a.dir, dtype=torch.bfloat16, attn_implementation=a.attention).cuda()
    common = dict(task_type="CAUSAL_LM", num_virtual_tokens=a.virtual)
    config = dict(prompt=lambda: PromptTuningConfig(**common),
                  prefix=lambda: PrefixTuningConfig(**common, prefix_projection=a.projection, encoder_hidden_size=512),
                  ptuning=lambda: PromptEncoderConfig(**common, encoder_hidden_size=512,
                                                      encoder_reparameterization_type="LSTM"))[method]()
    model = get_peft_model(model, config).cuda()
    model.train()
    optimiser = torch.optim.AdamW([q for q in model.parameters() if q.requires_grad], lr=1e-3)

    def step():
        x = torch.randint(5, model.config.vocab_size, (a.batch, a.length)).cuda()
        y = x.clone()
        y[:, : a.length - labelled] = -100
        loss = model(input_ids=x, attention_mask=torch.ones_like(x), labels=y).loss
        loss.backward(); optimiser.step(); optimiser.zero_grad()
        return loss.item()  # a user logs it

    for _ in range(5):
        step()
    torch.cuda.synchronize()
    torch.cuda.reset_peak_memory_stats()
    steps, start = [], time.perf_counter()
    while time.perf_counter() - start < a.seconds or len(steps) < 5:
        torch.cuda.synchronize()
        begin = time.perf_counter()
        step()
        torch.cuda.synchronize()
        steps.append(time.perf_counter() - begin)
    return dict(peer="peft", method=method, projection=a.projection, steps=len(steps), device=torch.cuda.get_device_name(),
                seconds_a_step=round(statistics.median(steps), 5),
                device_peak_gib=round(torch.cuda.max_memory_allocated() / 2**30, 3),
                device_reserved_gib=round(torch.cuda.max_memory_reserved() / 2**30, 3))


for method in a.method:
    print(json.dumps(measure(method)), flush=True)
    gc.collect()
    torch.cuda.empty_cache()
