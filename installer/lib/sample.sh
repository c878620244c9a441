# SPDX-License-Identifier: Apache-2.0
# The sample project and its main job in the terminal.

lathe_sample=$lathe_build/sample/gloss-topics.lathe

# Made once; what a user did in it stays.
make_sample() {
  begin "Sample project" "Move $lathe_sample away and run the same command again; a new one is made."
  if [[ -f $lathe_sample ]]; then
    detail "$lathe_sample is there."
    return
  fi
  mkdir -p "$(dirname "$lathe_sample")"
  if ! logged "$lathe_cli" new "$lathe_sample" --sample gloss-topics; then
    log_tail
    fail "The sample project could not be made."
  fi
  detail "Made $lathe_sample from WordNet's glosses."
}
