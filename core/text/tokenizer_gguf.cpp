// SPDX-License-Identifier: Apache-2.0
// The tables of GGUF's tokenizer.ggml.*: what they mean for ids is what the reference library makes of the
// same file.
#include <algorithm>

#include "core/base/files.h"
#include "core/base/text.h"
#include "core/text/tokenizer_bpe.h"
#include "core/text/tokenizer_bytes.h"
#include "core/text/tokenizer_pattern.h"
#include "core/text/tokenizer_pipeline.h"
#include "core/text/tokenizer_tables.h"

namespace lathe::tokens {
namespace {

enum TokenType : std::int64_t { Normal = 1, Unknown = 2, Control = 3, UserDefined = 4, Unused = 5, Byte = 6 };

const Json& key(const Json& metadata, const char* name) {
    return metadata["tokenizer.ggml." + std::string(name)];
}

Result<std::optional<std::int32_t>> idKey(const Json& metadata, const char* name, std::size_t size,
                                          const std::string& source) {
    const Json& value = key(metadata, name);
    if (value.isNull()) return std::nullopt;
    const std::int64_t id = value.toInteger(-1);
    if (id == 0xFFFFFFFF) return std::nullopt;  // written for "none"
    if (id < 0 || static_cast<std::size_t>(id) >= size)
        return failed("tokenizer.ggml." + std::string(name) + " is no token of the " + std::to_string(size),
                      source, "get the file again");
    return static_cast<std::int32_t>(id);
}

Result<Bpe::Merges> mergesOf(const Json& list, const std::string& source) {
    Bpe::Merges merges;
    merges.reserve(list.size());
    for (const Json& item : list.items()) {
        const std::string& text = item.string();
        const auto space = text.find(' ');
        if (space == 0 || space == std::string::npos || space + 1 == text.size() ||
            text.find(' ', space + 1) != std::string::npos)
            return failed(
                "merge " + std::to_string(merges.size() + 1) + " of tokenizer.ggml.merges is no pair", source,
                "get the file again");
        merges.emplace_back(text.substr(0, space), text.substr(space + 1));
    }
    return merges;
}

}  // namespace

Result<std::shared_ptr<const Tokenizer>> fromGguf(const Json& metadata, const std::string& source) {
    const std::string kind = key(metadata, "model").toString();
    if (kind.empty())
        return failed("this file holds no tokenizer", source, "use a file with its tokenizer inside");
    if (kind != "gpt2")
        return failed(
            "the tokenizer kind " + kind + " of this GGUF file is not read; gpt2 (byte-level BPE) is", source,
            "use the model's Hugging Face folder");
    const std::string pre = key(metadata, "pre").toString("default");
    const std::string_view expression = ggufPattern(pre);
    if (expression.empty())
        return failed("the pre-tokenizer " + pre + " (tokenizer.ggml.pre) is not known", source,
                      "known: " + joined(ggufPatternNames()));
    const Json& names = key(metadata, "tokens");
    const Json& types = key(metadata, "token_type");
    if (names.size() == 0)
        return failed("tokenizer.ggml.tokens is missing or empty", source, "get the file again");
    if (!types.isNull() && types.size() != names.size())
        return failed("tokenizer.ggml.token_type has " + std::to_string(types.size()) +
                          " items, the tokens are " + std::to_string(names.size()),
                      source, "get the file again");

    PipelineParts parts;
    parts.entries.reserve(names.size());
    TokenIds spelled;  // every token in the byte alphabet
    spelled.reserve(names.size());
    for (std::size_t i = 0; i < names.size(); ++i) {
        const Json& name = names.items()[i];
        if (!name.isString() || invalidUtf8(name.string()))
            return failed("token " + std::to_string(i) + " of tokenizer.ggml.tokens is no text", source,
                          "get the file again");
        const auto id = static_cast<std::int32_t>(i);
        const std::int64_t type = types.isNull() ? Normal : types.items()[i].toInteger(Normal);
        TokenEntry entry;
        entry.name = name.string();
        auto bytes = bytesOfToken(entry.name);
        entry.special = type == Control && bytes.has_value();
        entry.unused = type == Unused;
        entry.added = entry.special || type == UserDefined;
        std::string spelling = entry.name;
        if (!bytes) {  // real characters: the reference writes them in the byte alphabet first
            spelling.clear();
            for (const char c : entry.name) spelling += byteCharacter(static_cast<unsigned char>(c));
        }
        entry.bytes = entry.added || !bytes ? entry.name : std::move(*bytes);
        spelled.insert_or_assign(spelling, id);
        if (!parts.ids.emplace(entry.name, id).second)
            return failed("the token " + entry.name + " stands twice in tokenizer.ggml.tokens", source,
                          "get the file again");
        if (entry.added) {
            AddedToken token;
            token.id = id;
            token.content = entry.name;
            token.special = entry.special;
            parts.raw.add(std::move(token));
        }
        parts.entries.push_back(std::move(entry));
    }
    LATHE_TRY(merges, mergesOf(key(metadata, "merges"), source));
    BpeOptions options;
    auto model = Bpe::make(spelled, merges, options);
    if (!model) {
        Error error = std::move(model).error();
        error.where = source + ", tokenizer.ggml.merges";
        return tl::unexpected<Error>(std::move(error));
    }
    parts.mostCommon = (*model)->byRank();
    parts.model = std::move(*model);
    LATHE_TRY(pattern, Pattern::compile(expression));
    parts.splitters.push_back(splitIsolated(std::make_shared<const Pattern>(std::move(pattern))));

    LATHE_TRY(bos, idKey(metadata, "bos_token_id", names.size(), source));
    LATHE_TRY(eos, idKey(metadata, "eos_token_id", names.size(), source));
    LATHE_TRY(pad, idKey(metadata, "padding_token_id", names.size(), source));
    LATHE_TRY(mask, idKey(metadata, "mask_token_id", names.size(), source));
    parts.bos = bos;
    parts.eos = eos;
    parts.pad = pad;
    parts.mask = mask;
    if (bos && key(metadata, "add_bos_token").toBool(false)) parts.before = {*bos};
    if (eos && key(metadata, "add_eos_token").toBool(false)) parts.behind = {*eos};

    // The digest is over what decides ids, in one order.
    const Json decides = Json::array({kind, pre, names, types, key(metadata, "merges"),
                                      Json(Json::Array(parts.before.begin(), parts.before.end())),
                                      Json(Json::Array(parts.behind.begin(), parts.behind.end()))});
    parts.digest = sha256(decides.dump());
    return makePipeline(std::move(parts));
}

}  // namespace lathe::tokens
