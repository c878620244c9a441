// SPDX-License-Identifier: Apache-2.0
#include "core/text/tokenizer_json_reader.h"

#include <algorithm>

#include "core/base/text.h"
#include "core/text/tokenizer_bpe.h"
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

Result<ReadModel> readBpe(const Part& part, const TokenIds& ids, bool byteLevel) {
    LATHE_CHECK(part.only({"dropout", "unk_token", "continuing_subword_prefix", "end_of_word_suffix",
                           "fuse_unk", "byte_fallback", "ignore_merges", "vocab", "merges"}));
    const Json& json = part.json;
    if (json["dropout"].toNumber(0) != 0) return part.at("dropout").unknown("dropout while tokenising");
    if (!json["merges"].isArray()) return part.wrong("no list of merges");
    Bpe::Merges merges;
    merges.reserve(json["merges"].size());
    for (std::size_t i = 0; i < json["merges"].size(); ++i) {
        LATHE_TRY(pair, pairOf(json["merges"].items()[i], part.where + ".merges[" + std::to_string(i) + "]"));
        merges.push_back(std::move(pair));
    }
    BpeOptions options;
    options.byteLevel = byteLevel;
    options.byteFallback = json["byte_fallback"].toBool(false);
    options.fuseUnknown = json["fuse_unk"].toBool(false);
    options.ignoreMerges = json["ignore_merges"].toBool(false);
    options.continuing = json["continuing_subword_prefix"].toString();
    options.ending = json["end_of_word_suffix"].toString();
    if (byteLevel && !(options.continuing.empty() && options.ending.empty()))
        return part.unknown("a byte-level vocabulary with a prefix or suffix inside words");
    if (json["unk_token"].isString()) {
        options.unknown = idIn(ids, json["unk_token"].string());
        if (!options.unknown) return part.at("unk_token").wrong("it is no token of the vocabulary");
    }
    auto model = Bpe::make(ids, merges, std::move(options));
    if (!model) return part.at("merges").wrong(model.error().what);
    ReadModel read{nullptr, (*model)->byRank(), "BPE", json["continuing_subword_prefix"].toString()};
    read.model = std::move(*model);
    return read;
}

Result<ReadModel> readWordPiece(const Part& part, const TokenIds& ids) {
    LATHE_CHECK(part.only({"unk_token", "continuing_subword_prefix", "max_input_chars_per_word", "vocab"}));
    const auto unknown = idIn(ids, part.json["unk_token"].toString("[UNK]"));
    if (!unknown) return part.at("unk_token").wrong("it is no token of the vocabulary");
    const std::int64_t most = part.json["max_input_chars_per_word"].toInteger(100);
    if (most < 1 || most > 1 << 20) return part.at("max_input_chars_per_word").wrong("it is impossible");
    ReadModel read{nullptr, {}, "WordPiece", part.json["continuing_subword_prefix"].toString("##")};
    read.model = std::make_unique<WordPiece>(ids, *unknown, read.continuing, static_cast<std::size_t>(most));
    for (const auto& [token, id] : ids)
        if (!(token.starts_with("[") && token.ends_with("]") && token.size() > 2))
            read.mostCommon.push_back(id);
    std::sort(read.mostCommon.begin(), read.mostCommon.end());
    return read;
}

Result<std::vector<std::int32_t>> templateIds(const Part& part, const std::string& name) {
    const Json& token = part.json["special_tokens"][name];
    if (!token["ids"].isArray() || token["ids"].size() == 0)
        return part.wrong("the special token " + name + " has no ids");
    std::vector<std::int32_t> ids;
    for (const Json& id : token["ids"].items()) {
        if (!id.isInteger() || id.toInteger() < 0 || id.toInteger() > INT32_MAX)
            return part.wrong("the special token " + name + " has an impossible id");
        ids.push_back(static_cast<std::int32_t>(id.toInteger()));
    }
    return ids;
}

Result<Around> readTemplate(const Part& part) {
    LATHE_CHECK(part.only({"single", "pair", "special_tokens"}));
    Around around;
    bool seen = false;
    for (std::size_t i = 0; i < part.json["single"].size(); ++i) {
        const Part item = part.at(i, "single");
        if (item.json["Sequence"].isObject()) {
            if (seen) return item.wrong("the text stands twice in the template");
            seen = true;
        } else if (item.json["SpecialToken"]["id"].isString()) {
            LATHE_TRY(ids, templateIds(part, item.json["SpecialToken"]["id"].string()));
            auto& side = seen ? around.behind : around.before;
            side.insert(side.end(), ids.begin(), ids.end());
        } else {
            return item.unknown("this piece of a template");
        }
    }
    if (!seen) return part.at("single").wrong("the text itself is missing");
    return around;
}

/// ["[SEP]", 102]
Result<std::int32_t> namedId(const Part& part, const TokenIds& ids) {
    if (!part.json.isArray() || part.json.size() != 2 || !part.json.items()[1].isInteger())
        return part.wrong("no pair of token and id");
    const std::int64_t id = part.json.items()[1].toInteger();
    if (id < 0 || id > INT32_MAX) return part.wrong("an impossible id");
    if (const auto known = idIn(ids, part.json.items()[0].string()); known && *known != id)
        return part.wrong("its id is not that of the vocabulary");
    return static_cast<std::int32_t>(id);
}

}  // namespace

Result<> Part::only(std::initializer_list<std::string_view> keys) const {
    for (const auto& [key, value] : json.members())
        if (key != "type" && std::find(keys.begin(), keys.end(), key) == keys.end())
            return failed("the option " + key + " of " + type() + " is not known", where,
                          "this tokenizer can't be read exactly");
    return {};
}

Result<std::string> readPattern(const Part& part) {
    if (part.json["Regex"].isString()) return part.json["Regex"].string();
    const Json& literal = part.json.isString() ? part.json : part.json["String"];
    if (!literal.isString() || literal.string().empty()) return part.wrong("no pattern");
    std::string quoted;
    for (const char c : literal.string()) {
        if (static_cast<unsigned char>(c) < 0x80 && !std::isalnum(static_cast<unsigned char>(c)))
            quoted += '\\';
        quoted += c;
    }
    return quoted;
}

Result<Around> readPostProcessor(const Part& part, const TokenIds& ids) {
    Around around;
    const std::string type = part.type();
    if (part.json.isNull()) return around;
    if (type == "TemplateProcessing") return readTemplate(part);
    if (type == "BertProcessing" || type == "RobertaProcessing") {
        LATHE_CHECK(part.only({"sep", "cls", "trim_offsets", "add_prefix_space"}));
        LATHE_TRY(cls, namedId(part.at("cls"), ids));
        LATHE_TRY(sep, namedId(part.at("sep"), ids));
        return Around{{cls}, {sep}};
    }
    if (type == "ByteLevel") {
        LATHE_CHECK(part.only({"add_prefix_space", "trim_offsets", "use_regex"}));
        return around;
    }
    if (type == "Sequence") {
        LATHE_CHECK(part.only({"processors"}));
        for (std::size_t i = 0; i < part.json["processors"].size(); ++i) {
            LATHE_TRY(inner, readPostProcessor(part.at(i, "processors"), ids));
            around.before.insert(around.before.begin(), inner.before.begin(), inner.before.end());
            around.behind.insert(around.behind.end(), inner.behind.begin(), inner.behind.end());
        }
        return around;
    }
    return part.unknown("the post-processor " + type);
}

Result<Decoding> readDecoder(const Part& part, bool byteLevel) {
    Decoding decoding;
    const std::string type = part.type();
    if (byteLevel) {
        if (!part.json.isNull() && type != "ByteLevel" && type != "Sequence")
            return part.unknown("the decoder " + type);
        return decoding;
    }
    if (type == "WordPiece") {
        LATHE_CHECK(part.only({"prefix", "cleanup"}));
        decoding.kind = Decoding::Kind::WordPiece;
        decoding.prefix = part.json["prefix"].toString("##");
        decoding.cleanUp = part.json["cleanup"].toBool(true);
    } else if (type == "Metaspace") {
        decoding.kind = Decoding::Kind::Metaspace;
        decoding.space = part.json["replacement"].toString("\u2581");
        decoding.dropFirst = part.json["prepend_scheme"].toString("always") != "never";
    } else if (type == "Sequence") {  // Llama's: replace the mark, bytes, fuse, strip one space in front
        decoding.kind = Decoding::Kind::Metaspace;
        decoding.dropFirst = false;
        for (std::size_t i = 0; i < part.json["decoders"].size(); ++i) {
            const Part inner = part.at(i, "decoders");
            if (inner.type() == "Strip")
                decoding.dropFirst = inner.json["start"].toInteger() > 0;
            else if (inner.type() == "Replace")
                decoding.space = inner.json["pattern"]["String"].toString(decoding.space);
            else if (inner.type() == "Metaspace")
                decoding.dropFirst = true;
            else if (inner.type() != "ByteFallback" && inner.type() != "Fuse")
                return inner.unknown("the decoder " + inner.type());
        }
    } else if (!part.json.isNull()) {
        return part.unknown("the decoder " + type);
    }
    return decoding;
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

Result<ReadModel> readModel(const Part& part, const TokenIds& ids, bool byteLevel) {
    const std::string type = part.type();
    if (type == "BPE" || (type.empty() && part.json["merges"].isArray()))
        return readBpe(part, ids, byteLevel);
    if (type == "WordPiece" && !byteLevel) return readWordPiece(part, ids);
    return part.unknown("the model " + (type.empty() ? std::string("without a type") : type));
}

}  // namespace lathe::tokens
