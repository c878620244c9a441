# SPDX-License-Identifier: Apache-2.0
# The sample's main job in the terminal: train, evaluate, neighbours, export.

# field NAME JSON: the number that one line of JSON holds under a name.
field() { sed -nE 's/.*"'"$1"'": ?(-?[0-9.eE+-]+).*/\1/p' <<<"$2"; }

# ran WHAT TODO COMMAND...: its result line in `answer`; progress stays on the terminal.
ran() {
  local what=$1 todo=$2
  shift 2
  begin "$what" "$todo"
  printf '$ %s\n' "$*" >>"$lathe_log"
  answer=$("$@") || {
    if (($? == 130)); then
      trap - ERR
      say "Stopped; what was reached is saved. Go on with: $lathe_cli resume $lathe_sample last"
      exit 130
    fi
    fail "The command ended with an error: $*"
  }
  printf '%s\n' "$answer" >>"$lathe_log"
}

main_job() {
  local answer run trained before after prompt_folder
  ran "Training a prompt of 20 tokens over the frozen backbone" "Go on with it: $lathe_cli resume $lathe_sample last" \
    "$lathe_cli" train "$lathe_sample" gloss-topics --json
  run=$(field run "$answer")
  trained=$(field seconds "$answer")
  ran "The bare backbone on the 1,200 test glosses" "Run it by hand: $lathe_cli evaluate $lathe_sample $run --bare" \
    "$lathe_cli" evaluate "$lathe_sample" "$run" --bare --json
  before=$(field accuracy "$answer")
  ran "The same glosses behind the trained prompt" "Run it by hand: $lathe_cli evaluate $lathe_sample $run" \
    "$lathe_cli" evaluate "$lathe_sample" "$run" --json
  after=$(field accuracy "$answer")
  ran "What the prompt's positions are near to" "Run it by hand: $lathe_cli neighbours $lathe_sample $run" \
    "$lathe_cli" neighbours "$lathe_sample" "$run" --count 5
  say "$answer"
  prompt_folder=$lathe_build/sample/gloss-topics-run-$run-peft
  ran "Export for PEFT" "Run it by hand: $lathe_cli export $lathe_sample $run $prompt_folder --format peft" \
    "$lathe_cli" export "$lathe_sample" "$run" "$prompt_folder" --format peft
  [[ -z $answer ]] || say "$answer"
  say ""
  say "Accuracy before: $(printf '%.3f' "$before") (the bare backbone)"
  say "Accuracy after:  $(printf '%.3f' "$after") (run $run, trained in $(printf '%.0f' "$trained") s)"
  say "PEFT adapter:    $prompt_folder"
  say "Project:         $lathe_sample (run $run; a next start adds another)"
}
