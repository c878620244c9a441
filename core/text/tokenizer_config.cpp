// SPDX-License-Identifier: Apache-2.0
#include "core/text/tokenizer_config.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "core/base/files.h"
#include "core/base/text.h"

namespace lathe::tokens {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t kMostBytes = 64 << 20;
constexpr std::int64_t kMostHoles = 1 << 16;

bool isFile(const fs::path& path) {
    std::error_code code;
    return fs::is_regular_file(path, code);
}

/// A token's name in these files: a text, or an object with its content.
std::string contentOf(const Json& value) {
    return value.isString() ? value.string() : value["content"].toString();
}

AddedToken tokenOf(const Json& value) {
    AddedToken token;
    token.content = contentOf(value);
    token.special = value["special"].toBool(true);
    token.singleWord = value["single_word"].toBool(false);
    token.stripLeft = value["lstrip"].toBool(false);
    token.stripRight = value["rstrip"].toBool(false);
    token.normalized = value["normalized"].toBool(false);
    return token;
}

/// A copy of a part of tokenizer.json in which every object of one type went through `change`.
template <class Change>
Json rewritten(const Json& part, std::string_view type, Change change) {
    if (part.isArray()) {
        Json::Array items;
        for (const Json& item : part.items()) items.push_back(rewritten(item, type, change));
        return Json(std::move(items));
    }
    if (!part.isObject()) return part;
    Json::Object members;
    for (const auto& [key, value] : part.members()) members.emplace_back(key, rewritten(value, type, change));
    Json out(std::move(members));
    if (out["type"].string() == type) change(out);
    return out;
}

bool holds(const Json& part, std::string_view type) {
    if (part["type"].string() == type) return true;
    const auto inside = [&](const Json& item) { return holds(item, type); };
    if (part.isArray()) return std::any_of(part.items().begin(), part.items().end(), inside);
    return std::any_of(part.members().begin(), part.members().end(),
                       [&](const Json::Member& member) { return inside(member.second); });
}

}  // namespace

Result<FolderConfig> readFolderConfig(const fs::path& folder) {
    FolderConfig all;
    all.folder = folder;
    for (auto& [name, json] :
         {std::pair("tokenizer_config.json", &all.config), std::pair("special_tokens_map.json", &all.map),
          std::pair("added_tokens.json", &all.added), std::pair("config.json", &all.model)}) {
        if (!isFile(folder / name)) continue;
        LATHE_TRY(text, readFile(folder / name, kMostBytes));
        LATHE_TRY(read, Json::parse(text, (folder / name).string()));
        if (!read.isObject())
            return failed("not a JSON object", (folder / name).string(), "get the tokenizer again");
        *json = std::move(read);
    }
    LATHE_TRY(cut, all.setting("split_special_tokens"));
    if (cut.value_or(false))
        return failed("special tokens in texts are always found", all.where("split_special_tokens"),
                      "set it to false");
    const Json& chat = all.config["chat_template"];
    all.chatTemplate = chat.toString();
    for (const Json& item : chat.items())  // several, by name
        if (all.chatTemplate.empty() || item["name"].string() == "default")
            all.chatTemplate = item["template"].toString();
    if (isFile(folder / "chat_template.jinja")) {
        LATHE_TRY(text, readFile(folder / "chat_template.jinja", kMostBytes));
        all.chatTemplate = std::move(text);
    }
    return all;
}

std::string FolderConfig::className() const {
    std::string name = config["tokenizer_class"].toString();
    if (name.ends_with("Fast")) name.resize(name.size() - 4);
    if (!name.empty() && name != "PreTrainedTokenizer" && name != "TokenizersBackend") return name;
    static constexpr std::array<std::pair<std::string_view, std::string_view>, 9> kOfModels = {
        {{"gpt2", "GPT2Tokenizer"},
         {"roberta", "RobertaTokenizer"},
         {"bart", "BartTokenizer"},
         {"qwen2", "Qwen2Tokenizer"},
         {"bert", "BertTokenizer"},
         {"t5", "T5Tokenizer"},
         {"mt5", "T5Tokenizer"},
         {"llama", "LlamaTokenizer"},
         {"xlm-roberta", "XLMRobertaTokenizer"}}};
    for (const auto& [type, known] : kOfModels)
        if (model["model_type"].string() == type) return std::string(known);
    return {};
}

Result<std::optional<bool>> FolderConfig::setting(const char* key) const {
    const Json& value = config[key];
    if (value.isNull()) return std::nullopt;
    if (!value.isBool()) return failed("neither true nor false", where(key), "correct it");
    return value.toBool();
}

std::string FolderConfig::token(const char* part) const {
    const std::string own = contentOf(config[part]);
    return own.empty() ? contentOf(map[part]) : own;
}

Result<Json> configured(Json json, const FolderConfig& config) {
    if (!json.isObject()) return json;
    const auto refused = [&](const char* key, const char* part) {
        return failed(std::string(key) + " is not what tokenizer.json's " + part + " does", config.where(key),
                      "make them agree");
    };
    const std::pair<const char*, const char*> kBert[] = {{"do_lower_case", "lowercase"},
                                                         {"strip_accents", "strip_accents"},
                                                         {"tokenize_chinese_chars", "handle_chinese_chars"}};
    for (const auto& [key, option] : kBert) {
        LATHE_TRY(wanted, config.setting(key));
        if (!wanted) continue;
        if (holds(json["normalizer"], "BertNormalizer"))
            json.set("normalizer",
                     rewritten(json["normalizer"], "BertNormalizer",
                               [&, name = option, value = *wanted](Json& part) { part.set(name, value); }));
        else if (std::string_view(key) == "do_lower_case" && *wanted &&
                 !holds(json["normalizer"], "Lowercase"))
            return refused(key, "normalizer");
    }
    LATHE_TRY(prefix, config.setting("add_prefix_space"));
    const Json splitter = json["pre_tokenizer"];
    if (!prefix) return json;
    if (splitter["type"].string() == "ByteLevel")
        json.setAt("pre_tokenizer.add_prefix_space", *prefix);
    else if (splitter["type"].string() == "Metaspace" && !*prefix &&
             splitter["prepend_scheme"].toString("always") != "never")
        return refused("add_prefix_space", "pre_tokenizer");
    else if (!*prefix && holds(json["normalizer"], "Prepend"))
        return refused("add_prefix_space", "normalizer");
    return json;
}

Result<> addNamedTokens(PipelineParts& parts, const FolderConfig& config, bool decides) {
    const auto most = static_cast<std::int64_t>(parts.entries.size()) + kMostHoles;
    const auto taken = [&](const AddedToken& token) {
        const auto at = static_cast<std::size_t>(token.id);
        return !idIn(parts.ids, token.content) && at < parts.entries.size() &&
               !parts.entries[at].name.empty();
    };
    const auto known = [&](const std::string& content) {
        const auto id = idIn(parts.ids, content);
        return id && parts.entries[static_cast<std::size_t>(*id)].added;
    };
    const auto refused = [&](const char* file, const std::string& content) {
        return failed("the token " + content + " has an impossible id, or another token's",
                      (config.folder / file).string(), "get the tokenizer again");
    };
    for (const auto& [key, value] : config.config["added_tokens_decoder"].members()) {
        AddedToken token = tokenOf(value);
        token.special = value["special"].toBool(false);
        const auto [end, code] = std::from_chars(key.data(), key.data() + key.size(), token.id);
        if (code != std::errc() || end != key.data() + key.size() || token.id < 0 || token.id >= most ||
            token.content.empty() || taken(token))
            return refused("tokenizer_config.json", token.content);
        if (!known(token.content)) addToken(parts, std::move(token));
    }
    for (const auto& [content, id] : config.added.members()) {
        AddedToken token;
        token.content = content;
        token.id = static_cast<std::int32_t>(std::clamp<std::int64_t>(id.toInteger(-1), -1, most));
        if (!id.isInteger() || token.id < 0 || token.id >= most || content.empty() || taken(token))
            return refused("added_tokens.json", content);
        if (!known(content)) addToken(parts, std::move(token));
    }
    const auto name = [&](const Json& value) {
        AddedToken token = tokenOf(value);
        token.special = true;
        const auto id = idIn(parts.ids, token.content);
        if (!id || token.content.empty()) return;
        parts.entries[static_cast<std::size_t>(*id)].special = true;
        if ((decides && value.isObject()) || !known(token.content)) addToken(parts, std::move(token));
    };
    for (const Json* source : {&config.config, &config.map}) {
        for (const char* part :
             {"bos_token", "eos_token", "unk_token", "sep_token", "pad_token", "cls_token", "mask_token"})
            name((*source)[part]);
        for (const char* list : {"additional_special_tokens", "extra_special_tokens"})
            for (const Json& item : (*source)[list].items()) name(item);
        for (const auto& [part, item] : (*source)["extra_special_tokens"].members()) name(item);
    }
    return {};
}

void nameParts(PipelineParts& parts, const FolderConfig& config) {
    struct Name {
        const char* key;
        std::optional<std::int32_t>& id;
        std::array<const char*, 3> usual;
    };
    const Name names[] = {{"bos_token", parts.bos, {"<s>", "<|begin_of_text|>", "<|endoftext|>"}},
                          {"eos_token", parts.eos, {"</s>", "<|end_of_text|>", "<|endoftext|>"}},
                          {"pad_token", parts.pad, {"<pad>", "[PAD]", ""}},
                          {"mask_token", parts.mask, {"<mask>", "[MASK]", ""}}};
    for (const Name& name : names) {
        if (const auto id = idIn(parts.ids, config.token(name.key))) name.id = id;
        for (const char* usual : name.usual)
            if (!name.id && *usual) name.id = idIn(parts.ids, usual);
    }
}

Result<> putAround(PipelineParts& parts, const FolderConfig& config) {
    LATHE_TRY(bos, config.setting("add_bos_token"));
    LATHE_TRY(eos, config.setting("add_eos_token"));
    if (!bos && !eos) return {};
    parts.before.clear();
    parts.behind.clear();
    if (bos.value_or(false) && parts.bos) parts.before = {*parts.bos};
    if (eos.value_or(false) && parts.eos) parts.behind = {*parts.eos};
    return {};
}

}  // namespace lathe::tokens
