// SPDX-License-Identifier: Apache-2.0
// Hugging Face's tokenizer.json.
#include "core/text/tokenizer_json.h"

#include <algorithm>

#include "core/base/text.h"
#include "core/text/tokenizer_bytes.h"
#include "core/text/tokenizer_decoders.h"

namespace lathe::tokens {
namespace {

constexpr std::int64_t kMostHoles = 1 << 16;

Result<> readAdded(const Part& part, PipelineParts& parts) {
    const Json& list = part.json["added_tokens"];
    if (!list.isNull() && !list.isArray()) return part.at("added_tokens").wrong("no list");
    const auto most = static_cast<std::int64_t>(parts.entries.size() + list.size()) + kMostHoles;
    for (std::size_t i = 0; i < list.size(); ++i) {
        const Part item = part.at(i, "added_tokens");
        LATHE_CHECK(item.only({"id", "content", "single_word", "lstrip", "rstrip", "normalized", "special"}));
        const std::int64_t id = item.json["id"].toInteger(-1);
        if (!item.json["id"].isInteger() || id < 0 || id >= most) return item.wrong("an impossible id");
        if (!item.json["content"].isString() || item.json["content"].string().empty())
            return item.wrong("no content");
        LATHE_TRY(special, item.flag("special", false));
        LATHE_TRY(singleWord, item.flag("single_word", false));
        LATHE_TRY(left, item.flag("lstrip", false));
        LATHE_TRY(right, item.flag("rstrip", false));
        LATHE_TRY(normalized, item.flag("normalized", !special));
        AddedToken token{static_cast<std::int32_t>(id),
                         item.json["content"].string(),
                         special,
                         singleWord,
                         left,
                         right,
                         normalized};
        if (!idIn(parts.ids, token.content) && static_cast<std::size_t>(id) < parts.entries.size() &&
            !parts.entries[static_cast<std::size_t>(id)].name.empty())
            return item.wrong("its id " + std::to_string(id) + " is that of " +
                              parts.entries[static_cast<std::size_t>(id)].name);
        addToken(parts, std::move(token));
    }
    return {};
}

}  // namespace

void fillEntries(PipelineParts& parts) {
    std::int32_t last = -1;
    for (const auto& [token, id] : parts.ids) last = std::max(last, id);
    parts.entries.resize(static_cast<std::size_t>(last + 1));
    for (const auto& [token, id] : parts.ids) {
        TokenEntry& entry = parts.entries[static_cast<std::size_t>(id)];
        entry.name = token;
        entry.unused = token.starts_with("[unused") || token.starts_with("<unused") ||
                       (parts.decoding.byteNames && byteOfName(token));
        entry.bytes = meaningOf(token, parts.decoding);
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
    if (!json["version"].isNull() && json["version"].toString() != "1.0")
        return whole.unknown("the version " + json["version"].dump());
    const auto part = [&](std::string_view name) {
        return Part{json[name], source + ", " + std::string(name)};
    };
    for (const char* name : {"normalizer", "pre_tokenizer", "post_processor", "decoder"})
        if (!json[name].isNull() && !json[name].isObject()) return part(name).wrong("not an object");

    PipelineParts parts;
    if (!json["model"].isObject()) return whole.wrong("no model");
    LATHE_TRY(model, readModel(part("model")));
    parts.kind = std::move(model.kind);
    parts.ids = std::move(model.ids);
    parts.model = std::move(model.model);
    parts.mostCommon = std::move(model.mostCommon);
    LATHE_TRY(normalizers, readNormalizers(part("normalizer")));
    parts.normalizers = std::move(normalizers);
    LATHE_TRY(splitters, readSplitters(part("pre_tokenizer")));
    parts.splitters = std::move(splitters);
    LATHE_TRY(decoding, readDecoder(part("decoder")));
    parts.decoding = std::move(decoding);
    fillEntries(parts);
    LATHE_CHECK(readAdded(whole, parts));
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
