// SPDX-License-Identifier: Apache-2.0
#include "core/engine/layers/weights.h"

#include <algorithm>
#include <cstring>
#include <optional>
#include <vector>

#include "core/engine/parallel/parallel.h"

namespace lathe::layers {

namespace {
constexpr const char* kAgain = "fetch the backbone again";
/// Rows of a matrix that is turned or compared that are held at a time.
constexpr std::int64_t kRows = 256;
}  // namespace

Result<WeightReader> WeightReader::open(const BackboneFiles& files, WeightLog* log) {
    WeightReader reader(files, log);
    reader.match_ = matchTensors(files);
    const auto& problems = reader.match_.problems;
    if (problems.empty()) return reader;
    const std::size_t more = problems.size() - 1;
    return failed(problems.front() + (more > 0 ? " (and " + std::to_string(more) + " more such)" : ""),
                  files.entry.path.string(), "check that configuration and weights belong together");
}

void WeightReader::note(const std::string& name, const Matrix& out, bool turned) const {
    if (log_) log_->add({name, {out.rows, out.columns}, out.data, out.dtype, turned, 1, {}});
}

void WeightReader::changed(const std::string& name, float scale, std::vector<float> added) const {
    if (log_) log_->changed(name, scale, std::move(added));
}

bool WeightReader::has(const std::string& name) const {
    return match_.found.contains(name);
}

Result<const StoredTensor*> WeightReader::expect(const std::string& name, std::int64_t elements) const {
    const auto at = match_.found.find(name);
    if (at == match_.found.end())
        return failed("the backbone holds no tensor " + name, files_->entry.path.string(), kAgain);
    std::int64_t stored = 1;
    for (std::int64_t d : at->second->shape) stored *= d;
    if (stored != elements)
        return failed("tensor " + name + " has " + std::to_string(stored) +
                          " values, its configuration says " + std::to_string(elements),
                      files_->entry.path.string(), kAgain);
    return at->second;
}

Result<> WeightReader::matrix(const std::string& name, const Matrix& out) const {
    return whole(name, out, false);
}

Result<> WeightReader::whole(const std::string& name, const Matrix& out, bool turned) const {
    LATHE_TRY(tensor, expect(name, out.rows * out.columns));
    if (tensor->shape.size() != 2 || tensor->shape[0] != out.rows)
        return failed("tensor " + name + " has another shape than its configuration says",
                      files_->entry.path.string(), kAgain);
    note(name, out, turned);
    return files_->weights->read(tensor->name, out.dtype, out.data);
}

Result<> WeightReader::turned(const std::string& name, const Matrix& out) const {
    if (isGguf()) return whole(name, out, true);
    note(name, out, true);
    LATHE_TRY(tensor, expect(name, out.rows * out.columns));
    const auto element = static_cast<std::size_t>(out.elementBytes());
    std::vector<char> block(static_cast<std::size_t>(std::min(kRows, out.columns) * out.rows) * element);
    for (std::int64_t first = 0; first < out.columns; first += kRows) {
        const std::int64_t count = std::min(kRows, out.columns - first);
        LATHE_CHECK(files_->weights->readRows(tensor->name, first, count, out.dtype, block.data()));
        for (std::int64_t row = 0; row < out.rows; ++row) {
            char* to = static_cast<char*>(out.row(row)) + static_cast<std::size_t>(first) * element;
            for (std::int64_t k = 0; k < count; ++k)
                std::memcpy(to + static_cast<std::size_t>(k) * element,
                            block.data() + static_cast<std::size_t>(k * out.rows + row) * element, element);
        }
    }
    return {};
}

Result<> WeightReader::vector(const std::string& name, float* out, std::int64_t length) const {
    LATHE_TRY(tensor, expect(name, length));
    if (log_) log_->add({name, tensor->shape, out, Dtype::Float32, false, 1, {}});
    return files_->weights->read(tensor->name, Dtype::Float32, out);
}

Result<> WeightReader::linears(std::initializer_list<std::string> names, const Matrix& out,
                               float* bias) const {
    std::int64_t row = 0;
    for (const std::string& name : names) {
        const auto at = match_.found.find(name + ".weight");
        const std::int64_t rows = at == match_.found.end() ? 0 : at->second->shape.front();
        if (row + rows > out.rows)
            return failed("tensor " + name + ".weight has more rows than its configuration says",
                          files_->entry.path.string(), kAgain);
        LATHE_CHECK(matrix(name + ".weight", out.part(row, rows)));
        if (bias) LATHE_CHECK(vector(name + ".bias", bias + row, rows));
        row += rows;
    }
    return {};
}

Result<> WeightReader::norm(const std::string& name, const NormWeights& out, std::int64_t width) const {
    LATHE_CHECK(vector(name + ".weight", out.weight, width));
    return out.bias ? vector(name + ".bias", out.bias, width) : Result<>();
}

Result<bool> WeightReader::tied(const std::string& head, const std::string& embedding,
                                bool configured) const {
    if (!has(head)) return true;  // where it must be there, its absence was a problem
    if (!configured) return false;
    const StoredTensor &a = *match_.found.at(head), &b = *match_.found.at(embedding);
    if (&a == &b) return true;
    const std::int64_t rows = a.shape[0], columns = a.shape[1];
    std::vector<float> ours(static_cast<std::size_t>(kRows * columns)), theirs(ours.size());
    for (std::int64_t first = 0; first < rows; first += kRows) {
        const std::int64_t count = std::min(kRows, rows - first);
        LATHE_CHECK(files_->weights->readRows(a.name, first, count, Dtype::Float32, ours.data()));
        LATHE_CHECK(files_->weights->readRows(b.name, first, count, Dtype::Float32, theirs.data()));
        if (!std::equal(ours.begin(), ours.begin() + count * columns, theirs.begin())) return false;
    }
    return true;
}

Result<> readParts(std::int64_t count, const std::function<Result<>(std::int64_t part)>& read) {
    std::vector<std::optional<Error>> problems(static_cast<std::size_t>(count));
    parallelTasks(count, [&](std::int64_t part, std::int64_t) {
        if (auto done = read(part); !done) problems[static_cast<std::size_t>(part)] = done.error();
    });
    for (auto& problem : problems)
        if (problem) return tl::unexpected(std::move(*problem));
    return {};
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
