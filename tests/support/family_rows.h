// SPDX-License-Identifier: Apache-2.0
// The small backbones of every family (tests/fixtures/backbones), and rows for them.
#pragma once

#include <QString>
#include <algorithm>
#include <cmath>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "core/base/random.h"
#include "core/engine/backbone.h"
#include "core/library/library.h"

namespace lathe::test {

using Ids = std::vector<std::int32_t>;

inline const char* const kFamilies[] = {"gpt2", "llama", "qwen2", "t5", "t5v11", "bart", "bert", "roberta"};

inline std::filesystem::path folderOf(const QString& family) {
    return std::filesystem::path(LATHE_FIXTURES) / "backbones" / family.toStdString();
}

template <class T>
T must(Result<T> result) {
    if (!result) qFatal("%s", result.error().line().c_str());
    return std::move(*result);
}

inline std::shared_ptr<Backbone> loaded(const QString& family, const char* dtype = "float32") {
    LoadOptions options;
    options.dtype = dtype;
    return must(Backbone::load(must(openBackbone(folderOf(family).string())), options));
}

/// Largest relative difference of a row of `columns` numbers.
inline double apart(const std::vector<float>& theirs, const std::vector<float>& ours, std::size_t columns) {
    if (theirs.size() != ours.size()) return 1e9;
    double worst = 0, whole = 0;
    for (const float x : theirs) whole += static_cast<double>(x) * x;
    for (std::size_t at = 0; at < theirs.size(); at += columns) {
        double gap = 0, size = 0;
        for (std::size_t i = at; i < at + columns; ++i) {
            gap += std::pow(static_cast<double>(theirs[i]) - static_cast<double>(ours[i]), 2);
            size += std::pow(static_cast<double>(theirs[i]), 2);
        }
        worst = std::max(worst, std::sqrt(gap) / std::max(std::sqrt(size), 1e-6 * std::sqrt(whole)));
    }
    return worst;
}

/// Rows of one kind as training and scoring pack them: a context and an answer of two tokens.
struct Packable {
    Ids context, answer, start, blanks;
    PackedRow row() const { return {context, answer, start, blanks}; }
};

inline std::vector<Packable> packable(const BackboneShape& shape, std::int32_t slots) {
    const Random random(11, "rows");
    std::uint64_t drawn = 0;
    const auto draw = [&] {
        return static_cast<std::int32_t>(random.below(drawn++, static_cast<std::uint64_t>(shape.vocabulary)));
    };
    std::vector<Packable> rows;
    for (const int length : {4, 9, 1, 17, 4}) {
        Packable row;
        for (std::int32_t k = 0; k < slots; ++k) row.context.push_back(~k);
        row.context.push_back(5);  // what all rows begin with
        for (int i = 0; i < length; ++i) row.context.push_back(draw());
        row.answer = {draw(), draw()};
        if (shape.kind == BackboneKind::EncoderDecoder) row.start = {shape.decoderStart};
        if (shape.kind == BackboneKind::Masked)
            row.blanks = {static_cast<std::int32_t>(row.context.size()) - 1};
        rows.push_back(std::move(row));
    }
    rows.push_back(rows.front());  // another answer to the first row
    rows.back().answer = {3, 4};
    return rows;
}

}  // namespace lathe::test
