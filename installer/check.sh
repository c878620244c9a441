#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Format and clang-tidy over changed files: bash installer/check.sh [BASE, a commit; main where it differs from HEAD, else HEAD~1]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
for tool in clang-format clang-tidy git; do
  command -v "$tool" >/dev/null || { echo "check.sh needs $tool: apt-get install clang-format clang-tidy git" >&2; exit 1; }
done
base=${1:-}
if [[ -z $base ]]; then base=$(git merge-base main HEAD 2>/dev/null || echo HEAD~1); fi
if [[ $(git rev-parse "$base") == $(git rev-parse HEAD) && -z ${1:-} ]]; then base=HEAD~1; fi
mapfile -t files < <({
  git diff --name-only --diff-filter=d "$base"
  git ls-files --others --exclude-standard
} | grep -E '\.(cpp|h)$' | sort -u)
if ((${#files[@]} == 0)); then
  echo "No changed source files since $base."
  exit 0
fi
clang-format --dry-run -Werror "${files[@]}"
echo "Format: ${#files[@]} files are as .clang-format says."
sources=()
for file in "${files[@]}"; do
  if [[ $file == *.cpp && $file != tests/* ]]; then sources+=("$file"); fi
done
if ((${#sources[@]})); then
  [[ -f build/compile_commands.json ]] || { echo "clang-tidy needs build/compile_commands.json: run installer/test.sh first" >&2; exit 1; }
  printf '%s\n' "${sources[@]}" | xargs -P "$(nproc)" -n 1 clang-tidy --quiet -p build
  echo "clang-tidy: ${#sources[@]} files are clean."
fi
