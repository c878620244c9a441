// SPDX-License-Identifier: Apache-2.0
// What stands beside a tokenizer in Hugging Face's folders: tokenizer_config.json, special_tokens_map.json,
// added_tokens.json, chat_template.jinja, and the model's config.json.
#pragma once

#include <filesystem>
#include <string>

#include "core/base/json.h"
#include "core/text/tokenizer_pipeline.h"

namespace lathe::tokens {

struct FolderConfig {
    std::filesystem::path folder;
    Json config, map, added, model;  ///< null where there is no such file
    std::string chatTemplate;

    /// tokenizer_class without "Fast"; where it is missing or says nothing, what model_type stands for; may
    /// be empty.
    std::string className() const;
    std::string where(const char* key) const {
        return (folder / "tokenizer_config.json").string() + ", " + key;
    }
    /// A setting of tokenizer_config.json that is given, or nothing; anything but true, false and null is
    /// refused.
    Result<std::optional<bool>> setting(const char* key) const;
    /// A token's name by its part ("bos_token"): tokenizer_config.json's, else special_tokens_map.json's,
    /// else empty.
    std::string token(const char* part) const;
};

Result<FolderConfig> readFolderConfig(const std::filesystem::path& folder);

/// tokenizer.json with what tokenizer_config.json sets otherwise (do_lower_case, strip_accents,
/// tokenize_chinese_chars, add_prefix_space); refuses by name what can't be set in it.
Result<Json> configured(Json json, const FolderConfig& config);

/// Tokens that the files name are found in texts, where they have an id: those of added_tokens_decoder and
/// added_tokens.json, and every token with a part to play. Where the config `decides` its flags replace those
/// of a token that is there already.
Result<> addNamedTokens(PipelineParts& parts, const FolderConfig& config, bool decides);
/// bos, eos, pad and mask by the folder's own words, else by the names that everyone uses.
void nameParts(PipelineParts& parts, const FolderConfig& config);
/// add_bos_token and add_eos_token, where they are given, say what is put around (not of a tokenizer.json).
Result<> putAround(PipelineParts& parts, const FolderConfig& config);

}  // namespace lathe::tokens
