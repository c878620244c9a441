# SPDX-License-Identifier: Apache-2.0
# The rows of docs/reliability.md as labels: `ctest -L trust` runs them all, `ctest -L trust-versions` one of them.
# PROMPTLATHE_SOAK=1 asks each for its long form (cmake --preset soak && ctest --preset soak), which may take hours.
set(PROMPTLATHE_TRUST_SECONDS 600 CACHE STRING "Time limit of each test of docs/reliability.md")
function(lathe_trust row)
  foreach(test ${ARGN})
    if(TEST ${test})
      get_test_property(${test} LABELS labels)
      set_tests_properties(${test} PROPERTIES LABELS "${labels};trust;trust-${row}")
      set_tests_properties(${test} PROPERTIES TIMEOUT ${PROMPTLATHE_TRUST_SECONDS})
    endif()
  endforeach()
endfunction()

lathe_trust(malformed test_safetensors test_gguf test_npy test_torch_file test_pickle test_adapter test_tokenizer_files
  test_tokenizer_config test_tokenizer_sentencepiece test_malformed_models test_reader test_llama_description test_family_descriptions
  test_recipe)
lathe_trust(mutated test_mutations test_tokenizer_mutations test_text_mutations)
lathe_trust(pickles test_pickle)
lathe_trust(bytes test_bytes)
lathe_trust(faults test_faults)
lathe_trust(worker test_worker_ends test_worker_limits test_curve_blocks)
lathe_trust(disk test_full_disk)
lathe_trust(together test_together test_no_locks test_project_file)
lathe_trust(numbers test_numbers)
lathe_trust(versions test_versions)
lathe_trust(long test_long_run)
lathe_trust(hostile test_hostile_text test_hostile_words)
lathe_trust(hub test_fetch test_fetch_verb test_serve_fetch)
lathe_trust(races test_recorder test_links test_serve_fetch)
