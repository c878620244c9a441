// SPDX-License-Identifier: Apache-2.0
// A folder in Hugging Face's form: which file decides, and which tokens have a name.
#include <array>

#include "core/base/files.h"
#include "core/base/text.h"
#include "core/text/tokenizer_bpe.h"
#include "core/text/tokenizer_json.h"
#include "core/text/tokenizer_sentencepiece.h"
#include "core/text/tokenizer_tables.h"

namespace lathe::tokens {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t kMostFileBytes = 512 << 20;

bool isFile(const fs::path& path) {
    std::error_code code;
    return fs::is_regular_file(path, code);
}

Result<Json> readJson(const fs::path& path) {
    LATHE_TRY(text, readFile(path, kMostFileBytes));
    return Json::parse(text, path.string());
}

/// A token's name in tokenizer_config.json or special_tokens_map.json: a text, or an object with its content.
std::string contentOf(const Json& value) {
    return value.isString() ? value.string() : value["content"].toString();
}

/// bos, eos, pad and mask by the folder's own words, else by the names that everyone uses.
void nameSpecials(PipelineParts& parts, const Json& config, const Json& map) {
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
        for (const Json* source : {&config, &map})
            if (const std::string content = contentOf((*source)[name.key]); !content.empty())
                if (const auto id = idIn(parts.ids, content)) name.id = id;
        for (const char* usual : name.usual)
            if (!name.id && *usual) name.id = idIn(parts.ids, usual);
    }
}

/// GPT-2's two files as the tokenizer.json that says the same.
Result<Json> jsonOfVocabAndMerges(const fs::path& folder, const Json& config) {
    LATHE_TRY(vocabulary, readJson(folder / "vocab.json"));
    LATHE_TRY(text, readFile(folder / "merges.txt", kMostFileBytes));
    Json::Array merges;
    std::size_t number = 0;
    for (const std::string_view line : split(text, '\n')) {
        ++number;
        const std::string_view merge = line.ends_with('\r') ? line.substr(0, line.size() - 1) : line;
        if (merge.empty() || (number == 1 && merge.starts_with("#version"))) continue;
        const auto space = merge.find(' ');
        if (space == 0 || space == std::string_view::npos || space + 1 == merge.size() || invalidUtf8(merge))
            return failed("this merge is no pair of tokens",
                          (folder / "merges.txt").string() + ", line " + std::to_string(number),
                          "get the tokenizer again");
        merges.push_back(
            Json::array({std::string(merge.substr(0, space)), std::string(merge.substr(space + 1))}));
    }
    Json::Array added;
    if (vocabulary.isObject() && vocabulary["<|endoftext|>"].isInteger())
        added.push_back(Json::object(
            {{"id", vocabulary["<|endoftext|>"]}, {"content", "<|endoftext|>"}, {"special", true}}));
    return Json::object(
        {{"added_tokens", Json(std::move(added))},
         {"pre_tokenizer", Json::object({{"type", "ByteLevel"},
                                         {"add_prefix_space", config["add_prefix_space"].toBool(false)}})},
         {"decoder", Json::object({{"type", "ByteLevel"}})},
         {"model",
          Json::object(
              {{"type", "BPE"}, {"vocab", std::move(vocabulary)}, {"merges", Json(std::move(merges))}})}});
}

/// BERT's vocab.txt (a token a line) as the tokenizer.json that says the same.
Result<Json> jsonOfVocabText(const fs::path& folder, const Json& config) {
    const fs::path path = folder / "vocab.txt";
    LATHE_TRY(text, readFile(path, kMostFileBytes));
    if (const auto bad = invalidUtf8(text))
        return failed("not valid UTF-8 (byte " + std::to_string(*bad) + ")", path.string(),
                      "get the tokenizer again");
    Json::Object vocabulary;
    TokenIds seen;
    std::int32_t next = 0;
    for (std::string_view line : split(text, '\n')) {
        if (line.ends_with('\r')) line.remove_suffix(1);
        const std::int32_t id = next++;
        if (line.empty()) continue;  // the closing line, or an id that is not taken
        if (!seen.emplace(std::string(line), id).second)
            return failed("the token " + std::string(line) + " stands twice",
                          path.string() + ", line " + std::to_string(next), "get the tokenizer again");
        vocabulary.emplace_back(std::string(line), id);
    }
    Json::Array added;
    for (const char* name : {"[UNK]", "[SEP]", "[PAD]", "[CLS]", "[MASK]"})
        if (const auto id = idIn(seen, name))
            added.push_back(Json::object({{"id", *id}, {"content", name}, {"special", true}}));
    for (const char* name : {"[UNK]", "[SEP]", "[CLS]"})
        if (!idIn(seen, name))
            return failed("no " + std::string(name) + " among the tokens", path.string(),
                          "get the tokenizer again");
    const bool lower = config["do_lower_case"].toBool(true);
    return Json::object(
        {{"added_tokens", Json(std::move(added))},
         {"normalizer", Json::object({{"type", "BertNormalizer"},
                                      {"handle_chinese_chars", config["tokenize_chinese_chars"].toBool(true)},
                                      {"strip_accents", config["strip_accents"]},
                                      {"lowercase", lower}})},
         {"pre_tokenizer", Json::object({{"type", "BertPreTokenizer"}})},
         {"post_processor", Json::object({{"type", "BertProcessing"},
                                          {"sep", Json::array({"[SEP]", *idIn(seen, "[SEP]")})},
                                          {"cls", Json::array({"[CLS]", *idIn(seen, "[CLS]")})}})},
         {"decoder", Json::object({{"type", "WordPiece"}})},
         {"model", Json::object({{"type", "WordPiece"}, {"vocab", Json(std::move(vocabulary))}})}});
}

/// sentencepiece alone: T5 closes with </s>, Llama opens with <s>, unless tokenizer_config.json says
/// otherwise.
Result<PipelineParts> readLoneModel(const fs::path& path, const Json& config) {
    LATHE_TRY(parts, readSentencePiece(path));
    const bool t5 = path.filename() == "spiece.model";
    if (parts.bos && config["add_bos_token"].toBool(!t5)) parts.before = {*parts.bos};
    if (parts.eos && config["add_eos_token"].toBool(t5)) parts.behind = {*parts.eos};
    return parts;
}

}  // namespace

Result<std::shared_ptr<const Tokenizer>> fromFolder(const fs::path& folder) {
    Json config, map;
    for (auto& [name, json] :
         {std::pair("tokenizer_config.json", &config), std::pair("special_tokens_map.json", &map)}) {
        if (!isFile(folder / name)) continue;
        LATHE_TRY(read, readJson(folder / name));
        *json = std::move(read);
    }
    const auto finish = [&](Result<PipelineParts> read,
                            const std::string& decides) -> Result<std::shared_ptr<const Tokenizer>> {
        if (!read) return tl::unexpected<Error>(std::move(read).error());
        nameSpecials(*read, config, map);
        read->digest = sha256(decides);
        return makePipeline(std::move(*read));
    };
    const auto fromJson = [&](const Result<Json>& json,
                              const std::string& source) -> Result<std::shared_ptr<const Tokenizer>> {
        if (!json) return tl::unexpected<Error>(json.error());
        return finish(readTokenizerJson(*json, source), json->dump());
    };
    fs::path model;
    for (const char* name : {"spiece.model", "tokenizer.model"})
        if (model.empty() && isFile(folder / name)) model = folder / name;
    if (isFile(folder / "tokenizer.json")) {
        const fs::path path = folder / "tokenizer.json";
        return fromJson(readJson(path), path.string());
    }
    if (!model.empty()) {
        LATHE_TRY(bytes, readFile(model, kMostFileBytes));
        return finish(readLoneModel(model, config), bytes);
    }
    if (isFile(folder / "vocab.json") && isFile(folder / "merges.txt"))
        return fromJson(jsonOfVocabAndMerges(folder, config), (folder / "vocab.json").string());
    if (isFile(folder / "vocab.txt"))
        return fromJson(jsonOfVocabText(folder, config), (folder / "vocab.txt").string());
    return failed("no tokenizer files in this folder", folder.string(),
                  "give a folder with tokenizer.json, spiece.model, tokenizer.model, vocab.json and "
                  "merges.txt, or vocab.txt");
}

}  // namespace lathe::tokens
