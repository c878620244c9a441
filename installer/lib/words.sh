# SPDX-License-Identifier: Apache-2.0
# Steps, messages, the log, and the one way to fail. Sourced by start.sh and test.sh.
set -Eeuo pipefail
export LC_ALL=C.UTF-8

lathe_root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
lathe_installer=$lathe_root/installer
lathe_cache=${XDG_CACHE_HOME:-$HOME/.cache}/promptlathe
lathe_data=${XDG_DATA_HOME:-$HOME/.local/share}/promptlathe
lathe_build=${LATHE_BUILD:-$lathe_root/build}
lathe_log=${LATHE_LOG:-$lathe_build/setup.log}
lathe_step="Starting" lathe_todo="Read the log, then run the same command again."

say() { printf '%s\n' "$*"; }
detail() { printf '  %s\n' "$*"; }

# begin STEP TODO: names what happens now and what helps where it fails.
begin() {
  lathe_step=$1 lathe_todo=$2
  say "$1"
  printf '\n== %s (%s s)\n' "$1" "$SECONDS" >>"$lathe_log"
}

# fail WHAT [TODO]: one message that says which step, what, what to do and where the log is; ends the script.
fail() {
  trap - ERR
  {
    printf '\nFailed at: %s\n  %s\n' "$lathe_step" "$1"
    printf '  What to do: %s\n  Log: %s\n' "${2:-$lathe_todo}" "$lathe_log"
  } >&2
  printf 'failed: %s\n' "$1" >>"$lathe_log" || true
  exit 1
}

unexpected() { fail "A command ended with code $1 (line $2 of ${3##*/})."; }
trap 'unexpected $? $LINENO "${BASH_SOURCE[0]}"' ERR

# Starts the log anew, keeping the last one.
open_log() {
  mkdir -p "$(dirname "$lathe_log")" || fail "Can't make the folder $(dirname "$lathe_log")." "Make the checkout writable for this user."
  if [[ -s $lathe_log ]]; then mv -f "$lathe_log" "$lathe_log.1"; fi
  : >"$lathe_log" || fail "Can't write $lathe_log." "Make the checkout writable for this user."
}

# Waits without a child process, so that nothing outlives the script.
pause() { read -rt "$1" -u "$lathe_never" || true; }
exec {lathe_never}<> <(:)

last_line() { tail -c 600 "$lathe_log" 2>/dev/null | tr '\r' '\n' | grep -v '^[[:space:]]*$' | tail -n 1 | cut -c "1-${1:-100}" || true; }

# Shows that something goes on: on a terminal one line that changes, else a line now and then.
show_progress() {
  trap - ERR
  local tell=$1 start=$SECONDS width
  width=$(tput cols 2>/dev/null || echo 100)
  while true; do
    if [[ -t 1 ]]; then
      pause 1
      printf '\r\033[K  %4d s  %s' $((SECONDS - start)) "$($tell $((width - 12)))"
    else
      pause 20
      printf '  %4d s  %s\n' $((SECONDS - start)) "$($tell 100)"
    fi
  done
}

# logged COMMAND...: runs it with its words in the log, showing progress; its exit code is returned.
logged() { logged_as last_line "$@"; }
logged_as() {
  local tell=$1 code=0 watcher
  shift
  printf '$ %s\n' "$*" >>"$lathe_log"
  show_progress "$tell" &
  watcher=$!
  "$@" </dev/null >>"$lathe_log" 2>&1 || code=$?
  kill "$watcher" 2>/dev/null || true
  wait "$watcher" 2>/dev/null || true
  if [[ -t 1 ]]; then printf '\r\033[K'; fi
  return "$code"
}

log_tail() { tail -n "${1:-12}" "$lathe_log" | sed 's/^/  | /' >&2; }

mib() { echo $((($1 + 1048575) / 1048576)); }

# rows FILE: its lines without comments and empty ones.
rows() { grep -vE '^[[:space:]]*(#|$)' "$1"; }
