#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Kills a training worker (kill -9) at random moments, resumes it, and holds what the project then contains against an
# undisturbed run, bit for bit: metrics, evaluations, predictions, prompts, neighbours, optimizer state.
#
#   kill_resume.sh [CLI] [TIMES] [BACKBONE]
#
# CLI: build/bin/promptlathe-cli. TIMES: 20. BACKBONE: smollm2-135m-instruct. Needs sqlite3 and wordnet-base.
# SETTINGS="key=value ..." changes the small recipe; KEEP=1 keeps the folder.
set -euo pipefail
cli=$(realpath "${1:-build/bin/promptlathe-cli}")
times=${2:-20}
backbone=${3:-smollm2-135m-instruct}
folder=$(mktemp -d)
[ -n "${KEEP:-}" ] || trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo "in $folder"

# 16 training and 4 validation definitions of each of three kinds of noun.
awk 'BEGIN { split("05 13 18", kind); name["05"] = "animal"; name["13"] = "food"; name["18"] = "person" }
  !/^  / && ($2 in name) && count[$2] < 20 {
    text = $0; sub(/^[^|]*\| /, "", text); sub(/;.*/, "", text); gsub(/["\\]/, "", text); sub(/ +$/, "", text)
    if (length(text) > 15) {
      count[$2]++
      printf "{\"text\": \"%s\", \"label\": \"%s\", \"split\": \"%s\"}\n", text, name[$2], (count[$2] > 16 ? "validation" : "train")
    }
  }' /usr/share/wordnet/data.noun > rows.jsonl
cat > recipe.json <<JSON
{"recipe": 1, "name": "small", "backbone": {"id": "$backbone"},
 "task": {"kind": "classify", "data": "nouns", "template": "{prompt}{text}\nCategory:{label}",
          "labels": {"animal": " animal", "food": " food", "person": " person"}, "max_tokens": 64},
 "method": {"kind": "prompt_tuning", "tokens": 6, "init": {"kind": "text", "text": "Classify what is described."}},
 "optimizer": {"kind": "adamw", "learning_rate": 0.01},
 "training": {"steps": 24, "batch": 4, "evaluate_every": 6, "snapshot_every": 5, "checkpoint_seconds": 1}}
JSON
settings=()
for setting in ${SETTINGS:-}; do settings+=(--set "$setting"); done
"$cli" new base.lathe > /dev/null
"$cli" data import base.lathe rows.jsonl --name nouns > /dev/null

contents() {
  sqlite3 "$1" <<'SQL'
SELECT 'metric', step, name, quote(value) FROM metric WHERE name NOT IN ('tokens_a_second', 'resident_mib') ORDER BY step, name;
SELECT 'curve', name, block, points, quote(mean) FROM curve WHERE name NOT IN ('tokens_a_second', 'resident_mib') ORDER BY name, block;
SELECT 'summary', name, points, quote(last), last_step, quote(best), best_step FROM run_summary
  WHERE name NOT IN ('tokens_a_second', 'resident_mib') ORDER BY name;
SELECT 'evaluation', step, data, examples, metrics, best FROM evaluation ORDER BY step, data;
SELECT 'prediction', e.step, e.data, p.row, p.label, p.prediction, p.scores FROM prediction p JOIN evaluation e ON e.id = p.evaluation
  ORDER BY e.step, e.data, p.row;
SELECT 'snapshot', step, quote(drift) FROM snapshot ORDER BY step;
SELECT 'prompt', step, position, part, name, shape, hex(data) FROM snapshot_tensor ORDER BY step, position, part;
SELECT 'neighbour', step, metric, position, quote(norm), neighbours FROM neighbour ORDER BY step, metric, position;
SELECT 'state', step, counters FROM resume_state;
SELECT 'moment', position, part, name, shape, hex(data) FROM resume_tensor ORDER BY position, part;
SELECT 'run', state, steps FROM run;
SELECT 'progress', step, best_step FROM run_progress;
SQL
}

cp base.lathe whole.lathe
begin=$(date +%s.%N)
"$cli" train whole.lathe recipe.json "${settings[@]}" --progress none > /dev/null
took=$(echo "$(date +%s.%N) - $begin" | bc)
contents whole.lathe > whole.txt
echo "undisturbed: $took s, $(grep -c '^metric' whole.txt) metrics, sha256 $(sha256sum < whole.txt | cut -c 1-16)"
cp base.lathe again.lathe
"$cli" train again.lathe recipe.json "${settings[@]}" --progress none > /dev/null
contents again.lathe > again.txt
cmp whole.txt again.txt && echo "the same recipe twice: the same bits"

bad=0
for ((i = 1; i <= times; i++)); do
  cp base.lathe killed.lathe
  kills=0
  told=""
  while :; do
    run=$(sqlite3 killed.lathe "SELECT count(*) FROM run" 2> /dev/null || echo 0)
    if [ "$run" = 0 ]; then go=(train killed.lathe recipe.json "${settings[@]}"); else go=(resume killed.lathe last); fi
    from=$(sqlite3 killed.lathe "SELECT coalesce(max(step), -1) FROM resume_state")
    "$cli" "${go[@]}" --progress none > out.txt 2> err.txt &
    pid=$!
    # Up to two kills a run; the second one hits the resumed worker.
    if ((kills < 1 + i % 2)); then
      # A quarter of the kills falls before the first step or near it; the others fall around a step drawn at random, so that
      # they spread over the run however busy the machine is.
      if ((RANDOM % 4 == 0)); then
        sleep "$(awk -v r="$RANDOM" 'BEGIN { print 2 * r / 32768 }')"
      else
        target=$((from + 1 + RANDOM % 24))
        while kill -0 "$pid" 2> /dev/null && [ "$(sqlite3 killed.lathe "SELECT coalesce(max(step), 0) FROM metric WHERE name = 'loss'" 2> /dev/null || echo 0)" -lt "$target" ]; do
          sleep 0.02
        done
        sleep "$(awk -v r="$RANDOM" 'BEGIN { print 0.1 * r / 32768 }')"
      fi
      kill -9 "$pid" 2> /dev/null || true
      ended=0
      wait "$pid" 2> /dev/null || ended=$?
      if [ "$ended" = 137 ]; then
        at=$(sqlite3 killed.lathe "SELECT coalesce(max(step), 0) FROM metric WHERE name = 'loss'")
        safe=$(sqlite3 killed.lathe "SELECT coalesce(max(step), -1) FROM resume_state")
        told+=" killed at step $at (saved: $safe),"
        kills=$((kills + 1))
        # Killed behind its last word: there is nothing to resume.
        [ "$(sqlite3 killed.lathe "SELECT state FROM run")" = finished ] || continue
        ended=0
      fi
    else
      ended=0
      wait "$pid" || ended=$?
    fi
    if [ "$ended" != 0 ]; then
      echo "$i: ${go[0]} failed: $(cat err.txt)"
      bad=$((bad + 1))
      break
    fi
    contents killed.lathe > killed.txt
    if cmp -s whole.txt killed.txt; then
      echo "$i:$told resumed from $from, the same bits"
    else
      echo "$i:$told DIFFERENT: $(diff whole.txt killed.txt | grep '^[<>]' | cut -c 1-100 | head -4)"
      bad=$((bad + 1))
    fi
    break
  done
done
echo "$times runs, $bad bad"
[ "$bad" = 0 ]
