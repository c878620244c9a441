// SPDX-License-Identifier: Apache-2.0
#include "core/formats/stored_type.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>

#include "core/formats/convert.h"
#include "core/formats/quants.h"

namespace lathe {
namespace {

static_assert(std::endian::native == std::endian::little, "tensors are read in place as little-endian");

template <class T>
T loaded(const std::byte* from) {
    T value;
    std::memcpy(&value, from, sizeof value);
    return value;
}

template <class T>
void decodePlain(const std::byte* in, std::int64_t blocks, float* out) {
    for (std::int64_t i = 0; i < blocks; ++i)
        out[i] = static_cast<float>(loaded<T>(in + i * static_cast<std::int64_t>(sizeof(T))));
}

void decodeHalf(const std::byte* in, std::int64_t blocks, float* out) {
    for (std::int64_t i = 0; i < blocks; ++i) out[i] = halfToFloat(loaded<std::uint16_t>(in + 2 * i));
}

void decodeBfloat(const std::byte* in, std::int64_t blocks, float* out) {
    for (std::int64_t i = 0; i < blocks; ++i) out[i] = bfloatToFloat(loaded<std::uint16_t>(in + 2 * i));
}

struct Numbered {
    std::uint32_t number;
    StoredType type;
};

constexpr Numbered kGgmlTypes[] = {
    {0, {"F32", 1, 4, decodePlain<float>}},         {1, {"F16", 1, 2, decodeHalf}},
    {2, {"Q4_0", 32, 18, quants::decodeQ4_0}},      {3, {"Q4_1", 32, 20, quants::decodeQ4_1}},
    {6, {"Q5_0", 32, 22, quants::decodeQ5_0}},      {7, {"Q5_1", 32, 24, quants::decodeQ5_1}},
    {8, {"Q8_0", 32, 34, quants::decodeQ8_0}},      {10, {"Q2_K", 256, 84, quants::decodeQ2K}},
    {11, {"Q3_K", 256, 110, quants::decodeQ3K}},    {12, {"Q4_K", 256, 144, quants::decodeQ4K}},
    {13, {"Q5_K", 256, 176, quants::decodeQ5K}},    {14, {"Q6_K", 256, 210, quants::decodeQ6K}},
    {24, {"I8", 1, 1, decodePlain<std::int8_t>}},   {25, {"I16", 1, 2, decodePlain<std::int16_t>}},
    {26, {"I32", 1, 4, decodePlain<std::int32_t>}}, {27, {"I64", 1, 8, decodePlain<std::int64_t>}},
    {28, {"F64", 1, 8, decodePlain<double>}},       {30, {"BF16", 1, 2, decodeBfloat}},
};

constexpr StoredType kSafetensorsTypes[] = {
    {"F32", 1, 4, decodePlain<float>},
    {"BF16", 1, 2, decodeBfloat},
    {"F16", 1, 2, decodeHalf},
    {"F64", 1, 8, decodePlain<double>},
    {"I64", 1, 8, decodePlain<std::int64_t>},
    {"I32", 1, 4, decodePlain<std::int32_t>},
    {"I16", 1, 2, decodePlain<std::int16_t>},
    {"I8", 1, 1, decodePlain<std::int8_t>},
    {"U64", 1, 8, decodePlain<std::uint64_t>},
    {"U32", 1, 4, decodePlain<std::uint32_t>},
    {"U16", 1, 2, decodePlain<std::uint16_t>},
    {"U8", 1, 1, decodePlain<std::uint8_t>},
    {"BOOL", 1, 1, decodePlain<std::uint8_t>},
};

struct Named {
    std::uint32_t number;
    std::string_view name;
};

constexpr Named kOtherGgmlTypes[] = {
    {9, "Q8_1"},   {15, "Q8_K"},   {16, "IQ2_XXS"}, {17, "IQ2_XS"}, {18, "IQ3_XXS"},
    {19, "IQ1_S"}, {20, "IQ4_NL"}, {21, "IQ3_S"},   {22, "IQ2_S"},  {23, "IQ4_XS"},
    {29, "IQ1_M"}, {34, "TQ1_0"},  {35, "TQ2_0"},   {39, "MXFP4"},  {40, "NVFP4"},
};

bool same(const StoredType& type, Dtype dtype) {
    switch (dtype) {
        case Dtype::Float32:
            return type.name == "F32";
        case Dtype::BFloat16:
            return type.name == "BF16";
        case Dtype::Float16:
            return type.name == "F16";
    }
    return false;
}

}  // namespace

const StoredType* ggmlType(std::uint32_t number) {
    for (const Numbered& known : kGgmlTypes)
        if (known.number == number) return &known.type;
    return nullptr;
}

std::string_view ggmlTypeName(std::uint32_t number) {
    for (const Named& other : kOtherGgmlTypes)
        if (other.number == number) return other.name;
    return {};
}

const StoredType* safetensorsType(std::string_view name) {
    for (const StoredType& known : kSafetensorsTypes)
        if (known.name == name) return &known;
    return nullptr;
}

void convertStored(const StoredType& type, const std::byte* data, std::int64_t count, Dtype dtype,
                   void* out) {
    if (count == 0) return;  // an empty tensor has no memory to point to
    if (same(type, dtype)) {
        std::memcpy(out, data, static_cast<std::size_t>(count) * dtypeBytes(dtype));
        return;
    }
    const std::int64_t blocks = count / type.elements;
    if (dtype == Dtype::Float32) {
        type.decode(data, blocks, static_cast<float*>(out));
        return;
    }
    alignas(64) std::array<float, 4096> piece;
    const std::int64_t atOnce = static_cast<std::int64_t>(piece.size()) / type.elements;
    auto* to = static_cast<std::uint16_t*>(out);
    for (std::int64_t block = 0; block < blocks; block += atOnce) {
        const std::int64_t now = std::min(atOnce, blocks - block);
        type.decode(data + block * type.bytes, now, piece.data());
        storeFloats(piece.data(), static_cast<std::size_t>(now * type.elements), dtype, to);
        to += now * type.elements;
    }
}

}  // namespace lathe
