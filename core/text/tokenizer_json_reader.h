// SPDX-License-Identifier: Apache-2.0
// Parts of tokenizer.json: each refuses, by name, what it does not know.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/base/json.h"
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
};

/// The "normalizer" value; null gives none.
Result<std::vector<Normalizer>> readNormalizers(const Part& part);

struct Splitting {
    std::vector<Splitter> steps;
    bool byteLevel = false;  ///< pieces are bytes to the model
};
/// The "pre_tokenizer" value; null gives none.
Result<Splitting> readSplitters(const Part& part);

struct Around {
    std::vector<std::int32_t> before, behind;
};
/// The "post_processor" value: what it puts around one text.
Result<Around> readPostProcessor(const Part& part, const TokenIds& ids);

/// The "decoder" value.
Result<Decoding> readDecoder(const Part& part, bool byteLevel);

struct ReadModel {
    std::unique_ptr<Model> model;
    std::vector<std::int32_t> mostCommon;
    std::string kind;  ///< "BPE", "WordPiece"
    std::string continuing;
};
/// The "model" value, whose vocabulary has been read into `ids`.
Result<ReadModel> readModel(const Part& part, const TokenIds& ids, bool byteLevel);
/// The "model" value's vocabulary.
Result<TokenIds> readVocabulary(const Part& part);

/// A pattern value, {"String": ...} or {"Regex": ...}, as an expression.
Result<std::string> readPattern(const Part& part);

}  // namespace lathe::tokens
