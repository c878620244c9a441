# SPDX-License-Identifier: Apache-2.0
"""What the benchmarks ask promptlathe-cli and read of its answers, and the paired bootstrap over rows."""
import json, os, random, statistics, subprocess, sys, tempfile

QUIET = ["--progress", "none", "--json"]


def said(*command):
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True)
    if done.returncode != 0:
        sys.exit(f"failed ({done.returncode}): {' '.join(command)}")
    return done.stdout


def last_json(text):
    return json.loads([line for line in text.splitlines() if line[:1] in "{["][-1])


def hits(cli, project, run, *more):
    """Of each test row whether the first answer is right, by the row's number."""
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "predictions.jsonl")
        said(cli, "evaluate", project, str(run), "--predictions", path, *more)
        rows = [json.loads(line) for line in open(path, encoding="utf8")]
    return {row["row"]: float(row["prediction"] == row["label"]) for row in rows}


def interval(differences):
    """The middle 95% of 10,000 draws of the rows' mean."""
    draw, n = random.Random(0), len(differences)
    means = sorted(sum(draw.choices(differences, k=n)) / n for _ in range(10000))
    return means[249], means[9749]


def beside(bare, seeds):
    """The seeds' mean hit of each row less the other's hit: the mean and its interval."""
    rows = sorted(bare)
    if any(sorted(one) != rows for one in seeds):
        sys.exit("the runs were measured on different rows")
    differences = [statistics.mean(one[row] for one in seeds) - bare[row] for row in rows]
    return statistics.mean(differences), *interval(differences)


def settings(changes):
    return [word for change in changes for word in ("--set", change)]


def chosen_rate(cli, project, recipe, name, rates, changes=()):
    """The rate that is best on validation with the recipe's seed, out of a list "0.01,0.03"."""
    table = last_json(said(cli, "sweep", project, recipe, "--name", f"{name} rates", "--grid", f"optimizer.learning_rate={rates}", *settings(changes), *QUIET))
    return table["configurations"][table["best"]]["settings"]["optimizer.learning_rate"]


def seeds_of(cli, project, recipe, name, count, changes=()):
    """The runs of `count` seeds, and their values on validation."""
    table = last_json(said(cli, "study", project, "seeds", recipe, "--name", f"{name} seeds", "--seeds", str(count), *settings(changes), *QUIET))
    return table["configurations"][0]["runs"], table["configurations"][0]["values"]
