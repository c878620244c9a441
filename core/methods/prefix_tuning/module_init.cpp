// SPDX-License-Identifier: Apache-2.0
#include "core/methods/prefix_tuning/module_init.h"

#include <cmath>
#include <utility>

#include "core/base/random.h"
#include "core/base/text.h"
#include "core/methods/prefix_tuning/module_noop.h"
#include "core/text/template.h"

namespace lathe::prefix_tuning {
namespace {

using Ids = std::vector<std::int32_t>;

/// The template's hard words and the labels, as far as there are any.
std::string taskWords(const Recipe& recipe, const MethodStart& start) {
    std::vector<std::string> words;
    if (const auto parsed = parseTemplate(recipe.text("task.template")))
        for (const TemplatePart& part : parsed->parts)
            if (part.kind == TemplatePart::Kind::Text)
                if (const auto text = trimmed(part.text); !text.empty()) words.emplace_back(text);
    std::string all = joined(words, " ");
    for (const std::string& label : start.verbalizers)
        all += (all.empty() ? "" : " ") + std::string(trimmed(label));
    return all;
}

/// What the first training rows hold, as far as the prefix is long.
Ids wordsOfRows(const PrefixShape& shape, const MethodStart& start) {
    Ids words;
    for (const EncodedRow& row : start.rows)
        for (const std::int32_t token : row.context)
            if (token >= 0 && static_cast<std::int64_t>(words.size()) < shape.tokens) words.push_back(token);
    return words;
}

/// As many tokens as the prefix has, the text repeated where it is shorter.
Result<Ids> startingWords(const PrefixShape& shape, const Recipe& recipe, const MethodStart& start) {
    const std::string given = recipe.text("method.init.text");
    const std::string text = given.empty() ? taskWords(recipe, start) : given;
    Ids words = start.tokenizer->encode(text, Surround::No);
    if (words.empty() && given.empty()) words = wordsOfRows(shape, start);
    if (words.empty() && given.empty()) words = start.tokenizer->mostCommon(shape.tokens);
    if (words.empty())
        return badCall("the text has no tokens", "method.init.text",
                       "give a few words that describe the task");
    Ids ids;
    for (std::int64_t i = 0; i < shape.tokens; ++i)
        ids.push_back(words[static_cast<std::size_t>(i) % words.size()]);
    return ids;
}

/// The shape's tensors, from what the backbone makes of a text.
Result<TensorMap> ofWords(const PrefixShape& shape, Backbone& backbone, const Ids& ids) {
    if (shape.parts.front().layers == 0) {
        LATHE_TRY(vectors, backbone.embeddings(ids));
        vectors.name = shape.parts.front().name;
        return TensorMap{std::move(vectors)};
    }
    LATHE_TRY(all, backbone.keysAndValues(ids));
    TensorMap out;
    for (const auto& [name, sizes] : computedTensors(shape)) {
        std::string source = name;
        if (const auto at = name.find(".infix."); at != std::string::npos) source.replace(at, 7, ".self.");
        const HostTensor* found = find(all, source);
        if (!found || found->shape != sizes)
            return failed("the backbone gives no keys and values for " + name);
        out.push_back({name, sizes, found->data});
    }
    return out;
}

struct Spread {
    double mean = 0, deviation = 0;
};

Spread spreadOf(const float* values, std::size_t count) {
    double sum = 0, squares = 0;
    for (std::size_t i = 0; i < count; ++i) {
        sum += values[i];
        squares += static_cast<double>(values[i]) * values[i];
    }
    const double mean = sum / static_cast<double>(count);
    return {mean, std::sqrt(std::max(0.0, squares / static_cast<double>(count) - mean * mean))};
}

/// Normal numbers with the mean and spread that common words have in each layer.
Result<TensorMap> random(const PrefixShape& shape, const Recipe& recipe, Backbone& backbone,
                         const MethodStart& start) {
    Ids ids = start.tokenizer->mostCommon(shape.tokens);
    if (ids.empty()) ids = {0};
    const std::size_t drawn = ids.size();
    while (static_cast<std::int64_t>(ids.size()) < shape.tokens) ids.push_back(ids[ids.size() % drawn]);
    LATHE_TRY(tensors, ofWords(shape, backbone, ids));
    const auto seed = static_cast<std::uint64_t>(recipe.integer("training.seed"));
    const double scale = recipe.number("method.init.scale");
    for (std::size_t t = 0; t < tensors.size(); ++t) {
        HostTensor& tensor = tensors[t];
        const Random numbers(seed, "init", t);
        const std::size_t layers = tensor.shape.size() == 3 ? static_cast<std::size_t>(tensor.shape[0]) : 1;
        const std::size_t each = tensor.data.size() / layers;
        for (std::size_t layer = 0; layer < layers; ++layer) {
            float* values = tensor.data.data() + layer * each;
            const Spread spread = spreadOf(values, each);
            for (std::size_t i = 0; i < each; ++i)
                values[i] = static_cast<float>(spread.mean +
                                               scale * spread.deviation * numbers.normal(layer * each + i));
        }
    }
    return tensors;
}

Result<TensorMap> ofRun(const PrefixShape& shape, const Recipe& recipe, const MethodStart& start) {
    const std::string key = "method.init.run", run = recipe.text(key);
    LATHE_TRY(other, start.ofRun(run));
    TensorMap out;
    for (const auto& [name, sizes] : computedTensors(shape)) {
        HostTensor* found = find(other, name);
        if (!found)
            return badCall("run " + run + " holds no " + name + " to start from", key,
                           "start from a prefix-tuning run with the same parts");
        const std::size_t tokens = sizes.size() - 2;
        if (found->shape.size() == sizes.size() && found->shape[tokens] != sizes[tokens])
            return badCall("run " + run + " has " + std::to_string(found->shape[tokens]) +
                               " soft tokens, this recipe " + std::to_string(sizes[tokens]),
                           key, "set method.tokens to " + std::to_string(found->shape[tokens]));
        if (found->shape != sizes)
            return badCall("run " + run + "'s prefix is of another backbone", key,
                           "start from a run over the same backbone");
        out.push_back(std::move(*found));
    }
    return out;
}

}  // namespace

Result<TensorMap> startingPrefix(const PrefixShape& shape, const Recipe& recipe, Backbone& backbone,
                                 const MethodStart& start) {
    const std::string kind = recipe.text("method.init.kind");
    if (kind == "run") return ofRun(shape, recipe, start);
    if (kind == "random") return random(shape, recipe, backbone, start);
    if (kind == "noop") return startWithoutEffect(shape, recipe, backbone, start);
    LATHE_TRY(ids, startingWords(shape, recipe, start));
    return ofWords(shape, backbone, ids);
}

}  // namespace lathe::prefix_tuning
