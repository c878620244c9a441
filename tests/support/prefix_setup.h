// SPDX-License-Identifier: Apache-2.0
// Prefix-tuning over the small backbones of every family: recipes, rows as each kind takes them, whole runs.
#pragma once

#include <string>
#include <vector>

#include "core/engine/method.h"
#include "core/methods/description.h"
#include "tests/support/family_rows.h"
#include "tests/support/training_setup.h"

namespace lathe::test {

/// A checked prefix-tuning recipe with `settings` applied.
inline Recipe prefixRecipe(std::vector<std::string> settings = {}) {
    std::vector<std::string> all{"method.kind=prefix_tuning", "method.tokens=3", "training.threads=1"};
    all.insert(all.end(), settings.begin(), settings.end());
    return smallRecipe(all);
}

inline MethodStart toyStart() {
    MethodStart start;
    start.tokenizer = std::make_shared<CommonTokenizer>();
    start.verbalizers = {" a", " b", " c"};
    return start;
}

inline std::unique_ptr<Method> methodOver(const Recipe& recipe, Backbone& backbone, bool resume = false) {
    return must(makeMethod(recipe, backbone, toyStart(), resume));
}

/// Soft tokens that stand in the rows.
inline std::int32_t slotsOf(const Recipe& recipe, const BackboneShape& shape) {
    return static_cast<std::int32_t>(rowTokensOf(shape, recipe).slots);
}

inline PackedBatch packedRows(const std::vector<Packable>& rows) {
    std::vector<PackedRow> packed;
    for (const Packable& row : rows) packed.push_back(row.row());
    return pack(packed);
}

/// Rows for a whole run, their answers two tokens of which the first tells the class.
inline std::vector<EncodedRow> rowsFor(const BackboneShape& shape, std::int32_t slots) {
    std::vector<EncodedRow> rows;
    for (const Packable& from : packable(shape, slots)) {
        EncodedRow row;
        row.row = static_cast<std::int64_t>(rows.size());
        row.context = from.context;
        row.start = from.start;
        row.blanks = from.blanks;
        row.truth = static_cast<std::int32_t>(rows.size() % 3);
        row.answers = {{6, 7}, {8, 7}, {9, 7}};
        rows.push_back(std::move(row));
    }
    return rows;
}

inline TrainingInput prefixRun(const Recipe& recipe, const std::shared_ptr<Backbone>& backbone,
                               std::optional<ResumeState> resume = {}) {
    auto method = methodOver(recipe, *backbone, resume.has_value());
    const auto rows = rowsFor(backbone->shape(), slotsOf(recipe, backbone->shape()));
    return TrainingInput{recipe,
                         backbone,
                         std::move(method),
                         rows,
                         rows,
                         {"a", "b", "c"},
                         std::make_shared<CommonTokenizer>(),
                         std::move(resume),
                         stepsInAll(recipe, static_cast<std::int64_t>(rows.size()))};
}

}  // namespace lathe::test
