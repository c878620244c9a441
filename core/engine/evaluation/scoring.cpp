// SPDX-License-Identifier: Apache-2.0
#include "core/engine/evaluation/scoring.h"

#include <algorithm>

namespace lathe::scoring {
namespace {

bool oneTokenEach(const EncodedRow& row) {
    return std::all_of(row.answers.begin(), row.answers.end(),
                       [](const auto& answer) { return answer.size() == 1; });
}

std::size_t pastOf(const EncodedRow& row, const ContextCache* contexts) {
    return contexts ? constantTokens(row) : 0;
}

/// Tokens that a row adds to a batch: an encoder reads its context once, however many answers there are.
std::int64_t cost(const EncodedRow& row, std::size_t past) {
    const auto read = costOf(static_cast<std::int64_t>(row.context.size() - past), past),
               begun = static_cast<std::int64_t>(row.start.size());
    if (oneTokenEach(row)) return read + begun;
    const std::int64_t context = begun > 0 ? begun : read;
    std::int64_t tokens = begun > 0 ? read : 0;
    for (const auto& answer : row.answers) tokens += context + static_cast<std::int64_t>(answer.size());
    return tokens;
}

void leaveOutSlots(EncodedRow& row) {
    std::vector<std::int32_t> hard, blanks;
    for (std::size_t i = 0; i < row.context.size(); ++i) {
        if (row.context[i] < 0) continue;
        if (std::ranges::find(row.blanks, static_cast<std::int32_t>(i)) != row.blanks.end())
            blanks.push_back(static_cast<std::int32_t>(hard.size()));
        hard.push_back(row.context[i]);
    }
    row.context = std::move(hard);
    row.blanks = std::move(blanks);
}

using Scores = std::vector<std::vector<double>>;

/// One pass: the answers' tokens at each context's last position.
Result<> scoreTokens(Backbone& backbone, const TensorMap& trained, std::span<const EncodedRow> rows,
                     ContextCache* contexts, Scores& scores) {
    std::vector<std::int32_t> ids;
    std::vector<PackedRow> packed;
    for (const EncodedRow& row : rows) {
        packed.push_back(packedRow(row, row.answers.front(), pastOf(row, contexts)));
        for (const auto& answer : row.answers) ids.push_back(answer.front());
    }
    std::sort(ids.begin(), ids.end());
    ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
    PackedBatch batch = pack(packed);
    if (contexts) LATHE_CHECK(contexts->provide(batch));
    LATHE_TRY(logProbs, backbone.logProbs(batch, trained, ids));
    for (std::size_t r = 0; r < rows.size(); ++r) {
        std::vector<double>& of = scores.emplace_back();
        for (const auto& answer : rows[r].answers) {
            const auto at = std::lower_bound(ids.begin(), ids.end(), answer.front()) - ids.begin();
            of.push_back(logProbs.data[r * ids.size() + static_cast<std::size_t>(at)]);
        }
    }
    return {};
}

/// A packed row an answer, its tokens' log-likelihoods added up.
Result<> scoreSequences(Backbone& backbone, const TensorMap& trained, std::span<const EncodedRow> rows,
                        ContextCache* contexts, Scores& scores) {
    std::vector<PackedRow> packed;
    for (const EncodedRow& row : rows)
        for (const auto& answer : row.answers)
            packed.push_back(packedRow(row, answer, pastOf(row, contexts)));
    PackedBatch batch = pack(packed);
    if (contexts) LATHE_CHECK(contexts->provide(batch));
    LATHE_TRY(result, backbone.step(batch, trained, {}, false));
    std::vector<double> sums(packed.size(), 0.0);
    for (std::size_t i = 0; i < batch.source.size(); ++i)
        sums[static_cast<std::size_t>(batch.source[i])] += result.logProbs[i];
    auto next = sums.begin();
    for (const EncodedRow& row : rows) {
        scores.emplace_back(next, next + static_cast<std::ptrdiff_t>(row.answers.size()));
        next += static_cast<std::ptrdiff_t>(row.answers.size());
    }
    return {};
}

}  // namespace

tl::unexpected<Error> cancelled() {
    return failed("the evaluation was cancelled");
}

std::vector<EncodedRow> asRun(const std::vector<EncodedRow>& rows, bool bare, const Tokenizer& tokenizer) {
    std::vector<EncodedRow> run = rows;
    for (EncodedRow& row : run) {
        if (bare) leaveOutSlots(row);
        // Nothing in front of the answer: the first token is predicted from the start of a text.
        if (row.context.empty())
            row.context.push_back(tokenizer.bos()   ? *tokenizer.bos()
                                  : tokenizer.eos() ? *tokenizer.eos()
                                                    : 0);
    }
    return run;
}

Result<Scores> answerLogProbs(Backbone& backbone, const TensorMap& trained, std::span<const EncodedRow> rows,
                              const std::function<bool()>& goOn, ContextCache* contexts) {
    Scores scores;
    scores.reserve(rows.size());
    for (std::size_t first = 0; first < rows.size();) {
        if (rows[first].answers.empty()) {
            scores.emplace_back();
            ++first;
            continue;
        }
        if (goOn && !goOn()) return cancelled();
        const bool single = oneTokenEach(rows[first]);
        std::size_t count = 0;
        std::int64_t tokens = 0;
        while (first + count < rows.size()) {
            const EncodedRow& row = rows[first + count];
            if (row.answers.empty()) break;
            const std::int64_t more = cost(row, pastOf(row, contexts));
            if (count > 0 && (tokens + more > kBatchTokens || oneTokenEach(row) != single)) break;
            tokens += more;
            ++count;
        }
        const auto batch = rows.subspan(first, count);
        if (single) {
            LATHE_CHECK(scoreTokens(backbone, trained, batch, contexts, scores));
        } else {
            LATHE_CHECK(scoreSequences(backbone, trained, batch, contexts, scores));
        }
        first += count;
    }
    return scores;
}

}  // namespace lathe::scoring
