// SPDX-License-Identifier: Apache-2.0
// Python pickles of plain values and tensors, read without calling or importing anything: an opcode either
// makes a plain value, or names one of the few constructors that torch.save writes for tensors, or the pickle
// is refused with the name of what it asked for.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"

namespace lathe {

/// A value's number in its pickle.
using PickleId = std::uint32_t;

struct PickleValue {
    enum class Kind : std::uint8_t {
        None,
        Bool,
        Integer,
        Real,
        Text,
        Bytes,
        Tuple,
        List,
        Dict,
        Constructor,
        Storage,
        Tensor
    };
    Kind kind = Kind::None;
    bool ordered = false;         ///< a Dict that is an OrderedDict
    std::int64_t integer = 0;     ///< Bool, Integer; Storage and Tensor: the place in storages() or tensors()
    std::string_view text;        ///< Text, Bytes, Constructor: in the pickle's own bytes
    std::vector<PickleId> items;  ///< Tuple, List; Dict: keys and values in turns
};

/// A run of numbers that lies beside the pickle (a storage of torch).
struct PickledStorage {
    std::string_view type;  ///< "FloatStorage"
    std::string_view key;   ///< which file beside the pickle
    std::int64_t elements = 0;
};

/// A view of a storage: element (i, j, ...) stands at offset + i * strides[0] + j * strides[1] + ...; all of
/// it lies within the storage.
struct PickledTensor {
    std::size_t storage = 0;
    std::int64_t offset = 0;
    std::vector<std::int64_t> shape, strides;
};

class Pickle {
  public:
    /// Reads one pickle (protocols 0 to 5) of at most 16 MiB and 500,000 values. `bytes` outlives the result;
    /// `source` stands in front of the place in errors.
    static Result<Pickle> read(std::string_view bytes, std::string source);
    /// The first of several pickles; `bytes` becomes the rest.
    static Result<Pickle> readFirst(std::string_view& bytes, std::string source);

    const PickleValue& root() const { return values_[root_]; }
    const PickleValue& operator[](PickleId id) const { return values_[id]; }
    const std::vector<PickledStorage>& storages() const { return storages_; }
    const std::vector<PickledTensor>& tensors() const { return tensors_; }

  private:
    friend class PickleMachine;
    std::vector<PickleValue> values_;
    std::vector<PickledStorage> storages_;
    std::vector<PickledTensor> tensors_;
    PickleId root_ = 0;
};

}  // namespace lathe
