# SPDX-License-Identifier: Apache-2.0
"""Random pairs through promptlathe-cli score, against sacrebleu, rouge-score and scikit-learn.

    metrics.py CLI [--rows 1000] [--seeds 5]

Run it with the Python that has those packages. Ends with 1 where a figure differs by more than 1e-6 (relative above 1).
"""
import argparse, json, os, subprocess, sys
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "fixtures", "metrics"))
import make

p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
p.add_argument("cli")
p.add_argument("--rows", type=int, default=1000)
p.add_argument("--seeds", type=int, default=5)
a = p.parse_args()


def ours(lines):
    text = "".join(json.dumps(line) + "\n" for line in lines)
    said = subprocess.run([a.cli, "score", "-", "--json", "--resamples", "0"], input=text, capture_output=True, text=True, check=True)
    return json.loads(said.stdout)["metrics"]


worst, figures_seen, bad = 0.0, 0, 0
for seed in range(100, 100 + a.seeds):
    cases = []
    for references in (1, 3):
        rows = make.pairs(seed, a.rows, references)
        cases.append((f"{references} references", make.text_figures(rows), ours({"prediction": t, "references": r} for t, r in rows)))
    rows = make.labels(seed, a.rows)
    cases.append(("labels", make.label_figures(rows),
                  ours({"label": str(t), "prediction": str(c), "scores": {str(c): s}} for t, c, s in rows)))
    rows = make.ranks(seed, a.rows)
    cases.append(("ranks", make.rank_figures(rows), ours({"label": str(t), "scores": {str(k): s for k, s in enumerate(scores)}} for t, scores in rows)))
    for name, theirs, mine in cases:
        for metric, value in theirs.items():
            away = abs(mine[metric] - value) / max(1, abs(value))
            worst, figures_seen = max(worst, away), figures_seen + 1
            if away > 1e-6:
                bad += 1
                print(f"seed {seed}, {name}: {metric} is {mine[metric]}, theirs {value}")
print(f"{figures_seen} figures over {a.rows} rows each, {bad} differ; the furthest by {worst:.1e}")
sys.exit(bad > 0)
