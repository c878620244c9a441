// SPDX-License-Identifier: Apache-2.0
// Hugging Face's tokenizer.json.
#include "core/text/tokenizer_json.h"

#include <cstdlib>

#include "core/base/files.h"
#include "core/base/text.h"
#include "core/text/tokenizer_bytes.h"

namespace lathe::tokens {
namespace {

constexpr std::int64_t kMostHoles = 1 << 16;

Result<std::vector<AddedToken>> readAdded(const Part& part, std::size_t vocabulary) {
    std::vector<AddedToken> all;
    const Json& list = part.json["added_tokens"];
    if (!list.isNull() && !list.isArray()) return part.at("added_tokens").wrong("no list");
    const auto most = static_cast<std::int64_t>(vocabulary + list.size()) + kMostHoles;
    for (std::size_t i = 0; i < list.size(); ++i) {
        const Part item = part.at(i, "added_tokens");
        LATHE_CHECK(item.only({"id", "content", "single_word", "lstrip", "rstrip", "normalized", "special"}));
        const std::int64_t id = item.json["id"].toInteger(-1);
        if (!item.json["id"].isInteger() || id < 0 || id >= most) return item.wrong("an impossible id");
        if (!item.json["content"].isString() || item.json["content"].string().empty())
            return item.wrong("no content");
        AddedToken token;
        token.id = static_cast<std::int32_t>(id);
        token.content = item.json["content"].string();
        token.special = item.json["special"].toBool(false);
        token.singleWord = item.json["single_word"].toBool(false);
        token.stripLeft = item.json["lstrip"].toBool(false);
        token.stripRight = item.json["rstrip"].toBool(false);
        token.normalized = item.json["normalized"].toBool(!token.special);
        all.push_back(std::move(token));
    }
    return all;
}

/// What a token of a vocabulary that is no byte-level one stands for: its mark of a space as one, <0xNN> as
/// that byte.
std::string bytesOf(const std::string& token, const Decoding& decoding) {
    if (decoding.kind != Decoding::Kind::Metaspace) return token;
    if (token.size() == 6 && token.starts_with("<0x") && token.back() == '>') {
        char* end = nullptr;
        const long byte = std::strtol(token.substr(3, 2).c_str(), &end, 16);
        if (*end == '\0') return std::string(1, static_cast<char>(byte));
    }
    std::string bytes;
    for (std::size_t at = 0; at < token.size();) {
        const auto mark = token.find(decoding.space, at);
        bytes.append(token, at, mark == std::string::npos ? std::string::npos : mark - at);
        if (mark == std::string::npos) break;
        bytes += ' ';
        at = mark + decoding.space.size();
    }
    return bytes;
}

}  // namespace

void fillEntries(PipelineParts& parts, const std::vector<AddedToken>& added, bool byteLevel) {
    std::int32_t last = -1;
    for (const auto& [token, id] : parts.ids) last = std::max(last, id);
    for (const AddedToken& token : added) last = std::max(last, token.id);
    parts.entries.resize(static_cast<std::size_t>(last + 1));
    for (const auto& [token, id] : parts.ids) {
        TokenEntry& entry = parts.entries[static_cast<std::size_t>(id)];
        entry.name = token;
        entry.unused = token.starts_with("[unused") || token.starts_with("<unused");
        auto bytes = byteLevel ? bytesOfToken(token) : bytesOf(token, parts.decoding);
        entry.bytes = bytes ? std::move(*bytes) : token;
    }
    for (const AddedToken& token : added) {
        TokenEntry& entry = parts.entries[static_cast<std::size_t>(token.id)];
        entry.name = entry.bytes = token.content;
        entry.special = token.special;
        entry.added = true;
        parts.ids.insert_or_assign(token.content, token.id);
        AddedToken found = token;
        if (token.normalized)
            for (const Normalizer& step : parts.normalizers) found.content = step(std::move(found.content));
        (token.normalized ? parts.normalized : parts.raw).add(std::move(found));
    }
}

Result<PipelineParts> readTokenizerJson(const Json& json, const std::string& source) {
    const Part whole{json, source};
    if (!json.isObject()) return whole.wrong("not a JSON object");
    for (const auto& [key, value] : json.members())
        if (key != "version" && key != "truncation" && key != "padding" && key != "added_tokens" &&
            key != "normalizer" && key != "pre_tokenizer" && key != "post_processor" && key != "decoder" &&
            key != "model")
            return whole.unknown("the part " + key);
    const auto part = [&](std::string_view name) {
        return Part{json[name], source + ", " + std::string(name)};
    };

    PipelineParts parts;
    if (!json["model"].isObject()) return whole.wrong("no model");
    const std::string kind = part("model").type();
    if (kind != "BPE" && kind != "WordPiece" && !(kind.empty() && json["model"]["merges"].isArray()))
        return part("model").unknown("the model " + (kind.empty() ? std::string("without a type") : kind));
    LATHE_TRY(vocabulary, readVocabulary(part("model")));
    parts.ids = std::move(vocabulary);
    LATHE_TRY(added, readAdded(whole, parts.ids.size()));
    LATHE_TRY(normalizers, readNormalizers(part("normalizer")));
    parts.normalizers = std::move(normalizers);
    LATHE_TRY(splitting, readSplitters(part("pre_tokenizer")));
    parts.splitters = std::move(splitting.steps);
    LATHE_TRY(model, readModel(part("model"), parts.ids, splitting.byteLevel));
    parts.model = std::move(model.model);
    parts.mostCommon = std::move(model.mostCommon);
    LATHE_TRY(decoding, readDecoder(part("decoder"), splitting.byteLevel));
    parts.decoding = std::move(decoding);
    fillEntries(parts, added, splitting.byteLevel);
    LATHE_TRY(around, readPostProcessor(part("post_processor"), parts.ids));
    for (const std::vector<std::int32_t>* side : {&around.before, &around.behind})
        for (const std::int32_t id : *side)
            if (static_cast<std::size_t>(id) >= parts.entries.size())
                return part("post_processor").wrong("the id " + std::to_string(id) + " is no token");
    parts.before = std::move(around.before);
    parts.behind = std::move(around.behind);
    return parts;
}

}  // namespace lathe::tokens
