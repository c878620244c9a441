#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Installs what is missing, builds everything, runs every test; ctest's closing line is the last.
#   bash installer/test.sh [ctest's own flags, such as -R layers]
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

open_log
install_packages build window sample
set_up_libraries
build "everything" all
set_up_backbone
say "Tests (after $SECONDS s of set-up; log: $lathe_log)"
trap - ERR
cd "$lathe_build" || exit 1
exec ctest --output-on-failure -j "$(nproc)" "$@"
