// SPDX-License-Identifier: Apache-2.0
// What the answers of `serve` share: the backbone kept in memory between questions, and the way back to the
// asker.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "app/cli/session.h"

namespace lathe::cli {

/// One question while it is answered.
struct Question {
    const Json& ask;
    std::function<void(Json event)> tell;  ///< an event before the result; id is added
    std::function<bool()> cancelled;
    std::function<bool()> paused;  ///< between `pause` and `resume`
};

class Helper {
  public:
    /// The backbone of these files, loaded at the first question and kept until another one is asked for.
    Result<std::shared_ptr<Backbone>> backbone(const BackboneFiles& files, const std::string& dtype,
                                               std::int64_t threads = 0);
    /// What one step of this recipe takes here, measured once a shape.
    struct StepCost {
        double seconds = 0;
        double evaluationSeconds = 0;  ///< of one validation, 0 without one
        std::uint64_t workBytes = 0;
        bool busy = false;  ///< other programs took a good part of the processor meanwhile
    };
    Result<StepCost> stepCost(const Prepared& prepared, Backbone& backbone,
                              const std::vector<EncodedRow>& rows, const std::vector<EncodedRow>& validation);
    /// How long the kept backbone took to load.
    double loadSeconds() const { return loadSeconds_; }

  private:
    std::string loaded_;
    double loadSeconds_ = 0;
    std::shared_ptr<Backbone> backbone_;
    std::map<std::string, StepCost> measured_;
};

using Answer = Result<Json> (*)(Helper& helper, const Question& question);

/// The checked recipe of a question, or its first problem.
Result<Recipe> askedRecipe(const Json& ask);
/// The prompt of the question's `run` (absent or null: the bare backbone, no tensors).
Result<TensorMap> askedPrompt(const Project& project, const Json& ask);
/// How the question wants texts written: `max_new`, `beams`, `length_penalty`, `temperature`, `top_k`,
/// `top_p`, `seed`. Texts end with the tokenizer's end of text.
Backbone::GenerationOptions askedWriting(const Json& ask, const Tokenizer& tokenizer,
                                         const BackboneShape& shape);

}  // namespace lathe::cli
