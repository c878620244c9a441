// SPDX-License-Identifier: Apache-2.0
#include "core/library/hub_listing.h"

#include <algorithm>
#include <unordered_set>

#include "core/base/text.h"

namespace lathe {
namespace {

constexpr std::size_t kMostFiles = 100'000;

constexpr std::string_view kSmallFiles[] = {"config.json",
                                            "generation_config.json",
                                            "tokenizer.json",
                                            "tokenizer_config.json",
                                            "special_tokens_map.json",
                                            "added_tokens.json",
                                            "vocab.json",
                                            "merges.txt",
                                            "vocab.txt",
                                            "spiece.model",
                                            "tokenizer.model",
                                            "sentencepiece.bpe.model",
                                            "chat_template.jinja",
                                            "chat_template.json",
                                            "README.md",
                                            "LICENSE",
                                            "LICENSE.txt",
                                            "LICENSE.md"};
/// In the order in which they are taken.
constexpr std::string_view kWeights[] = {"model.safetensors", "model.safetensors.index.json",
                                         "pytorch_model.bin", "pytorch_model.bin.index.json"};

bool isDigest(std::string_view text, std::size_t digits) {
    return text.size() == digits && isCommit(text);
}

Result<HubFile> listed(const Json& entry, const std::string& source) {
    HubFile file;
    file.name = entry["rfilename"].string();
    if (!isHubFile(file.name))
        return failed("the hub lists a file whose name leads elsewhere: \"" + file.name + "\"", source,
                      "this model can't be fetched");
    const Json& lfs = entry["lfs"];
    const Json& size = lfs["size"].isInteger() ? lfs["size"] : entry["size"];
    if (size.isInteger() && size.toInteger() >= 0) file.size = static_cast<std::uint64_t>(size.toInteger());
    if (size.isInteger() && size.toInteger() < 0)
        return failed("the hub gives " + file.name + " a negative size", source, "try again later");
    std::string digest = lfs["sha256"].isString() ? lfs["sha256"].string() : lfs["oid"].string();
    if (digest.starts_with("sha256:")) digest.erase(0, 7);
    if (lfs.isObject() && !digest.empty()) {
        if (!isDigest(digest, 64))
            return failed("the hub's SHA-256 of " + file.name + " is none", source, "try again later");
        file.sha256 = digest;
    } else if (isDigest(entry["blobId"].string(), 40)) {
        file.gitBlob = entry["blobId"].string();
    }
    return file;
}

}  // namespace

const HubFile* HubListing::find(std::string_view name) const {
    for (const HubFile& file : files)
        if (file.name == name) return &file;
    return nullptr;
}

Result<HubListing> hubListing(const Json& answer, const std::string& source) {
    HubListing listing;
    listing.commit = answer["sha"].string();
    if (!isCommit(listing.commit)) return failed("the hub names no commit", source, "check HF_ENDPOINT");
    if (answer["siblings"].size() > kMostFiles) return failed("the hub lists too many files", source);
    std::unordered_set<std::string> seen;
    for (const Json& entry : answer["siblings"].items()) {
        LATHE_TRY(file, listed(entry, source));
        if (listing.find(file.name))
            return failed("the hub lists " + file.name + " twice", source, "try again later");
        listing.files.push_back(std::move(file));
    }
    return listing;
}

Result<std::vector<std::string>> neededFiles(const HubListing& listing, const std::string& file,
                                             const std::string& repository) {
    std::vector<std::string> ggufs;
    for (const HubFile& held : listing.files)
        if (held.name.ends_with(".gguf")) ggufs.push_back(held.name);
    if (!file.empty()) {
        if (!listing.find(file))
            return failed("no file " + file + " in " + repository, {},
                          ggufs.empty() ? std::string("leave --file out") : "it has " + joined(ggufs));
        return std::vector<std::string>{file};
    }
    std::string weights;
    for (const std::string_view name : kWeights)
        if (weights.empty() && listing.find(name)) weights = std::string(name);
    if (weights.empty() && ggufs.size() == 1) return ggufs;
    if (weights.empty())
        return failed("no weights that are read here in " + repository, {},
                      ggufs.empty() ? std::string("choose a model with safetensors, .bin or GGUF files")
                                    : "choose one with --file: " + joined(ggufs));
    if (!listing.find("config.json"))
        return failed("no config.json in " + repository, {}, "choose a repository that holds a whole model");
    std::vector<std::string> names;
    for (const std::string_view name : kSmallFiles)
        if (listing.find(name)) names.emplace_back(name);
    names.push_back(weights);
    return names;
}

}  // namespace lathe
