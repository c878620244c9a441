// SPDX-License-Identifier: Apache-2.0
#include "core/engine/training/lanes.h"

#include <algorithm>
#include <cassert>
#include <chrono>
#include <map>
#include <optional>
#include <thread>
#include <utility>

#include "core/engine/training/training_loop.h"

namespace lathe {
namespace {

struct Going {
    std::optional<TrainingLoop> loop;  ///< none: it has ended
    std::optional<Result<TrainingOutcome>> outcome;

    void end(Result<TrainingOutcome> how) {
        outcome = std::move(how);
        loop.reset();
    }
    /// Whether it takes a step now.
    bool advance(bool alone) {
        const auto next = loop->advance(alone);
        if (!next) {
            end(tl::unexpected<Error>(next.error()));
        } else if (*next == TrainingLoop::Next::Ended) {
            end(loop->outcome());
        } else if (*next == TrainingLoop::Next::Step) {
            const auto begun = loop->beginStep();
            if (begun) return true;
            end(tl::unexpected<Error>(begun.error()));
        }
        return false;
    }
};

/// One batch of a lane's step.
struct Piece {
    Going* lane = nullptr;
    std::size_t number = 0;
    PackedBatch& batch() const { return lane->loop->batches()[number]; }
    std::int64_t tokens() const {
        return static_cast<std::int64_t>(batch().tokens.size() + batch().encoderTokens.size());
    }
};

bool shareLoss(const LossOptions& a, const LossOptions& b) {
    return a.restricted == b.restricted && a.zLoss == b.zLoss && a.profile == b.profile;
}

/// Pieces that can run in one pass, in their order: of one backbone and loss, at most `tokens` together.
std::vector<std::vector<Piece>> passesOf(const std::vector<Piece>& pieces, std::int64_t tokens) {
    struct Pass {
        std::vector<Piece> pieces;
        std::int64_t tokens = 0;
    };
    std::vector<Pass> passes;
    for (const Piece& piece : pieces) {
        TrainingLoop& loop = *piece.lane->loop;
        auto into = std::find_if(passes.begin(), passes.end(), [&](const Pass& pass) {
            TrainingLoop& other = *pass.pieces.front().lane->loop;
            return &loop.backbone() == &other.backbone() && shareLoss(loop.loss(), other.loss()) &&
                   pass.tokens + piece.tokens() <= tokens;
        });
        if (into == passes.end()) into = passes.insert(passes.end(), Pass{});
        into->pieces.push_back(piece);
        into->tokens += piece.tokens();
    }
    std::vector<std::vector<Piece>> out;
    for (Pass& pass : passes) out.push_back(std::move(pass.pieces));
    return out;
}

Result<std::vector<StepResult>> runPass(const std::vector<Piece>& pass) {
    std::vector<StepInput> inputs;
    std::map<ContextCache*, std::vector<PackedBatch*>> contexts;
    for (const Piece& piece : pass) {
        inputs.push_back({&piece.batch(), &piece.lane->loop->computed()});
        if (ContextCache* cache = piece.lane->loop->contexts()) contexts[cache].push_back(&piece.batch());
    }
    for (const auto& [cache, batches] : contexts) LATHE_CHECK(cache->provide(batches));
    TrainingLoop& first = *pass.front().lane->loop;
    return first.backbone().stepTogether(inputs, first.loss(), true);
}

/// What came of each piece, in the order of `pass`.
std::vector<Result<StepResult>> runPieces(const std::vector<Piece>& pass) {
    std::vector<Result<StepResult>> out;
    auto together = runPass(pass);
    if (together) {
        for (StepResult& result : *together) out.emplace_back(std::move(result));
        return out;
    }
    for (const Piece& piece : pass) {
        if (pass.size() == 1) {
            out.emplace_back(tl::unexpected<Error>(together.error()));
            continue;
        }
        auto alone = runPass({piece});
        if (alone)
            out.emplace_back(std::move(alone->front()));
        else
            out.emplace_back(tl::unexpected<Error>(alone.error()));
    }
    return out;
}

/// The step that every lane of `stepping` has begun.
void takeSteps(const std::vector<Going*>& stepping, std::int64_t tokens) {
    std::vector<Piece> pieces;
    for (Going* lane : stepping)
        for (std::size_t b = 0; b < lane->loop->batches().size(); ++b) pieces.push_back({lane, b});
    struct Came {
        std::vector<StepResult> results;
        std::optional<Error> error;
    };
    std::vector<Came> came(stepping.size());
    for (const std::vector<Piece>& pass : passesOf(pieces, tokens)) {
        auto results = runPieces(pass);
        for (std::size_t i = 0; i < pass.size(); ++i) {
            const auto at = std::find(stepping.begin(), stepping.end(), pass[i].lane) - stepping.begin();
            Came& of = came[static_cast<std::size_t>(at)];
            of.results.resize(pass[i].lane->loop->batches().size());
            if (results[i])
                of.results[pass[i].number] = std::move(*results[i]);
            else if (!of.error)
                of.error = results[i].error();
        }
    }
    for (std::size_t i = 0; i < stepping.size(); ++i) {
        Going& lane = *stepping[i];
        Result<> done = came[i].error ? Result<>(tl::unexpected<Error>(*came[i].error))
                                      : lane.loop->endStep(std::move(came[i].results));
        if (!done) lane.end(tl::unexpected<Error>(std::move(done).error()));
    }
}

}  // namespace

std::vector<Result<TrainingOutcome>> trainLanes(std::vector<Lane> lanes, std::int64_t passTokens) {
    std::vector<Going> going(lanes.size());
    for (std::size_t i = 0; i < lanes.size(); ++i) {
        auto loop = TrainingLoop::make(std::move(lanes[i].input), *lanes[i].observer);
        if (!loop) {
            going[i].end(tl::unexpected<Error>(loop.error()));
            continue;
        }
        going[i].loop.emplace(std::move(*loop));
        if (auto begun = going[i].loop->begin(); !begun) going[i].end(tl::unexpected<Error>(begun.error()));
    }
    while (true) {
        const auto left = std::count_if(going.begin(), going.end(),
                                        [](const Going& lane) { return lane.loop.has_value(); });
        if (left == 0) break;
        std::vector<Going*> stepping;
        for (Going& lane : going)
            if (lane.loop && lane.advance(left == 1)) stepping.push_back(&lane);
        if (!stepping.empty())
            takeSteps(stepping, passTokens);
        else if (left > 1)
            std::this_thread::sleep_for(std::chrono::milliseconds(20));  // all are paused, or have just ended
    }
    std::vector<Result<TrainingOutcome>> outcomes;
    for (Going& lane : going) outcomes.push_back(std::move(*lane.outcome));
    return outcomes;
}

}  // namespace lathe
