// SPDX-License-Identifier: Apache-2.0
// A prompt as its nearest words, measured beside the prompt itself and no prompt: what `harden` and the
// window share.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "app/cli/session.h"
#include "core/engine/evaluation/evaluate.h"

namespace lathe::cli {

struct Hardened {
    std::int64_t step = 0;
    std::vector<Neighbour> words;  ///< one a soft token
    std::string text;              ///< the words as the tokenizer writes them
    Evaluation before, after, bare;
};

struct HardenOptions {
    std::string step, metric = "cosine";
    /// Test rows are read only with this.
    Project* reads = nullptr;
    std::function<Result<std::shared_ptr<Backbone>>(const Prepared& prepared)> load;
    std::function<bool()> goOn;
    std::function<void(int done)> told;  ///< of three measurements
};

/// Refuses methods without vectors among the words, and prompts with no word among the 200 nearest tokens.
Result<Hardened> hardened(const Project& project, const RunRow& run, const DataChoice& choice,
                          const HardenOptions& options);
Json wordsJson(const std::vector<Neighbour>& words);

}  // namespace lathe::cli
