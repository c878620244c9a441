#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# translations/update.sh [BUILD]: reads the window's texts anew into every promptlathe_XX.ts and lists what is not
# translated yet. BUILD is a configured build folder (default: build). Ends with 1 where something is left to do.
set -euo pipefail
cd "$(dirname "$0")/.."
build=${1:-build}
lupdate=
for each in lupdate-qt6 lupdate6 /usr/lib/qt6/bin/lupdate; do
  if command -v "$each" >/dev/null; then lupdate=$each; fi
done
if [[ -z $lupdate ]]; then
  echo "lupdate of Qt 6 is missing; on Debian and Ubuntu it comes with qt6-l10n-tools" >&2
  exit 2
fi
cmake --build "$build" --target list_core_texts -j 1 >/dev/null
translations/read_texts.sh "$lupdate" "$build/translations/list_core_texts" translations/promptlathe_*.ts
left=0
for file in translations/promptlathe_*.ts; do
  count=$(grep -c 'type="unfinished"' "$file" || true)
  echo "$file: $(grep -c '<source>' "$file") texts, $count not translated"
  if ((count > 0)); then
    left=1
    awk '/<name>/ {name = $0} /<source>/ {source = $0} /type="unfinished"/ {print name ": " source}' "$file" |
      sed -E 's/<[^>]*>//g; s/^ */  /; s/: +/: /'
  fi
done
exit $left
