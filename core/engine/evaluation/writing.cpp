// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "core/base/text.h"
#include "core/engine/evaluation/deciding.h"
#include "core/engine/evaluation/scoring.h"
#include "core/library/row_model.h"

namespace lathe::deciding {

Result<std::vector<std::string>> writtenTexts(const Job& job, const Decoding& decoding, std::int64_t maxNew) {
    constexpr std::size_t kAtOnce = 16;
    std::vector<std::string> all;
    for (std::size_t first = 0; first < job.rows.size(); first += kAtOnce) {
        if (job.goOn && !job.goOn()) return scoring::cancelled();
        const std::size_t end = std::min(job.rows.size(), first + kAtOnce);
        std::vector<std::vector<std::int32_t>> contexts;
        for (std::size_t r = first; r < end; ++r) contexts.push_back(job.rows[r].context);
        Backbone::GenerationOptions options;
        options.maxNew = maxNew;
        options.beams = decoding.beams;
        options.lengthPenalty = decoding.lengthPenalty;
        options.start = job.rows[first].start;  // the same in every row
        options.forcedEnd = forcedEnd(job.backbone.shape());
        if (const auto eos = job.tokenizer.eos()) options.stop.push_back(*eos);
        bool stopped = false;
        const auto told = [&](std::size_t, std::int32_t) {
            stopped = stopped || (job.goOn && !job.goOn());
            return !stopped;
        };
        LATHE_TRY(texts, job.backbone.generate(contexts, job.trained, options, told));
        if (stopped) return scoring::cancelled();
        for (const auto& ids : texts) all.emplace_back(trimmed(job.tokenizer.decode(ids, false)));
    }
    return all;
}

}  // namespace lathe::deciding
