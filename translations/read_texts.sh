#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# read_texts.sh LUPDATE CORE_TEXTS FILE.ts...: brings these up to date with the sources of the folder above.
# CORE_TEXTS is the program list_core_texts.
set -euo pipefail
cd "$(dirname "$0")/.."
lupdate=$1 core=$2
shift 2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"$core" >"$work/core_texts.cpp"
{
  find widgets app/desktop -name '*.cpp' -o -name '*.h' | LC_ALL=C sort
  echo "$work/core_texts.cpp"
} >"$work/files"
"$lupdate" -silent -no-obsolete -locations none -I . "@$work/files" -ts "$@"
