// SPDX-License-Identifier: Apache-2.0
// What the tables of GGUF's tokenizer.ggml.* mean for ids is what the reference library makes of the same
// file.
#include "core/text/tokenizer_gguf.h"

#include <algorithm>
#include <cmath>

#include "core/base/files.h"
#include "core/base/text.h"
#include "core/text/tokenizer_bytes.h"
#include "core/text/tokenizer_tables.h"

namespace lathe::tokens {
namespace {

const Json& key(const Json& metadata, const char* name) {
    return metadata["tokenizer.ggml." + std::string(name)];
}

Result<std::optional<std::int32_t>> idKey(const Json& metadata, const char* name, const GgufTables& tables) {
    const Json& value = key(metadata, name);
    if (value.isNull()) return std::nullopt;
    const std::int64_t id = value.toInteger(-1);
    if (id == 0xFFFFFFFF) return std::nullopt;  // written for "none"
    if (id < 0 || static_cast<std::size_t>(id) >= tables.tokens.size())
        return tables.wrong("tokenizer.ggml." + std::string(name) + " is no token of the " +
                            std::to_string(tables.tokens.size()));
    return static_cast<std::int32_t>(id);
}

Result<> readMerges(const Json& list, GgufTables& tables) {
    tables.hasMerges = list.isArray();
    tables.merges.reserve(list.size());
    for (const Json& item : list.items()) {
        const std::string& text = item.string();
        const auto space = text.find(' ');
        if (space == 0 || space == std::string::npos || space + 1 == text.size() ||
            text.find(' ', space + 1) != std::string::npos)
            return tables.wrong("merge " + std::to_string(tables.merges.size() + 1) +
                                " of tokenizer.ggml.merges is no pair");
        tables.merges.emplace_back(text.substr(0, space), text.substr(space + 1));
    }
    return {};
}

Result<> readTokens(const Json& metadata, GgufTables& tables) {
    const Json& names = key(metadata, "tokens");
    const Json& types = key(metadata, "token_type");
    const Json& scores = key(metadata, "scores");
    if (names.size() == 0) return tables.wrong("tokenizer.ggml.tokens is missing or empty");
    for (const auto& [name, list] : {std::pair("token_type", &types), std::pair("scores", &scores)})
        if (!list->isNull() && list->size() != names.size())
            return tables.wrong("tokenizer.ggml." + std::string(name) + " has " +
                                std::to_string(list->size()) + " items, the tokens are " +
                                std::to_string(names.size()));
    TokenIds seen;
    for (std::size_t i = 0; i < names.size(); ++i) {
        const Json& name = names.items()[i];
        if (!name.isString() || invalidUtf8(name.string()))
            return tables.wrong("token " + std::to_string(i) + " of tokenizer.ggml.tokens is no text");
        // Some files have ids without a name.
        if (!name.string().empty() && !seen.emplace(name.string(), static_cast<std::int32_t>(i)).second)
            return tables.wrong("the token " + name.string() + " stands twice in tokenizer.ggml.tokens");
        tables.tokens.push_back(name.string());
        tables.types.push_back(types.isNull() ? GgufTables::Normal
                                              : types.items()[i].toInteger(GgufTables::Normal));
        if (scores.isNull()) continue;
        const double score = scores.items()[i].toNumber(NAN);
        if (!std::isfinite(score))
            return tables.wrong("the score of token " + std::to_string(i) + " is no number");
        tables.scores.push_back(score);
    }
    return {};
}

/// A map of characters is an array of bytes, signed or not.
Result<std::string> readBytes(const Json& list, const GgufTables& tables) {
    std::string bytes;
    for (const Json& item : list.items()) {
        if (!item.isInteger() || item.toInteger() < -128 || item.toInteger() > 255)
            return tables.wrong("tokenizer.ggml.precompiled_charsmap is no list of bytes");
        bytes += static_cast<char>(static_cast<unsigned char>(item.toInteger() & 0xFF));
    }
    return bytes;
}

/// T5's blanks stand in GGUF files as [PAD32000] and on; the first hundred get their names back, from the
/// highest on.
void nameBlanks(GgufTables& tables) {
    constexpr std::size_t kBlanks = 100;
    std::size_t named = 0;
    for (std::size_t i = 0; i < tables.tokens.size() && named < kBlanks; ++i) {
        const std::string_view token = tables.tokens[i];
        if (!token.starts_with("[PAD") || !token.ends_with(']') || token.size() < 6 ||
            token.find_first_not_of("0123456789", 4) != token.size() - 1)
            continue;
        tables.tokens[i] = "<extra_id_" + std::to_string(kBlanks - 1 - named++) + ">";
        tables.types[i] = GgufTables::Control;
    }
}

using ReadKind = Result<PipelineParts> (*)(const GgufTables&);

ReadKind readerOf(std::string_view kind) {
    return kind == "gpt2"    ? byteLevelOfGguf
           : kind == "llama" ? llamaOfGguf
           : kind == "t5"    ? t5OfGguf
                             : nullptr;
}

}  // namespace

Result<std::shared_ptr<const Tokenizer>> fromGguf(const Json& metadata, const std::string& source) {
    const std::string kind = key(metadata, "model").toString();
    if (kind.empty())
        return failed("this file holds no tokenizer", source, "use a file with its tokenizer inside");
    const ReadKind read = readerOf(kind);
    if (!read)
        return failed("the tokenizer kind " + kind + " of this GGUF file is not read; gpt2, llama and t5 are",
                      source, "use the model's Hugging Face folder");
    GgufTables tables;
    tables.source = source;
    tables.pre = key(metadata, "pre").toString("default");
    LATHE_CHECK(readTokens(metadata, tables));
    LATHE_CHECK(readMerges(key(metadata, "merges"), tables));
    LATHE_TRY(map, readBytes(key(metadata, "precompiled_charsmap"), tables));
    tables.characterMap = std::move(map);
    if (key(metadata, "add_space_prefix").isBool())
        tables.spacePrefix = key(metadata, "add_space_prefix").toBool();
    LATHE_TRY(unknown, idKey(metadata, "unknown_token_id", tables));
    LATHE_TRY(bos, idKey(metadata, "bos_token_id", tables));
    LATHE_TRY(eos, idKey(metadata, "eos_token_id", tables));
    LATHE_TRY(pad, idKey(metadata, "padding_token_id", tables));
    LATHE_TRY(mask, idKey(metadata, "mask_token_id", tables));
    tables.unknown = unknown;

    if (kind == "t5") nameBlanks(tables);
    LATHE_TRY(parts, read(tables));
    // Control tokens and those with a part to play are found in texts as they are written; so are
    // user-defined ones.
    for (std::size_t i = 0; i < tables.tokens.size(); ++i) {
        const auto id = static_cast<std::int32_t>(i);
        const bool named = id == unknown || id == bos || id == eos || id == pad;
        const bool special = tables.types[i] == GgufTables::Control || named;
        if ((!special && tables.types[i] != GgufTables::UserDefined) || tables.tokens[i].empty()) continue;
        // Among bytes one that is marked control but spelled otherwise is a known mistake of converters.
        if (kind == "gpt2" && special && !isByteSpelled(tables.tokens[i])) continue;
        AddedToken token;
        token.id = id;
        token.content = tables.tokens[i];
        token.special = special;
        addToken(parts, std::move(token));
    }
    parts.bos = bos;
    parts.eos = eos;
    parts.pad = pad;
    parts.mask = mask;
    if (bos && key(metadata, "add_bos_token").toBool(kind == "llama")) parts.before = {*bos};
    if (eos && key(metadata, "add_eos_token").toBool(kind == "t5")) parts.behind = {*eos};
    parts.chatTemplate = metadata["tokenizer.chat_template"].toString();

    // The digest is over what decides ids, in one order.
    Json decides =
        Json::array({kind, tables.pre, key(metadata, "tokens"), key(metadata, "token_type"),
                     key(metadata, "merges"), Json(Json::Array(parts.before.begin(), parts.before.end())),
                     Json(Json::Array(parts.behind.begin(), parts.behind.end()))});
    if (kind != "gpt2")
        for (const char* name : {"scores", "precompiled_charsmap", "add_space_prefix", "unknown_token_id"})
            decides.append(key(metadata, name));
    parts.digest = sha256(decides.dump());
    return makePipeline(std::move(parts));
}

}  // namespace lathe::tokens
