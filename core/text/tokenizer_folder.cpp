// SPDX-License-Identifier: Apache-2.0
// A folder in Hugging Face's form: which file decides, and what the files beside it add.
#include <algorithm>
#include <array>
#include <utility>

#include "core/base/files.h"
#include "core/base/text.h"
#include "core/text/tokenizer_config.h"
#include "core/text/tokenizer_json.h"
#include "core/text/tokenizer_lists.h"
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

/// T5's blanks have no pieces: their ids follow the last one, the highest number first.
Result<> addBlanks(PipelineParts& parts, const FolderConfig& config) {
    const Json& given = config.config["extra_ids"];
    if (given.isNull() && config.config["tokenizer_class"].isNull()) return {};
    const std::int64_t count = given.toInteger(100);
    if ((!given.isNull() && !given.isInteger()) || count < 0 || count > 1 << 16)
        return failed("no number from 0 to 65536", config.where("extra_ids"), "correct it");
    const auto size = static_cast<std::int32_t>(parts.entries.size());
    for (std::int32_t i = 0; i < count; ++i) {
        AddedToken token;
        token.id = size + static_cast<std::int32_t>(count) - 1 - i;
        token.content = "<extra_id_" + std::to_string(i) + ">";
        token.special = true;
        addToken(parts, std::move(token));
    }
    return {};
}

/// sentencepiece alone: T5 closes with </s>, Llama opens with <s>, XLM-R does both, unless
/// tokenizer_config.json says otherwise.
Result<PipelineParts> readLoneModel(const fs::path& path, std::string_view bytes,
                                    const FolderConfig& config) {
    std::string name = config.className();
    if (name.empty())
        name = path.filename() == "spiece.model"              ? "T5Tokenizer"
               : path.filename() == "sentencepiece.bpe.model" ? "XLMRobertaTokenizer"
                                                              : "LlamaTokenizer";
    if (name == "MT5Tokenizer") name = "T5Tokenizer";
    const bool t5 = name == "T5Tokenizer", fairseq = name == "XLMRobertaTokenizer";
    if (!t5 && !fairseq && name != "LlamaTokenizer")
        return failed("the tokenizer " + name + " is not read from a sentencepiece model alone",
                      path.string(), "put its tokenizer.json beside it");
    LATHE_TRY(lower, config.setting("do_lower_case"));
    if (lower.value_or(false))
        return failed("do_lower_case is not what a sentencepiece model does", config.where("do_lower_case"),
                      "put its tokenizer.json beside it");
    if (config.config["sp_model_kwargs"].size() > 0)
        return failed("settings of sentencepiece are not read", config.where("sp_model_kwargs"),
                      "take them out");
    LATHE_TRY(legacy, config.setting("legacy"));
    SentencePieceOptions options;
    options.fairseq = fairseq;
    options.prefixOnce = name == "LlamaTokenizer" && !legacy.value_or(false);
    if (name == "LlamaTokenizer") {
        LATHE_TRY(prefix, config.setting("add_prefix_space"));
        options.prefix = prefix;
    }
    LATHE_TRY(parts, readSentencePiece(bytes, path.string(), options));
    LATHE_TRY(bos, config.setting("add_bos_token"));
    LATHE_TRY(eos, config.setting("add_eos_token"));
    if (parts.bos && bos.value_or(!t5)) parts.before = {*parts.bos};
    if (parts.eos && eos.value_or(t5 || fairseq)) parts.behind = {*parts.eos};
    if (config.config.isNull()) return parts;  // a lone model names no tokens in texts but its own
    LATHE_CHECK(addNamedTokens(parts, config, true));
    for (const char* usual : {"<s>", "</s>", "<unk>", "<pad>", "<mask>"}) {  // the class's own names
        const auto id = idIn(parts.ids, usual);
        if (!id || !parts.entries[static_cast<std::size_t>(*id)].special) continue;
        if (parts.entries[static_cast<std::size_t>(*id)].added) continue;
        AddedToken token;
        token.content = usual;
        token.special = true;
        addToken(parts, std::move(token));
    }
    if (t5) LATHE_CHECK(addBlanks(parts, config));
    return parts;
}

}  // namespace

Result<std::shared_ptr<const Tokenizer>> fromFolder(const fs::path& folder) {
    LATHE_TRY(config, readFolderConfig(folder));
    const auto finish = [&](PipelineParts parts,
                            const std::string& decides) -> Result<std::shared_ptr<const Tokenizer>> {
        nameParts(parts, config);
        parts.decoding.cleanUp =
            parts.kind != "BPE" && config.config["clean_up_tokenization_spaces"].toBool(false);
        parts.chatTemplate = config.chatTemplate;
        // What stands beside the file decides as well, but for what has nothing to do with ids.
        Json beside = config.config;
        for (const char* key : {"chat_template", "model_max_length", "name_or_path", "padding_side"})
            beside.erase(key);
        std::string all = decides;
        for (const Json* json : std::array<const Json*, 3>{&beside, &config.map, &config.added})
            if (!json->isNull()) all += json->dump();
        parts.digest = sha256(all);
        return makePipeline(std::move(parts));
    };
    const auto fromJson = [&](Json json, const std::string& source,
                              bool lists) -> Result<std::shared_ptr<const Tokenizer>> {
        const std::string decides = json.dump();
        LATHE_TRY(set, configured(std::move(json), config));
        LATHE_TRY(parts, readTokenizerJson(set, source));
        LATHE_CHECK(addNamedTokens(parts, config, lists));
        nameParts(parts, config);
        if (lists) LATHE_CHECK(putAround(parts, config));  // a tokenizer.json says itself what is put around
        return finish(std::move(parts), decides);
    };
    if (const fs::path path = folder / "tokenizer.json"; isFile(path)) {
        LATHE_TRY(text, readFile(path, kMostFileBytes));
        LATHE_TRY(json, Json::parse(text, path.string()));
        return fromJson(std::move(json), path.string(), false);
    }
    for (const char* name : {"spiece.model", "tokenizer.model", "sentencepiece.bpe.model"}) {
        const fs::path path = folder / name;
        if (!isFile(path)) continue;
        LATHE_TRY(bytes, readFile(path, kMostFileBytes));
        LATHE_TRY(parts, readLoneModel(path, bytes, config));
        return finish(std::move(parts), bytes);
    }
    if (isFile(folder / "vocab.json") && isFile(folder / "merges.txt")) {
        LATHE_TRY(json, jsonOfVocabAndMerges(config));
        return fromJson(std::move(json), (folder / "vocab.json").string(), true);
    }
    if (isFile(folder / "vocab.txt")) {
        LATHE_TRY(json, jsonOfVocabText(config));
        return fromJson(std::move(json), (folder / "vocab.txt").string(), true);
    }
    return failed("no tokenizer files in this folder", folder.string(),
                  "give a folder with tokenizer.json, spiece.model, tokenizer.model, vocab.json and "
                  "merges.txt, or vocab.txt");
}

}  // namespace lathe::tokens
