// SPDX-License-Identifier: Apache-2.0
// Parts of tokenizer.json: each refuses, by name, what it does not know.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/base/json.h"
#include "core/text/tokenizer_charsmap.h"
#include "core/text/tokenizer_pipeline.h"

namespace lathe::tokens {

/// A value of tokenizer.json and where it stands ("tokenizer.json, normalizer").
struct Part {
    const Json& json;
    std::string where;

    Part at(std::string_view key) const { return {json[key], where + "." + std::string(key)}; }
    Part at(std::size_t index, std::string_view list) const {
        return {json[list].items()[index],
                where + "." + std::string(list) + "[" + std::to_string(index) + "]"};
    }
    std::string type() const { return json["type"].toString(); }
    tl::unexpected<Error> unknown(const std::string& what) const {
        return failed(what + " is not known", where, "this tokenizer can't be read exactly");
    }
    tl::unexpected<Error> wrong(const std::string& what) const {
        return failed(what, where, "get the tokenizer again");
    }
    /// Refuses a member that is not listed ("type" always is).
    Result<> only(std::initializer_list<std::string_view> keys) const;
    /// A member, or the fallback where it is absent or null; another type is refused.
    Result<bool> flag(std::string_view key, bool fallback) const;
    Result<std::string> text(std::string_view key, std::string_view fallback) const;
    Result<std::int64_t> count(std::string_view key, std::int64_t fallback, std::int64_t most) const;
};

/// The "normalizer" value; null gives none.
Result<std::vector<Normalizer>> readNormalizers(const Part& part);
/// The reference's use of a sentencepiece model's character map.
Normalizer characterMapping(CharacterMap map);
/// The "pre_tokenizer" value; null gives none.
Result<std::vector<Splitter>> readSplitters(const Part& part);

/// Options of "Metaspace", as pre-tokenizer and as decoder.
struct MetaspaceOptions {
    std::string mark, scheme;  ///< one character; "always", "first" or "never"
    bool split = true;
};
Result<MetaspaceOptions> readMetaspaceOptions(const Part& part);
/// Spaces as marks, one in front as `scheme` says, cut in front of each mark where `split`.
Splitter metaspace(MetaspaceOptions options);
/// Cuts at blanks, which go.
Splitter splitAtBlanks();

struct Around {
    std::vector<std::int32_t> before, behind;
};
/// The "post_processor" value: what it puts around one text.
Result<Around> readPostProcessor(const Part& part, const TokenIds& ids);

struct ReadModel {
    std::unique_ptr<Model> model;
    std::vector<std::int32_t> mostCommon;
    std::string kind;  ///< "BPE", "WordPiece", "Unigram"
    TokenIds ids;
};
/// The "model" value with its vocabulary.
Result<ReadModel> readModel(const Part& part);

/// A pattern value, {"String": ...} or {"Regex": ...}.
Result<std::shared_ptr<const Pattern>> readPattern(const Part& part);

}  // namespace lathe::tokens
