# SPDX-License-Identifier: Apache-2.0
# The pinned wheels: fetched with pip from the index that this host's pip is set up for, and checked before use.

lathe_downloads=$lathe_cache/downloads

# wheel NAME: sets version, file, bytes and sha from dependencies/wheels.list.
wheel() {
  read -r _ version file bytes sha < <(rows "$lathe_installer/dependencies/wheels.list" | awk -v n="$1" '$1 == n') ||
    fail "$1 is not in installer/dependencies/wheels.list."
}

# sound PATH BYTES SHA256: whether the file is whole.
sound() {
  [[ -f $1 && $(stat -c %s "$1") == "$2" ]] && echo "$3  $1" | sha256sum --check --status
}

downloading=
download_progress() {
  local have
  have=$(du -sb "$lathe_downloads/.part" 2>/dev/null | cut -f1)
  echo "$downloading: $(mib "${have:-0}") of $(mib "$bytes") MiB"
}

pip_download() {
  TMPDIR=$lathe_downloads/.part PIP_REQUIRE_VIRTUALENV=0 python3 -m pip download --quiet --no-deps --only-binary=:all: --python-version 3.11 \
    --implementation cp --no-cache-dir --disable-pip-version-check --no-input --progress-bar off --retries 5 --timeout 60 \
    --dest "$lathe_downloads/.part/done" "$1"
}

# fetch_wheel NAME: the file in downloads/, whole; a broken one is deleted and fetched again, three times at most.
fetch_wheel() {
  local name=$1 version file bytes sha try got
  wheel "$name"
  if sound "$lathe_downloads/$file" "$bytes" "$sha"; then return; fi
  if [[ -e $lathe_downloads/$file ]]; then
    detail "$file is damaged or cut: deleted, fetching it again."
    rm -f "$lathe_downloads/$file"
  fi
  python3 -m pip --version >/dev/null 2>&1 || fail "python3 has no pip, which fetches $name." "Install python3-pip."
  for try in 1 2 3; do
    rm -rf "$lathe_downloads/.part"
    mkdir -p "$lathe_downloads/.part/done"
    downloading="$name $version"
    detail "Fetching $name $version ($(mib "$bytes") MiB)$([[ $try == 1 ]] || echo ", try $try of 3")"
    if logged_as download_progress pip_download "$name==$version"; then
      got=$lathe_downloads/.part/done/$file
      if sound "$got" "$bytes" "$sha"; then
        mv -f "$got" "$lathe_downloads/$file"
        rm -rf "$lathe_downloads/.part"
        return
      fi
      detail "What came is not what was expected (SHA-256 or name differs): refused and deleted."
      (cd "$lathe_downloads/.part/done" && sha256sum ./* 2>/dev/null | sed 's/^/  got /' >>"$lathe_log") || true
    else
      detail "pip could not fetch it: $(grep -aiE 'error' "$lathe_log" | tail -n 1 | cut -c 1-160)"
    fi
    rm -rf "$lathe_downloads/.part"
  done
  fail "$name $version could not be fetched in three tries." \
    "Is the network up, and does 'python3 -m pip download --no-deps $name==$version' work? Or put $file into $lathe_downloads yourself."
}
