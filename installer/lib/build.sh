# SPDX-License-Identifier: Apache-2.0
# Configures build/ when needed and builds targets with ninja.

# How many compilers at once: each may take 2 GiB.
jobs_here() {
  local cores memory
  cores=$(nproc)
  memory=$(awk '/MemAvailable/ { print int($2 / 2097152) }' /proc/meminfo)
  echo $((memory < 1 ? 1 : memory < cores ? memory : cores))
}

configure() {
  local home
  home=$(sed -n 's/^CMAKE_HOME_DIRECTORY:INTERNAL=//p' "$lathe_build/CMakeCache.txt" 2>/dev/null || true)
  if [[ -n $home && ! $home -ef $lathe_root ]]; then  # the checkout was moved or copied
    rm -rf "$lathe_build/CMakeCache.txt" "$lathe_build/CMakeFiles"
  fi
  if [[ -f $lathe_build/build.ninja && -f $lathe_build/CMakeCache.txt ]]; then return; fi
  detail "Configuring $lathe_build"
  if ! logged cmake -S "$lathe_root" -B "$lathe_build" -G Ninja -DCMAKE_BUILD_TYPE=Release -DPROMPTLATHE_PRECOMPILE=ON \
    -DPROMPTLATHE_LIBTORCH="$lathe_libtorch"; then
    rm -f "$lathe_build/CMakeCache.txt"
    log_tail 20
    fail "CMake could not configure the build." "Read what is missing above; docs/building.md lists what the build needs."
  fi
}

# build WHAT TARGET...
build() {
  local what=$1 start=$SECONDS
  shift
  begin "Build: $what" "Look at the log's end. After an update of the system, remove $lathe_build and run the same command again."
  exec {lathe_lock}>"$lathe_build/setup.lock"
  flock -n "$lathe_lock" || {
    detail "Another set-up builds in $lathe_build: waiting for it."
    flock "$lathe_lock"
  }
  configure
  # What another checkout has compiled is not compiled again.
  # The precompiled headers are large: their digests are remembered by inode.
  export CCACHE_BASEDIR=$lathe_root CCACHE_NOHASHDIR=1 CCACHE_INODECACHE=1 CCACHE_SLOPPINESS=pch_defines,time_macros
  if ! logged ninja -C "$lathe_build" -j "$(jobs_here)" "$@"; then
    grep -m 3 -E '(error:|FAILED:|fatal|No space|Killed)' "$lathe_log" | cut -c 1-200 | sed 's/^/  | /' >&2 || true
    log_tail 8
    fail "The build stopped."
  fi
  exec {lathe_lock}>&-
  detail "Done in $((SECONDS - start)) s; programs are in $lathe_build/bin"
}
