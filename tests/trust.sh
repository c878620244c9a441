#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Adds up what the last ctest run tried, a line for each row and kind: bash tests/trust.sh [build folder]
log=${1:-build}/Testing/Temporary/LastTest.log
[[ -f $log ]] || { echo "no $log: run ctest first" >&2; exit 1; }
grep -a '^tried: ' "$log" | awk -F': ' '
  { split($3, word, " "); count[$2] += word[1]; lines[$2] = lines[$2] sprintf("    %s\n", substr($0, index($0, $3))) }
  END { for (row in count) printf "%s: %d\n%s", row, count[row], lines[row] }'
