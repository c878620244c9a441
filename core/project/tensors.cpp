// SPDX-License-Identifier: Apache-2.0
#include "core/project/tensors.h"

#include <algorithm>
#include <bit>
#include <cassert>
#include <cstring>

namespace lathe {
namespace {

static_assert(std::endian::native == std::endian::little, "tensors are stored as little-endian float32");

constexpr std::size_t kPartBytes = std::size_t{8} << 20;

std::string nameOf(TensorTable table) {
    return table == TensorTable::Snapshot ? "snapshot_tensor" : "resume_tensor";
}

Json shapeOf(const HostTensor& tensor) {
    Json shape = Json::array();
    for (const std::int64_t size : tensor.shape) shape.append(size);
    return shape;
}

/// The shape's number of elements, or -1 where it is none.
std::int64_t readShape(const Json& json, std::vector<std::int64_t>& shape) {
    std::int64_t elements = 1;
    for (const Json& item : json.items()) {
        const std::int64_t size = item.toInteger(-1);
        if (size < 0 || (size > 0 && elements > (std::int64_t{1} << 40) / size)) return -1;
        elements *= size;
        shape.push_back(size);
    }
    return json.isArray() ? elements : -1;
}

}  // namespace

Result<> writeTensors(Database& database, TensorTable table, std::int64_t run, std::int64_t step,
                      const TensorMap& tensors) {
    LATHE_TRY(insert,
              database.prepare(
                  "INSERT INTO " + nameOf(table) +
                  " (run, step, position, part, name, shape, data) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)"));
    std::int64_t position = 0;
    for (const HostTensor& tensor : tensors) {
        assert(static_cast<std::int64_t>(tensor.data.size()) == tensor.elements());
        const auto bytes = std::as_bytes(std::span(tensor.data));
        std::int64_t part = 0;
        for (std::size_t at = 0; at < bytes.size() || part == 0; at += kPartBytes) {
            insert.bind(1, run);
            insert.bind(2, step);
            insert.bind(3, position);
            insert.bind(4, part++);
            insert.bind(5, tensor.name);
            insert.bind(6, shapeOf(tensor).dump());
            insert.bind(7, bytes.subspan(std::min(at, bytes.size()),
                                         std::min(kPartBytes, bytes.size() - std::min(at, bytes.size()))));
            LATHE_CHECK(insert.run());
        }
        ++position;
    }
    return {};
}

Result<TensorMap> readTensors(Database& database, TensorTable table, std::int64_t run, std::int64_t step) {
    TensorMap tensors;
    std::vector<std::size_t> filled;
    bool sound = true;
    std::int64_t last = -1;
    LATHE_CHECK(database.each(
        "SELECT position, name, shape, data FROM " + nameOf(table) +
            " WHERE run = ?1 AND step = ?2 ORDER BY position, part",
        [&](const Statement& row) {
            const auto bytes = row.blob(3);
            if (row.integer(0) != last) {
                last = row.integer(0);
                HostTensor tensor;
                tensor.name = row.text(1);
                if (readShape(row.json(2), tensor.shape) < 0) sound = false;
                tensors.push_back(std::move(tensor));
                filled.push_back(0);
            }
            // Memory grows with the bytes that are there, not with what a shape claims.
            auto& data = tensors.back().data;
            if (bytes.size() % sizeof(float) != 0) sound = false;
            data.resize((filled.back() + bytes.size()) / sizeof(float));
            if (sound && !bytes.empty())
                std::memcpy(reinterpret_cast<char*>(data.data()) + filled.back(), bytes.data(), bytes.size());
            filled.back() += bytes.size();
        },
        run, step));
    for (const HostTensor& tensor : tensors)
        sound = sound && static_cast<std::int64_t>(tensor.data.size()) == tensor.elements();
    if (sound) return tensors;
    return failed(
        "a stored tensor of run " + std::to_string(run) + ", step " + std::to_string(step) + " is damaged",
        database.path().string(), "take another step's, or go back to a backup");
}

}  // namespace lathe
