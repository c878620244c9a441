#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Lines and branches that the tests reached, by folder, after
#   cmake --preset coverage && cmake --build --preset coverage && ctest --preset coverage
#   bash tests/coverage.sh [build folder] [file part, to list its files]
set -euo pipefail
cd "$(dirname "$0")/.."
build=$(realpath "${1:-build-coverage}") part=${2:-}
find "$build/core" -name '*.gcda' -path '*core*' | sort | while read -r data; do
  (cd "$build" && gcov --stdout --branch-counts --branch-probabilities --object-directory "$(dirname "$data")" "$data" 2>/dev/null)
done | awk -v root="$PWD/" -v part="$part" '
  # Of each source: the best that any program reached; templates and headers come up several times.
  / -: *0:Source:/ { sub(/.*Source:/, ""); file = $0; sub(root, "", file); line = 0; branch = 0; next }
  file !~ /^core\/(formats|project|spec|text)\// { next }
  /^branch +[0-9]+ / {
    key = file SUBSEP line SUBSEP branch++
    if ($0 !~ /\(throw\)/) { seen_branch[key] = 1; if ($0 ~ /taken [1-9]/) hit_branch[key] = 1 }
    next
  }
  /^(call|function|unconditional)/ { next }
  /^ *[^:]+: *[0-9]+:/ {
    split($0, field, ":"); count = field[1]; gsub(/ /, "", count); line = field[2] + 0; branch = 0
    if (count == "-" || count == "") next
    key = file SUBSEP line; seen[key] = 1
    if (count !~ /^(#####|=====)/) hit[key] = 1
  }
  function folder(name) { if (part != "" && index(name, part)) return name; sub(/\/[^\/]*$/, "", name); return name }
  END {
    for (key in seen) { split(key, k, SUBSEP); f = folder(k[1]); lines[f]++; if (key in hit) lines_hit[f]++ }
    for (key in seen_branch) { split(key, k, SUBSEP); f = folder(k[1]); branches[f]++; if (key in hit_branch) branches_hit[f]++ }
    for (f in lines)
      printf "%-44s lines %5d of %5d (%5.1f%%)  branches %5d of %5d (%5.1f%%)\n", f, lines_hit[f], lines[f],
        100 * lines_hit[f] / lines[f], branches_hit[f], branches[f], branches[f] ? 100 * branches_hit[f] / branches[f] : 100
  }' | sort
