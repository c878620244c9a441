// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>

#include "core/text/tokenizer_bpe.h"
#include "core/text/tokenizer_bytes.h"
#include "core/text/tokenizer_json_reader.h"
#include "core/text/tokenizer_unigram.h"
#include "core/text/tokenizer_wordpiece.h"

namespace lathe::tokens {
namespace {

constexpr std::int64_t kMostHoles = 1 << 16;  ///< ids beyond the number of tokens

Result<std::pair<std::string, std::string>> pairOf(const Json& json, const std::string& where) {
    if (json.isArray() && json.size() == 2 && json.items()[0].isString() && json.items()[1].isString())
        return std::pair(json.items()[0].string(), json.items()[1].string());
    const std::string& text = json.string();
    const auto space = text.find(' ');
    if (space == 0 || space == std::string::npos || space + 1 == text.size())
        return failed("this merge is no pair of tokens", where, "get the tokenizer again");
    return std::pair(text.substr(0, space), text.substr(space + 1));
}

Result<TokenIds> readVocabulary(const Part& part) {
    const Json& vocabulary = part.json["vocab"];
    if (!vocabulary.isObject()) return part.wrong("no vocabulary");
    const auto size = static_cast<std::int64_t>(vocabulary.size());
    TokenIds ids;
    ids.reserve(vocabulary.size());
    std::vector<bool> taken(vocabulary.size() + kMostHoles);
    for (const auto& [token, id] : vocabulary.members()) {
        const std::int64_t value = id.toInteger(-1);
        if (!id.isInteger() || value < 0 || value >= size + kMostHoles)
            return part.at("vocab").wrong("the token " + token + " has an impossible id");
        if (taken[static_cast<std::size_t>(value)])
            return part.at("vocab").wrong("the id " + std::to_string(value) + " is given twice (" + token +
                                          ")");
        taken[static_cast<std::size_t>(value)] = true;
        ids.emplace(token, static_cast<std::int32_t>(value));
    }
    return ids;
}

Result<ReadModel> readBpe(const Part& part) {
    LATHE_CHECK(part.only({"dropout", "unk_token", "continuing_subword_prefix", "end_of_word_suffix",
                           "fuse_unk", "byte_fallback", "ignore_merges", "vocab", "merges"}));
    const Json& json = part.json;
    if (!json["dropout"].isNull() && (!json["dropout"].isNumber() || json["dropout"].toNumber() != 0))
        return part.at("dropout").unknown("dropout while tokenising");
    if (!json["merges"].isArray()) return part.wrong("no list of merges");
    Bpe::Merges merges;
    merges.reserve(json["merges"].size());
    for (std::size_t i = 0; i < json["merges"].size(); ++i) {
        LATHE_TRY(pair, pairOf(json["merges"].items()[i], part.where + ".merges[" + std::to_string(i) + "]"));
        merges.push_back(std::move(pair));
    }
    LATHE_TRY(ids, readVocabulary(part));
    BpeOptions options;
    LATHE_TRY(byteFallback, part.flag("byte_fallback", false));
    LATHE_TRY(fuseUnknown, part.flag("fuse_unk", false));
    LATHE_TRY(ignoreMerges, part.flag("ignore_merges", false));
    LATHE_TRY(continuing, part.text("continuing_subword_prefix", ""));
    LATHE_TRY(ending, part.text("end_of_word_suffix", ""));
    options = {byteFallback, fuseUnknown, ignoreMerges, {}, std::move(continuing), std::move(ending)};
    if (!json["unk_token"].isNull()) {
        options.unknown = idIn(ids, json["unk_token"].string());
        // A whole alphabet of bytes knows everything, whatever its unknown token is called.
        bool whole = true;
        for (unsigned byte = 0; byte < 256; ++byte)
            whole = whole && idIn(ids, byteCharacter(static_cast<unsigned char>(byte)));
        if (!options.unknown && !whole) return part.at("unk_token").wrong("it is no token of the vocabulary");
    }
    auto model = Bpe::make(ids, merges, std::move(options));
    if (!model) return part.at("merges").wrong(model.error().what);
    ReadModel read{nullptr, (*model)->byRank(), "BPE", std::move(ids)};
    read.model = std::move(*model);
    return read;
}

Result<ReadModel> readWordPiece(const Part& part) {
    LATHE_CHECK(part.only({"unk_token", "continuing_subword_prefix", "max_input_chars_per_word", "vocab"}));
    LATHE_TRY(ids, readVocabulary(part));
    LATHE_TRY(unknownName, part.text("unk_token", "[UNK]"));
    LATHE_TRY(prefix, part.text("continuing_subword_prefix", "##"));
    LATHE_TRY(most, part.count("max_input_chars_per_word", 100, 1 << 20));
    const auto unknown = idIn(ids, unknownName);
    if (!unknown) return part.at("unk_token").wrong("it is no token of the vocabulary");
    ReadModel read{nullptr, {}, "WordPiece", {}};
    read.model =
        std::make_unique<WordPiece>(ids, *unknown, std::move(prefix), static_cast<std::size_t>(most));
    for (const auto& [token, id] : ids)
        if (!(token.starts_with("[") && token.ends_with("]") && token.size() > 2))
            read.mostCommon.push_back(id);
    std::sort(read.mostCommon.begin(), read.mostCommon.end());
    read.ids = std::move(ids);
    return read;
}

Result<ReadModel> readUnigram(const Part& part) {
    LATHE_CHECK(part.only({"unk_id", "vocab", "byte_fallback"}));
    const Json& list = part.json["vocab"];
    if (!list.isArray() || list.size() == 0) return part.wrong("no vocabulary");
    std::vector<ScoredToken> tokens;
    tokens.reserve(list.size());
    ReadModel read{nullptr, {}, "Unigram", {}};
    for (std::size_t i = 0; i < list.size(); ++i) {
        const Json& item = list.items()[i];
        if (!item.isArray() || item.size() != 2 || !item.items()[0].isString() || !item.items()[1].isNumber())
            return part.at(i, "vocab").wrong("no pair of token and score");
        const double score = item.items()[1].toNumber();
        if (!std::isfinite(score)) return part.at(i, "vocab").wrong("a score that is no number");
        tokens.push_back({item.items()[0].string(), score});
        read.ids.insert_or_assign(tokens.back().text, static_cast<std::int32_t>(i));
        read.mostCommon.push_back(static_cast<std::int32_t>(i));
    }
    std::stable_sort(read.mostCommon.begin(), read.mostCommon.end(), [&](std::int32_t a, std::int32_t b) {
        return tokens[static_cast<std::size_t>(a)].score > tokens[static_cast<std::size_t>(b)].score;
    });
    UnigramOptions options;
    const std::int64_t unknown = part.json["unk_id"].toInteger(-1);
    if (!part.json["unk_id"].isInteger() || unknown < 0 || static_cast<std::size_t>(unknown) >= tokens.size())
        return part.at("unk_id").wrong("it is no token of the vocabulary");
    options.unknown = static_cast<std::int32_t>(unknown);
    LATHE_TRY(byteFallback, part.flag("byte_fallback", false));
    options.byteFallback = byteFallback;
    read.model = std::make_unique<Unigram>(std::move(tokens), options);
    return read;
}

}  // namespace

Result<ReadModel> readModel(const Part& part) {
    const std::string type = part.type();
    if (type == "BPE" || (type.empty() && part.json["merges"].isArray())) return readBpe(part);
    if (type == "WordPiece" || (type.empty() && part.json.contains("max_input_chars_per_word")))
        return readWordPiece(part);
    if (type == "Unigram" || (type.empty() && part.json["unk_id"].isInteger())) return readUnigram(part);
    return part.unknown("the model " + (type.empty() ? std::string("without a type") : type));
}

}  // namespace lathe::tokens
