// SPDX-License-Identifier: Apache-2.0
#include "core/text/tokenizer_lists.h"

#include "core/base/files.h"
#include "core/base/text.h"
#include "core/text/tokenizer_pattern.h"

namespace lathe::tokens {
namespace {

constexpr std::uint64_t kMostFileBytes = 512 << 20;

Result<Json> readMerges(const std::filesystem::path& path) {
    LATHE_TRY(text, readFile(path, kMostFileBytes));
    Json::Array merges;
    std::size_t number = 0;
    for (std::string_view merge : split(text, '\n')) {
        ++number;
        if (merge.ends_with('\r')) merge.remove_suffix(1);
        if (merge.empty() || merge.starts_with("#version")) continue;
        const auto space = merge.find(' ');
        if (space == 0 || space == std::string_view::npos || space + 1 == merge.size() ||
            merge.find(' ', space + 1) != std::string_view::npos || invalidUtf8(merge))
            return failed("this merge is no pair of tokens",
                          path.string() + ", line " + std::to_string(number), "get the tokenizer again");
        merges.push_back(
            Json::array({std::string(merge.substr(0, space)), std::string(merge.substr(space + 1))}));
    }
    return Json(std::move(merges));
}

Json special(const Json& id, const char* content) {
    return Json::object({{"id", id}, {"content", content}, {"special", true}});
}

tl::unexpected<Error> unknownClass(const FolderConfig& config, const std::string& name, const char* file) {
    return failed("the tokenizer " + name + " is not read from " + file, config.where("tokenizer_class"),
                  "put its tokenizer.json beside it");
}

}  // namespace

Result<Json> jsonOfVocabAndMerges(const FolderConfig& config) {
    const std::string name = config.className();
    const bool roberta = name == "RobertaTokenizer" || name == "BartTokenizer",
               qwen2 = name == "Qwen2Tokenizer";
    if (!roberta && !qwen2 && !name.empty() && name != "GPT2Tokenizer")
        return unknownClass(config, name, "vocab.json and merges.txt");
    const auto path = config.folder / "vocab.json";
    LATHE_TRY(text, readFile(path, kMostFileBytes));
    LATHE_TRY(vocabulary, Json::parse(text, path.string()));
    if (!vocabulary.isObject())
        return failed("not a JSON object of tokens", path.string(), "get the tokenizer again");
    LATHE_TRY(merges, readMerges(config.folder / "merges.txt"));
    LATHE_TRY(prefix, config.setting("add_prefix_space"));

    Json::Array added;
    const auto add = [&](const char* content) {
        if (vocabulary[content].isInteger()) added.push_back(special(vocabulary[content], content));
    };
    Json processor;
    if (roberta) {
        for (const char* content : {"<s>", "<pad>", "</s>", "<unk>", "<mask>"}) add(content);
        for (const char* content : {"<s>", "</s>"})
            if (!vocabulary[content].isInteger())
                return failed("no " + std::string(content) + " among the tokens", path.string(),
                              "get the tokenizer again");
        processor = Json::object({{"type", "RobertaProcessing"},
                                  {"cls", Json::array({"<s>", vocabulary["<s>"]})},
                                  {"sep", Json::array({"</s>", vocabulary["</s>"]})}});
    } else {
        for (const char* content : {"<|endoftext|>", "<|im_start|>", "<|im_end|>"})
            if (qwen2 || added.empty()) add(content);
    }
    Json splitter = Json::object({{"type", "ByteLevel"}, {"add_prefix_space", prefix.value_or(false)}});
    if (qwen2) {
        splitter.set("use_regex", false);
        splitter = Json::object(
            {{"type", "Sequence"},
             {"pretokenizers",
              Json::array({Json::object({{"type", "Split"},
                                         {"pattern", Json::object({{"Regex", ggufPattern("qwen2")}})},
                                         {"behavior", "Isolated"}}),
                           std::move(splitter)})}});
    }
    return Json::object(
        {{"added_tokens", Json(std::move(added))},
         {"normalizer", qwen2 ? Json::object({{"type", "NFC"}}) : Json()},
         {"pre_tokenizer", std::move(splitter)},
         {"post_processor", std::move(processor)},
         {"decoder", Json::object({{"type", "ByteLevel"}})},
         {"model",
          Json::object({{"type", "BPE"}, {"vocab", std::move(vocabulary)}, {"merges", std::move(merges)}})}});
}

Result<Json> jsonOfVocabText(const FolderConfig& config) {
    const auto path = config.folder / "vocab.txt";
    const std::string name = config.className();
    if (!name.empty() && name != "BertTokenizer" && name != "DistilBertTokenizer" &&
        name != "ElectraTokenizer")
        return unknownClass(config, name, "vocab.txt");
    LATHE_TRY(text, readFile(path, kMostFileBytes));
    if (const auto bad = invalidUtf8(text))
        return failed("not valid UTF-8 (byte " + std::to_string(*bad) + ")", path.string(),
                      "get the tokenizer again");
    LATHE_TRY(basic, config.setting("do_basic_tokenize"));
    if (!basic.value_or(true))
        return failed("a tokenizer without its basic part is not read", config.where("do_basic_tokenize"),
                      "put its tokenizer.json beside it");
    if (config.config["never_split"].size() > 0)
        return failed("words that are never split are not read", config.where("never_split"),
                      "put its tokenizer.json beside it");
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
    const auto part = [&](const char* key, const char* usual) {
        const std::string own = config.token(key);
        return own.empty() ? std::string(usual) : own;
    };
    const std::string unknown = part("unk_token", "[UNK]"), sep = part("sep_token", "[SEP]"),
                      cls = part("cls_token", "[CLS]");
    Json::Array added;
    for (const std::string& content :
         {unknown, sep, part("pad_token", "[PAD]"), cls, part("mask_token", "[MASK]")})
        if (const auto id = idIn(seen, content)) added.push_back(special(*id, content.c_str()));
    for (const std::string& content : {unknown, sep, cls})
        if (!idIn(seen, content))
            return failed("no " + content + " among the tokens", path.string(), "get the tokenizer again");
    return Json::object({{"added_tokens", Json(std::move(added))},
                         {"normalizer", Json::object({{"type", "BertNormalizer"}})},
                         {"pre_tokenizer", Json::object({{"type", "BertPreTokenizer"}})},
                         {"post_processor", Json::object({{"type", "BertProcessing"},
                                                          {"sep", Json::array({sep, *idIn(seen, sep)})},
                                                          {"cls", Json::array({cls, *idIn(seen, cls)})}})},
                         {"decoder", Json::object({{"type", "WordPiece"}})},
                         {"model", Json::object({{"type", "WordPiece"},
                                                 {"unk_token", unknown},
                                                 {"vocab", Json(std::move(vocabulary))}})}});
}

}  // namespace lathe::tokens
