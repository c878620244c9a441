// SPDX-License-Identifier: Apache-2.0
#include "core/engine/layers/weights.h"

#include <cstring>
#include <vector>

namespace lathe::layers {

const StoredTensor* WeightReader::find(const std::string& name) const {
    if (!files_.weights->isGguf()) return files_.weights->find(name);
    const std::string stored =
        files_.description.ggufName ? files_.description.ggufName(name) : std::string();
    return stored.empty() ? nullptr : files_.weights->find(stored);
}

bool WeightReader::has(const std::string& name) const {
    return find(name) != nullptr;
}

Result<const StoredTensor*> WeightReader::expect(const std::string& name, std::int64_t elements) const {
    const StoredTensor* tensor = find(name);
    if (!tensor)
        return failed("the backbone holds no tensor " + name, files_.entry.path.string(),
                      "fetch the backbone again");
    std::int64_t stored = 1;
    for (std::int64_t d : tensor->shape) stored *= d;
    if (stored != elements)
        return failed("tensor " + name + " has " + std::to_string(stored) +
                          " values, its configuration says " + std::to_string(elements),
                      files_.entry.path.string(), "fetch the backbone again");
    return tensor;
}

Result<> WeightReader::matrix(const std::string& name, const Matrix& out) const {
    LATHE_TRY(tensor, expect(name, out.rows * out.columns));
    if (tensor->shape.size() != 2 || tensor->shape[0] != out.rows)
        return failed("tensor " + name + " has another shape than its configuration says",
                      files_.entry.path.string(), "fetch the backbone again");
    return files_.weights->read(tensor->name, out.dtype, out.data);
}

Result<> WeightReader::vector(const std::string& name, float* out, std::int64_t length) const {
    LATHE_TRY(tensor, expect(name, length));
    return files_.weights->read(tensor->name, Dtype::Float32, out);
}

void uninterleave(void* rows, std::int64_t heads, std::int64_t headWidth, std::int64_t rowBytes) {
    const std::int64_t half = headWidth / 2;
    const auto bytes = static_cast<std::size_t>(rowBytes);
    std::vector<char> head(static_cast<std::size_t>(headWidth) * bytes);
    for (std::int64_t h = 0; h < heads; ++h) {
        char* at = static_cast<char*>(rows) + h * headWidth * rowBytes;
        std::memcpy(head.data(), at, head.size());
        for (std::int64_t i = 0; i < half; ++i)
            for (std::int64_t part = 0; part < 2; ++part)
                std::memcpy(at + (part * half + i) * rowBytes, head.data() + (2 * i + part) * rowBytes,
                            bytes);
    }
}

}  // namespace lathe::layers
