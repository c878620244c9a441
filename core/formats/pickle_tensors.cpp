// SPDX-License-Identifier: Apache-2.0
// What a pickle may make besides plain values: an OrderedDict, a tensor over a storage, a parameter around a
// tensor.
#include <algorithm>
#include <limits>

#include "core/formats/pickle_machine.h"

namespace lathe {
namespace {

constexpr std::string_view kRebuildTensor = "torch._utils._rebuild_tensor_v2",
                           kRebuildParameter = "torch._utils._rebuild_parameter",
                           kOrderedDict = "collections.OrderedDict";
constexpr std::string_view kStorages[] = {"FloatStorage", "HalfStorage", "BFloat16Storage", "DoubleStorage",
                                          "LongStorage",  "IntStorage",  "ShortStorage",    "CharStorage",
                                          "ByteStorage",  "BoolStorage"};
constexpr std::size_t kMostDimensions = 8;
constexpr std::size_t kMostTensors = 100'000;

/// The known name (a constant, so that views of it stay good), or nothing.
std::string_view allowed(std::string_view module, std::string_view word) {
    if (module == "torch._utils" && word == "_rebuild_tensor_v2") return kRebuildTensor;
    if (module == "torch._utils" && word == "_rebuild_parameter") return kRebuildParameter;
    if (module == "collections" && word == "OrderedDict") return kOrderedDict;
    if (module == "torch")
        for (const std::string_view storage : kStorages)
            if (word == storage) return storage;
    return {};
}

bool isStorage(std::string_view name) {
    return std::find(std::begin(kStorages), std::end(kStorages), name) != std::end(kStorages);
}

}  // namespace

tl::unexpected<Error> PickleMachine::refused(const std::string& name, std::string_view how) const {
    return failed("this pickle " + std::string(how) + " " + name +
                      ", which makes no plain tensor: refused, nothing was run",
                  where(), "get the model as safetensors");
}

std::string PickleMachine::described(const PickleValue& value) const {
    switch (value.kind) {
        case Kind::None:
            return "None";
        case Kind::Bool:
            return "a truth value";
        case Kind::Integer:
        case Kind::Real:
            return "a number";
        case Kind::Text:
            return "the text \"" + std::string(value.text.substr(0, 100)) + "\"";
        case Kind::Bytes:
            return "bytes";
        case Kind::Tuple:
            return "a tuple";
        case Kind::List:
            return "a list";
        case Kind::Dict:
            return "a dictionary";
        case Kind::Constructor:
            return isStorage(value.text) ? "torch." + std::string(value.text) : std::string(value.text);
        case Kind::Storage:
            return "a storage";
        case Kind::Tensor:
            return "a tensor";
    }
    return {};
}

Result<> PickleMachine::name(std::string_view module, std::string_view word) {
    const std::string_view known = allowed(module, word);
    if (known.empty())
        return refused(std::string(module.substr(0, 200)) + "." + std::string(word.substr(0, 200)),
                       "asks for");
    return push(made(Kind::Constructor, 0, known));
}

Result<> PickleMachine::reduce() {
    LATHE_TRY(argumentsId, pop());
    LATHE_TRY(calleeId, pop());
    const PickleValue& callee = out_[calleeId];
    const PickleValue& arguments = out_[argumentsId];
    if (callee.kind != Kind::Constructor || isStorage(callee.text))
        return refused(described(callee), "calls");
    if (arguments.kind != Kind::Tuple)
        return broken(described(callee) + " is called with " + described(arguments));
    if (callee.text == kOrderedDict) {
        if (!arguments.items.empty()) return refused(described(callee) + " with arguments", "calls");
        PickleValue dict = made(Kind::Dict);
        dict.ordered = true;
        return push(std::move(dict));
    }
    // The arguments are copied: making a tensor can move the values.
    const PickleValue copy = arguments;
    LATHE_TRY(id, callee.text == kRebuildTensor ? tensor(copy) : parameter(copy));
    return pushId(id);
}

/// OrderedDicts carry attributes (`_metadata` of a state_dict); they say nothing about tensors and are passed
/// over.
Result<> PickleMachine::build() {
    LATHE_TRY(state, pop());
    LATHE_TRY(object, pop());
    if (out_[object].kind != Kind::Dict || !out_[object].ordered || out_[state].kind != Kind::Dict)
        return refused(described(out_[object]), "sets the state of");
    return pushId(object);
}

/// ("storage", torch.FloatStorage, key, device, elements); before torch 1.6 with None behind them.
Result<> PickleMachine::persistent() {
    LATHE_TRY(id, pop());
    const PickleValue& asked = out_[id];
    const std::size_t parts = asked.items.size();
    if (asked.kind != Kind::Tuple ||
        (parts != 5 && (parts != 6 || out_[asked.items[5]].kind != Kind::None)) ||
        out_[asked.items[0]].kind != Kind::Text || out_[asked.items[0]].text != "storage")
        return refused(described(asked), "asks for a persistent object by");
    const PickleValue& type = out_[asked.items[1]];
    const PickleValue& key = out_[asked.items[2]];
    const PickleValue& elements = out_[asked.items[4]];
    if (type.kind != Kind::Constructor || !isStorage(type.text))
        return refused(described(type), "asks for a storage of");
    if (key.kind != Kind::Text || key.text.empty() || out_[asked.items[3]].kind != Kind::Text ||
        elements.kind != Kind::Integer || elements.integer < 0)
        return broken("a storage is not described by a key, a device and a size");
    const auto [known, fresh] = keys_.emplace(key.text, out_.storages_.size());
    if (fresh) out_.storages_.push_back({type.text, key.text, elements.integer});
    const PickledStorage& first = out_.storages_[known->second];
    if (first.type != type.text || first.elements != elements.integer)
        return broken("the storage " + std::string(key.text) + " is described in two ways");
    return push(made(Kind::Storage, static_cast<std::int64_t>(known->second)));
}

bool PickleMachine::isEmptyDict(PickleId id) const {
    return out_[id].kind == Kind::Dict && out_[id].items.empty();
}

std::optional<std::vector<std::int64_t>> PickleMachine::integers(PickleId id) const {
    const PickleValue& value = out_[id];
    if (value.kind != Kind::Tuple || value.items.size() > kMostDimensions) return std::nullopt;
    std::vector<std::int64_t> numbers;
    for (const PickleId item : value.items) {
        if (out_[item].kind != Kind::Integer || out_[item].integer < 0) return std::nullopt;
        numbers.push_back(out_[item].integer);
    }
    return numbers;
}

/// (storage, offset, shape, strides, requires_grad, hooks[, metadata])
Result<PickleId> PickleMachine::tensor(const PickleValue& arguments) {
    const auto& items = arguments.items;
    if (items.size() < 6 || items.size() > 7)
        return broken("a tensor of " + std::to_string(items.size()) + " arguments");
    if (out_.tensors_.size() >= kMostTensors)
        return broken("it holds more than " + std::to_string(kMostTensors) + " tensors");
    if (out_[items[0]].kind != Kind::Storage) return broken("a tensor over " + described(out_[items[0]]));
    const PickleValue& offset = out_[items[1]];
    const auto shape = integers(items[2]), strides = integers(items[3]);
    if (offset.kind != Kind::Integer || offset.integer < 0 || !shape || !strides ||
        shape->size() != strides->size())
        return broken("a tensor whose offset, shape and strides are not understood");
    if (out_[items[4]].kind != Kind::Bool) return broken("a tensor's requires_grad is no truth value");
    if (!isEmptyDict(items[5]) && out_[items[5]].kind != Kind::None)
        return refused("hooks (" + described(out_[items[5]]) + ")", "gives a tensor");
    if (items.size() == 7 && !isEmptyDict(items[6]) && out_[items[6]].kind != Kind::None)
        return refused("metadata (" + described(out_[items[6]]) + ")", "gives a tensor");
    PickledTensor tensor{static_cast<std::size_t>(out_[items[0]].integer), offset.integer, *shape, *strides};
    LATHE_CHECK(checkReach(tensor));
    PickleValue value = made(Kind::Tensor, static_cast<std::int64_t>(out_.tensors_.size()));
    out_.tensors_.push_back(std::move(tensor));
    LATHE_CHECK(push(std::move(value)));
    return pop();
}

/// (tensor, requires_grad, hooks)
Result<PickleId> PickleMachine::parameter(const PickleValue& arguments) {
    const auto& items = arguments.items;
    if (items.size() != 3 || out_[items[0]].kind != Kind::Tensor || out_[items[1]].kind != Kind::Bool)
        return broken("a parameter that is not made of a tensor");
    if (!isEmptyDict(items[2]) && out_[items[2]].kind != Kind::None)
        return refused("hooks (" + described(out_[items[2]]) + ")", "gives a parameter");
    return items[0];
}

/// The last element lies within the storage; products and sums can't overflow on the way there.
Result<> PickleMachine::checkReach(const PickledTensor& tensor) const {
    const PickledStorage& storage = out_.storages_[tensor.storage];
    constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max() / 16;
    std::int64_t elements = 1, last = tensor.offset;
    bool empty = false;
    for (std::size_t d = 0; d < tensor.shape.size(); ++d) {
        const std::int64_t extent = tensor.shape[d], stride = tensor.strides[d];
        empty = empty || extent == 0;
        if (extent > 0 && elements > kMost / extent) return broken("a tensor of an impossible size");
        elements *= std::max<std::int64_t>(extent, 1);
        if (extent > 1) {
            if (stride > 0 && extent - 1 > (kMost - std::min(last, kMost)) / stride)
                return broken("a tensor that reaches beyond its storage");
            last += (extent - 1) * stride;
        }
    }
    if (tensor.offset > storage.elements || (!empty && last >= storage.elements))
        return broken("a tensor that reaches to element " + std::to_string(last) + " of a storage of " +
                      std::to_string(storage.elements));
    return {};
}

}  // namespace lathe
