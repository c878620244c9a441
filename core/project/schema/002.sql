-- Promptlathe project, schema 2: what an evaluation's metrics were made of.

-- How its step was chosen, JSON: {"chosen": {"split", "metric", "evaluations", "runs", "configurations"}: the split and
-- the metric that chose the step, among how many evaluations of this run, and how many runs of how many recipes the
-- project then had on the data; "intervals": {metric: [low, high]}, 95% by the bootstrap; "decoding": {"beams",
-- "max_new", "length_penalty"}}. Evaluations during training: {}.
ALTER TABLE evaluation ADD COLUMN details TEXT NOT NULL DEFAULT '{}';

-- JSON: {"references": every right text where there are several, "group", "rank": of the right answer from 1,
-- "log_likelihood" and "tokens" of the right answer}, as far as the task has them.
ALTER TABLE prediction ADD COLUMN measured TEXT NOT NULL DEFAULT '{}';
