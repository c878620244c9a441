# SPDX-License-Identifier: Apache-2.0
# The default backbone in the library of this user.

lathe_cli=$lathe_build/bin/promptlathe-cli
lathe_backbone=smollm2-135m-instruct

set_up_backbone() {
  begin "Backbone: $lathe_backbone" "Run '$lathe_cli backbone list' to see what the library holds."
  if "$lathe_cli" backbone show "$lathe_backbone" >>"$lathe_log" 2>&1; then
    detail "It is in the library."
    return
  fi
  # An entry that can't be opened, such as a link to a file that is gone, makes room.
  "$lathe_cli" backbone remove "$lathe_backbone" >>"$lathe_log" 2>&1 || true
  if ! logged "$lathe_cli" backbone add "$lathe_sources/SmolLM2-135M-Instruct.Q4_1.gguf" --id "$lathe_backbone"; then
    log_tail
    fail "The library did not take $lathe_sources/SmolLM2-135M-Instruct.Q4_1.gguf."
  fi
  detail "Added to the library."
}
