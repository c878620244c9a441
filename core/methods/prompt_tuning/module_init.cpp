// SPDX-License-Identifier: Apache-2.0
#include "core/methods/prompt_tuning/module_init.h"

#include <algorithm>
#include <filesystem>

#include "core/base/random.h"
#include "core/formats/adapter.h"
#include "core/formats/npy.h"
#include "core/methods/prompt_tuning/conversion.h"

namespace lathe::prompt_tuning {
namespace {

Random drawn(const Recipe& recipe, std::uint64_t part = 0) {
    return Random(static_cast<std::uint64_t>(recipe.integer("training.seed")), "init", part);
}

HostTensor empty(std::int64_t slots, std::int64_t width) {
    HostTensor prompt{"prompt", {slots, width}, {}};
    prompt.data.resize(static_cast<std::size_t>(slots * width));
    return prompt;
}

void uniform(const Recipe& recipe, HostTensor& prompt) {
    const Random random = drawn(recipe);
    const double range = recipe.number("method.init.range");
    for (std::size_t i = 0; i < prompt.data.size(); ++i)
        prompt.data[i] = static_cast<float>((2 * random.uniform(i) - 1) * range);
}

Result<> normal(const Recipe& recipe, Backbone& backbone, HostTensor& prompt) {
    LATHE_TRY(scale, backbone.embeddingScale());
    const Random random = drawn(recipe);
    const double spread = scale.deviation * recipe.number("method.init.scale");
    for (std::size_t i = 0; i < prompt.data.size(); ++i)
        prompt.data[i] = static_cast<float>(scale.mean + spread * random.normal(i));
    return {};
}

/// Copies the embeddings of `ids` into the rows from `first` on.
Result<> setRows(Backbone& backbone, std::span<const std::int32_t> ids, std::int64_t first,
                 HostTensor& prompt) {
    if (ids.empty()) return {};
    LATHE_TRY(rows, backbone.embeddings(ids));
    std::copy(rows.data.begin(), rows.data.end(), prompt.data.begin() + first * prompt.shape[1]);
    return {};
}

/// Common words, without replacement until all were drawn, into the rows from `first` on.
Result<> vocabulary(const Recipe& recipe, Backbone& backbone, const Tokenizer& tokenizer, std::int64_t first,
                    HostTensor& prompt) {
    const std::vector<std::int32_t> common = tokenizer.mostCommon(recipe.integer("method.init.count"));
    if (common.empty())
        return failed("the tokenizer has no list of common words", "method.init.kind",
                      "choose another start, such as text");
    std::vector<std::int32_t> ids;
    const std::int64_t wanted = prompt.shape[0] - first;
    for (std::uint64_t round = 0; static_cast<std::int64_t>(ids.size()) < wanted; ++round)
        for (const std::int64_t index :
             drawn(recipe, round).permutation(static_cast<std::int64_t>(common.size()))) {
            if (static_cast<std::int64_t>(ids.size()) == wanted) break;
            ids.push_back(common[static_cast<std::size_t>(index)]);
        }
    return setRows(backbone, ids, first, prompt);
}

/// A row a label, the mean of its tokens' embeddings; common words in the rows that remain.
Result<> labels(const Recipe& recipe, Backbone& backbone, const MethodStart& start, HostTensor& prompt) {
    if (start.verbalizers.empty())
        return badCall("this task has no labels to start from", "method.init.kind",
                       "choose another start, such as text");
    const std::int64_t slots = prompt.shape[0], width = prompt.shape[1];
    std::int64_t row = 0;
    for (const std::string& label : start.verbalizers) {
        if (row == slots) break;
        const std::vector<std::int32_t> ids = start.tokenizer->encode(label, Surround::No);
        if (ids.empty()) continue;
        LATHE_TRY(words, backbone.embeddings(ids));
        for (std::int64_t column = 0; column < width; ++column) {
            double sum = 0;
            for (std::size_t i = 0; i < ids.size(); ++i)
                sum += words.data[i * static_cast<std::size_t>(width) + static_cast<std::size_t>(column)];
            prompt.data[static_cast<std::size_t>(row * width + column)] =
                static_cast<float>(sum / static_cast<double>(ids.size()));
        }
        ++row;
    }
    if (row == slots) return {};
    return vocabulary(recipe, backbone, *start.tokenizer, row, prompt);
}

/// Another prompt as this one; lengths and widths must be the same.
Result<> adopt(const TensorMap& tensors, const std::string& key, const std::string& from,
               HostTensor& prompt) {
    const HostTensor* other = find(tensors, "prompt");
    if (!other || other->shape.size() != 2)
        return badCall("\"" + from + "\" holds no prompt to start from", key);
    if (other->shape[1] != prompt.shape[1])
        return badCall("\"" + from + "\" is " + std::to_string(other->shape[1]) + " wide, the backbone " +
                           std::to_string(prompt.shape[1]),
                       key, "start from a prompt of the same backbone");
    if (other->shape[0] != prompt.shape[0])
        return badCall("\"" + from + "\" has " + std::to_string(other->shape[0]) +
                           " soft tokens, this recipe " + std::to_string(prompt.shape[0]),
                       key, "set method.tokens to " + std::to_string(other->shape[0]));
    prompt.data = other->data;
    return {};
}

/// A .npy array, a PEFT folder or this program's own.
Result<TensorMap> promptIn(const std::filesystem::path& path, const BackboneShape& shape) {
    std::error_code code;
    if (!std::filesystem::is_directory(path, code)) {
        LATHE_TRY(array, readNpy(path));
        array.name = path.string();
        return fromArray(array, shape);
    }
    if (std::filesystem::exists(path / "prompt.json", code)) {
        LATHE_TRY(file, readPromptFile(path));
        return std::move(file.tensors);
    }
    LATHE_TRY(adapter, readPeft(path));
    return fromPeft(adapter, shape);
}

}  // namespace

Result<HostTensor> promptOfText(const std::string& text, const std::string& key, Backbone& backbone,
                                const Tokenizer& tokenizer, std::int64_t slots) {
    HostTensor prompt = empty(slots, backbone.shape().width);
    const std::vector<std::int32_t> words = tokenizer.encode(text, Surround::No);
    if (words.empty())
        return badCall("the text has no tokens", key, "give a few words that describe the task");
    std::vector<std::int32_t> ids;
    for (std::int64_t i = 0; i < slots; ++i) ids.push_back(words[static_cast<std::size_t>(i) % words.size()]);
    LATHE_CHECK(setRows(backbone, ids, 0, prompt));
    return prompt;
}

Result<HostTensor> startingPrompt(const Recipe& recipe, Backbone& backbone, const MethodStart& start) {
    const std::int64_t width = backbone.shape().width;
    HostTensor prompt = empty(recipe.integer("method.tokens"), width);
    const std::string kind = recipe.text("method.init.kind");
    bool whole = false;  // a prompt that was trained before stays as it is
    if (kind == "uniform") {
        uniform(recipe, prompt);
    } else if (kind == "normal") {
        LATHE_CHECK(normal(recipe, backbone, prompt));
    } else if (kind == "vocabulary") {
        LATHE_CHECK(vocabulary(recipe, backbone, *start.tokenizer, 0, prompt));
    } else if (kind == "labels") {
        LATHE_CHECK(labels(recipe, backbone, start, prompt));
    } else if (kind == "text") {
        LATHE_TRY(words, promptOfText(recipe.text("method.init.text"), "method.init.text", backbone,
                                      *start.tokenizer, prompt.shape[0]));
        prompt = std::move(words);
    } else if (kind == "file") {
        const std::string path = recipe.text("method.init.path");
        LATHE_TRY(tensors, promptIn(path, backbone.shape()));
        LATHE_CHECK(adopt(tensors, "method.init.path", path, prompt));
        whole = true;
    } else {
        const std::string run = recipe.text("method.init.run");
        LATHE_TRY(tensors, start.ofRun(run));
        LATHE_CHECK(adopt(tensors, "method.init.run", run, prompt));
        whole = true;
    }
    for (std::size_t slot = 0; !whole && slot < start.slotWords.size(); ++slot) {
        const std::int32_t word = start.slotWords[slot];
        if (word >= 0) LATHE_CHECK(setRows(backbone, {&word, 1}, static_cast<std::int64_t>(slot), prompt));
    }
    return prompt;
}

}  // namespace lathe::prompt_tuning
