// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "core/base/text.h"
#include "core/text/tokenizer_bpe.h"
#include "core/text/tokenizer_bytes.h"
#include "core/text/tokenizer_charsmap.h"
#include "core/text/tokenizer_decoders.h"
#include "core/text/tokenizer_gguf.h"
#include "core/text/tokenizer_json.h"
#include "core/text/tokenizer_pattern.h"
#include "core/text/tokenizer_unigram.h"

namespace lathe::tokens {
namespace {

constexpr const char* kMark = "\u2581";

std::size_t characters(std::string_view text) {
    return static_cast<std::size_t>(std::count_if(
        text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

/// Entries and ids of the tables; what tokens stand for by `parts.decoding`.
void fillFrom(PipelineParts& parts, const GgufTables& tables) {
    for (std::size_t i = 0; i < tables.tokens.size(); ++i)
        if (!tables.tokens[i].empty()) parts.ids.emplace(tables.tokens[i], static_cast<std::int32_t>(i));
    fillEntries(parts);
    parts.entries.resize(tables.tokens.size());
    for (std::size_t i = 0; i < tables.tokens.size(); ++i) {
        TokenEntry& entry = parts.entries[i];
        entry.unused = tables.types[i] == GgufTables::Unused || tables.types[i] == GgufTables::Byte;
        if (tables.types[i] != GgufTables::Unknown) continue;
        entry.special = true;
        entry.bytes = entry.name;
    }
}

Result<> setModel(PipelineParts& parts, const GgufTables& tables, TokenIds ids, const Bpe::Merges& merges,
                  BpeOptions options) {
    auto model = Bpe::make(std::move(ids), merges, std::move(options));
    if (!model) {
        Error error = std::move(model).error();
        error.where = tables.source + ", tokenizer.ggml.merges";
        return tl::unexpected<Error>(std::move(error));
    }
    parts.kind = "BPE";
    parts.mostCommon = (*model)->byRank();
    parts.model = std::move(*model);
    return {};
}

/// The merges that a vocabulary with scores implies: every way to cut a token into two, the best score first;
/// among equal ones the longer left part, then the longer right part.
Bpe::Merges impliedMerges(const GgufTables& tables, const TokenIds& ids) {
    struct Cut {
        double score;
        std::size_t token, bytes, left, right;
        std::int32_t leftId, rightId;
    };
    std::vector<Cut> cuts;
    for (std::size_t i = 0; i < tables.tokens.size(); ++i) {
        const std::string& token = tables.tokens[i];
        std::vector<Cut> own;
        const std::size_t all = characters(token);
        std::size_t left = 0;
        for (std::size_t at = 0; at < token.size();) {
            nextCodePoint(token, at);
            ++left;
            if (at == token.size()) break;
            const auto first = idIn(ids, std::string_view(token).substr(0, at)),
                       second = idIn(ids, std::string_view(token).substr(at));
            if (first && second) own.push_back({tables.scores[i], i, at, left, all - left, *first, *second});
        }
        std::stable_sort(own.begin(), own.end(), [](const Cut& a, const Cut& b) {
            return a.leftId != b.leftId ? a.leftId < b.leftId : a.rightId < b.rightId;
        });
        cuts.insert(cuts.end(), own.begin(), own.end());
    }
    std::stable_sort(cuts.begin(), cuts.end(), [](const Cut& a, const Cut& b) {
        if (a.score != b.score) return a.score > b.score;
        return a.left != b.left ? a.left > b.left : a.right > b.right;
    });
    Bpe::Merges merges;
    merges.reserve(cuts.size());
    for (const Cut& cut : cuts)
        merges.emplace_back(tables.tokens[cut.token].substr(0, cut.bytes),
                            tables.tokens[cut.token].substr(cut.bytes));
    return merges;
}

}  // namespace

Result<PipelineParts> byteLevelOfGguf(const GgufTables& tables) {
    const std::string_view expression = ggufPattern(tables.pre);
    if (expression.empty())
        return failed("the pre-tokenizer " + tables.pre + " (tokenizer.ggml.pre) is not known", tables.source,
                      "known: " + joined(ggufPatternNames()));
    PipelineParts parts;
    parts.decoding = byteLevelDecoding();
    fillFrom(parts, tables);
    TokenIds spelled;  // every token in the byte alphabet: real characters are written in it first
    spelled.reserve(tables.tokens.size());
    for (std::size_t i = 0; i < tables.tokens.size(); ++i) {
        const std::string& token = tables.tokens[i];
        if (token.empty()) continue;
        spelled.insert_or_assign(isByteSpelled(token) ? token : spelledBytes(token),
                                 static_cast<std::int32_t>(i));
    }
    LATHE_CHECK(setModel(parts, tables, std::move(spelled), tables.merges, {}));
    LATHE_TRY(pattern, Pattern::compile(expression));
    parts.splitters = {splitIsolated(std::make_shared<const Pattern>(std::move(pattern))), spellBytes()};
    return parts;
}

Result<PipelineParts> llamaOfGguf(const GgufTables& tables) {
    if (!tables.hasMerges && tables.scores.empty())
        return tables.wrong("tokenizer.ggml.scores and tokenizer.ggml.merges are missing");
    const bool prefix = tables.spacePrefix.value_or(true);
    PipelineParts parts;
    parts.decoding = llamaDecoding(prefix);
    fillFrom(parts, tables);
    BpeOptions options;
    options.byteFallback = options.fuseUnknown = true;
    LATHE_CHECK(setModel(parts, tables, parts.ids,
                         tables.hasMerges ? tables.merges : impliedMerges(tables, parts.ids),
                         std::move(options)));
    parts.splitters = {metaspace({kMark, prefix ? "first" : "never", false})};
    return parts;
}

Result<PipelineParts> t5OfGguf(const GgufTables& tables) {
    if (tables.scores.empty()) return tables.wrong("tokenizer.ggml.scores is missing");
    UnigramOptions options;
    options.unknown = tables.unknown.value_or(2);
    if (static_cast<std::size_t>(options.unknown) >= tables.tokens.size())
        return tables.wrong("tokenizer.ggml.unknown_token_id is missing");
    PipelineParts parts;
    parts.kind = "Unigram";
    parts.decoding = metaspaceDecoding(kMark, true);
    fillFrom(parts, tables);
    std::vector<ScoredToken> tokens;
    for (std::size_t i = 0; i < tables.tokens.size(); ++i) {
        tokens.push_back({tables.tokens[i], tables.scores[i]});
        if (tables.types[i] == GgufTables::Normal) parts.mostCommon.push_back(static_cast<std::int32_t>(i));
    }
    std::stable_sort(parts.mostCommon.begin(), parts.mostCommon.end(), [&](std::int32_t a, std::int32_t b) {
        return tables.scores[static_cast<std::size_t>(a)] > tables.scores[static_cast<std::size_t>(b)];
    });
    parts.model = std::make_unique<Unigram>(std::move(tokens), options);
    if (!tables.characterMap.empty()) {
        auto map = CharacterMap::read(tables.characterMap);
        if (!map)
            return failed(map.error().what, tables.source + ", tokenizer.ggml.precompiled_charsmap",
                          map.error().todo);
        parts.normalizers.push_back(characterMapping(std::move(*map)));
    }
    parts.splitters = {splitAtBlanks(), metaspace({kMark, "always", true})};
    return parts;
}

}  // namespace lathe::tokens
