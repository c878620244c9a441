// SPDX-License-Identifier: Apache-2.0
#include "core/library/tensor_match.h"

#include <algorithm>
#include <string_view>
#include <unordered_set>

#include "core/base/text.h"

namespace lathe {
namespace {

std::string shapeText(const std::vector<std::int64_t>& shape) {
    std::vector<std::string> parts;
    for (const std::int64_t extent : shape) parts.push_back(std::to_string(extent));
    return "[" + joined(parts) + "]";
}

/// The names that a tensor may have in these files, the likeliest first.
std::vector<std::string> namesOf(const ExpectedTensor& expected, const BackboneFiles& files) {
    const bool gguf = files.weights->isGguf() && files.description.ggufName;
    std::vector<std::string> names{expected.name};
    if (!gguf) names.insert(names.end(), expected.also.begin(), expected.also.end());
    if (gguf) names.front() = files.description.ggufName(expected.name);
    return names;
}

}  // namespace

TensorMatch matchTensors(const BackboneFiles& files) {
    TensorMatch match;
    if (!files.description.tensors) return match;
    std::unordered_map<std::string_view, const StoredTensor*> held;
    for (const StoredTensor& tensor : files.weights->tensors()) held.emplace(tensor.name, &tensor);
    std::unordered_set<std::string_view> known;
    for (const ExpectedTensor& expected : files.description.tensors(files.entry.shape)) {
        const std::vector<std::string> names = namesOf(expected, files);
        const StoredTensor* stored = nullptr;
        for (const std::string& name : names) {
            const auto at = held.find(name);
            if (at == held.end()) continue;
            if (!stored) stored = at->second;
            known.insert(at->second->name);
        }
        if (!stored) {
            if (!expected.optional)
                match.problems.push_back(
                    "the tensor " + (names.front().empty() ? expected.name : names.front()) + " is missing");
            continue;
        }
        std::vector<std::int64_t> shape = expected.shape;
        if (expected.turned && files.weights->isGguf()) std::reverse(shape.begin(), shape.end());
        if (stored->shape != shape)
            match.problems.push_back("the tensor " + stored->name + " is " + shapeText(stored->shape) +
                                     "; the configuration says " + shapeText(shape));
        match.found.emplace(expected.name, stored);
    }
    for (const StoredTensor& tensor : files.weights->tensors()) {
        const auto& endings = files.description.ignored;
        const bool ignored = std::any_of(endings.begin(), endings.end(),
                                         [&](const std::string& end) { return tensor.name.ends_with(end); });
        if (!known.contains(tensor.name) && !ignored)
            match.problems.push_back("the tensor " + tensor.name + " is one too many for this configuration");
    }
    return match;
}

}  // namespace lathe
