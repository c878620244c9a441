#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Installs what is missing, builds, and opens the window on the sample project.
#   bash installer/start.sh              the window
#   bash installer/start.sh --headless   the sample's main job in this terminal instead: train, evaluate, neighbours, export
# Safe to run again; as root or with sudo. Nothing is installed outside Debian's packages; downloads and the library lie in
# $XDG_CACHE_HOME/promptlathe and $XDG_DATA_HOME/promptlathe.
here=$(dirname "${BASH_SOURCE[0]}")
# shellcheck source=lib/words.sh
source "$here/lib/words.sh"
# shellcheck source=lib/packages.sh
source "$here/lib/packages.sh"
# shellcheck source=lib/downloads.sh
source "$here/lib/downloads.sh"
# shellcheck source=lib/unpack.sh
source "$here/lib/unpack.sh"
# shellcheck source=lib/build.sh
source "$here/lib/build.sh"
# shellcheck source=lib/backbone.sh
source "$here/lib/backbone.sh"
# shellcheck source=lib/sample.sh
source "$here/lib/sample.sh"
# shellcheck source=lib/job.sh
source "$here/lib/job.sh"

headless=
for word in "$@"; do
  case $word in
    --headless) headless=1 ;;
    -h | --help)
      sed -n '3,7s/^# \{0,1\}//p' "${BASH_SOURCE[0]}"
      exit 0
      ;;
    *)
      printf 'start.sh: %s is not known; give --headless or nothing\n' "$word" >&2
      exit 2
      ;;
  esac
done

open_log
install_packages build window sample
set_up_libraries
build "the window and the command line" promptlathe-cli promptlathe
set_up_backbone
make_sample
say "Ready after $SECONDS s. Log: $lathe_log"
if [[ -n $headless ]]; then
  main_job
elif [[ -n ${CI:-} ]]; then
  say "CI is set: no window is opened. The same in the terminal: bash installer/start.sh --headless"
elif [[ -z ${DISPLAY:-}${WAYLAND_DISPLAY:-} ]]; then
  say "There is no display here. The same in the terminal: bash installer/start.sh --headless"
else
  say "Opening $lathe_sample"
  trap - ERR
  exec "$lathe_build/bin/promptlathe" "$lathe_sample"
fi
