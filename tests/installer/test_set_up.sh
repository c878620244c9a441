#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# The set-up's own promises, with doubles for pip, unzip, dpkg-query and apt-get: nothing here touches the network.
# shellcheck disable=SC2016
set -euo pipefail
source_root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
passed=0 failed=0

# A home, a fake index and doubles of the programs, anew for each case.
fresh() {
  rm -rf "${work:?}"/*
  mkdir -p "$work/bin" "$work/index" "$work/installer/dependencies/packages" "$work/cache/promptlathe/downloads"
  printf 'good wheel' >"$work/index/thing.whl"
  printf '# comment\nthing 1.0 thing.whl 10 %s\n' "$(printf 'good wheel' | sha256sum | cut -d' ' -f1)" >"$work/installer/dependencies/wheels.list"
  printf 'thing member libtorch/lib/member 4\n' >"$work/installer/dependencies/unpacked.list"
  printf 'present\nfirst|second\n' >"$work/installer/dependencies/packages/some.list"
  # pip: gives index/thing.whl.N on call N where there is one, else index/thing.whl.
  cat >"$work/bin/python3" <<'PIP'
#!/usr/bin/env bash
if [[ $* == *--version* ]]; then exit 0; fi
echo call >>"$LATHE_WORK/calls"
n=$(wc -l <"$LATHE_WORK/calls")
while (($#)); do
  if [[ $1 == --dest ]]; then to=$2; fi
  shift
done
if [[ -e $LATHE_WORK/index/thing.whl.$n ]]; then from=$LATHE_WORK/index/thing.whl.$n; else from=$LATHE_WORK/index/thing.whl; fi
[[ -e $from ]] || { echo "ERROR: no such thing" >&2; exit 1; }
cp "$from" "$to/thing.whl"
PIP
  printf '#!/usr/bin/env bash\necho apt >>"$LATHE_WORK/apt"\n' >"$work/bin/apt-get"
  printf '#!/usr/bin/env bash\n[[ ${*: -1} == present ]] && echo "ii "\nexit 0\n' >"$work/bin/dpkg-query"
  chmod +x "$work"/bin/*
  : >"$work/calls"
}

# in_set_up COMMANDS: runs them after the set-up's pieces were read, with the doubles in front.
in_set_up() {
  LATHE_WORK=$work PATH=$work/bin:$PATH XDG_CACHE_HOME=$work/cache XDG_DATA_HOME=$work/data LATHE_BUILD=$work/build \
    bash -c "for p in words packages downloads unpack build backbone; do source '$source_root/installer/lib/'\$p.sh; done
      lathe_installer='$work/installer'; open_log; $1" >"$work/out" 2>&1
}

check() {
  local what=$1
  shift
  if "$@"; then
    passed=$((passed + 1))
  else
    failed=$((failed + 1))
    printf 'FAIL: %s\n' "$what"
    sed 's/^/  | /' "$work/out"
  fi
}
calls_are() { [[ $(wc -l <"$work/calls") == "$1" ]]; }
says() { grep -qF -- "$1" "$work/out"; }
wheel_is() { [[ $(cat "$work/cache/promptlathe/downloads/thing.whl" 2>/dev/null) == "$1" ]]; }

fresh
check "a missing wheel is fetched" in_set_up 'fetch_wheel thing'
check "and lies in downloads" wheel_is "good wheel"
check "a sound wheel is not fetched again" in_set_up 'fetch_wheel thing'
check "with one call of pip in all" calls_are 1

fresh
printf 'good whe' >"$work/cache/promptlathe/downloads/thing.whl"
check "a cut wheel is fetched again" in_set_up 'fetch_wheel thing'
check "and said to be cut" says "damaged or cut: deleted"
check "and is whole now" wheel_is "good wheel"

fresh
printf 'GOOD wheel' >"$work/cache/promptlathe/downloads/thing.whl"
check "a flipped wheel is fetched again" in_set_up 'fetch_wheel thing'
check "and whole" wheel_is "good wheel"

fresh
printf 'evil wheel' >"$work/index/thing.whl.1"
check "a download of another SHA-256 is refused and tried again" in_set_up 'fetch_wheel thing'
check "and said so" says "refused and deleted"
check "and the second is taken" wheel_is "good wheel"

fresh
printf 'evil wheel' >"$work/index/thing.whl"
check "three bad downloads end the set-up" bash -c '! "$@"' _ bash -c "$(declare -f in_set_up); work=$work source_root=$source_root; in_set_up 'begin Downloads x; fetch_wheel thing'"
check "with the step" says "Failed at: Downloads"
check "with what to do" says "What to do: Is the network up"
check "with the log's place" says "Log: $work/build/setup.log"
check "after three calls" calls_are 3
check "leaving nothing behind" bash -c "[[ -z \$(ls -A '$work/cache/promptlathe/downloads') ]]"

fresh
mkdir -p "$work/cache/promptlathe/libtorch-2.15.0/lib" "$work/cache/promptlathe/libtorch-2.15.0/include/ATen"
printf 'four' >"$work/cache/promptlathe/libtorch-2.15.0/lib/member"
: >"$work/cache/promptlathe/libtorch-2.15.0/include/ATen/ATen.h"
check "what is in place needs no download" in_set_up 'set_up_libraries'
check "and says so" says "All are in place."
check "and calls neither pip nor apt" bash -c "[[ ! -s $work/calls && ! -e $work/apt ]]"
check "a library of another size counts as missing" in_set_up 'printf "fou" >"$lathe_libtorch/lib/member"; ! unpacked libtorch'

fresh
check "a package is missing where no alternative is installed" in_set_up '[[ $(missing_packages some) == "first|second" ]]'
printf 'present\nfirst|present\n' >"$work/installer/dependencies/packages/some.list"
check "any alternative will do, and apt is not asked" in_set_up 'install_packages some'
check "(no call of apt-get)" bash -c "[[ ! -e $work/apt ]]"

for script in "$source_root"/installer/*.sh "$source_root"/installer/lib/*.sh; do
  check "$script parses" bash -n "$script"
done

printf '%d passed, %d failed\n' "$passed" "$failed"
[[ $failed == 0 ]]
