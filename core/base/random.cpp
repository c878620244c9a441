// SPDX-License-Identifier: Apache-2.0
#include "core/base/random.h"

#include <cmath>
#include <numbers>
#include <utility>

namespace lathe {
namespace {

__extension__ using Wide = unsigned __int128;

/// FNV-1a, only to tell streams apart.
std::uint64_t hashed(std::string_view text) {
    std::uint64_t hash = 0xcbf29ce484222325ULL;
    for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3ULL;
    return hash;
}

struct Block {
    std::uint32_t word[4];
};

Block philox(Block counter, std::uint32_t key0, std::uint32_t key1) {
    for (int round = 0; round < 10; ++round) {
        const std::uint64_t a = 0xD2511F53ULL * counter.word[0];
        const std::uint64_t b = 0xCD9E8D57ULL * counter.word[2];
        counter = {{static_cast<std::uint32_t>(b >> 32) ^ counter.word[1] ^ key0, static_cast<std::uint32_t>(b),
                    static_cast<std::uint32_t>(a >> 32) ^ counter.word[3] ^ key1, static_cast<std::uint32_t>(a)}};
        key0 += 0x9E3779B9U;
        key1 += 0xBB67AE85U;
    }
    return counter;
}

}  // namespace

Random::Random(std::uint64_t seed, std::string_view stream, std::uint64_t part) {
    const std::uint64_t key = seed ^ hashed(stream);
    key_[0] = static_cast<std::uint32_t>(key);
    key_[1] = static_cast<std::uint32_t>(key >> 32);
    part_[0] = static_cast<std::uint32_t>(part);
    part_[1] = static_cast<std::uint32_t>(part >> 32);
}

std::uint32_t Random::bits(std::uint64_t index) const {
    const std::uint64_t block = index / 4;
    const Block result = philox(
        {{static_cast<std::uint32_t>(block), static_cast<std::uint32_t>(block >> 32), part_[0], part_[1]}}, key_[0], key_[1]);
    return result.word[index % 4];
}

double Random::uniform(std::uint64_t index) const {
    const std::uint64_t high = bits(2 * index) >> 5, low = bits(2 * index + 1) >> 6;
    return (static_cast<double>(high) * 67108864.0 + static_cast<double>(low)) / 9007199254740992.0;
}

double Random::normal(std::uint64_t index) const {
    const double u = 1.0 - uniform(2 * index), v = uniform(2 * index + 1);
    return std::sqrt(-2.0 * std::log(u)) * std::cos(2.0 * std::numbers::pi * v);
}

std::uint64_t Random::below(std::uint64_t index, std::uint64_t bound) const {
    // 64 random bits times the bound: the bias is below bound / 2^64.
    const std::uint64_t word = static_cast<std::uint64_t>(bits(2 * index)) << 32 | bits(2 * index + 1);
    return static_cast<std::uint64_t>(static_cast<Wide>(word) * bound >> 64);
}

std::vector<std::int64_t> Random::permutation(std::int64_t count) const {
    std::vector<std::int64_t> order(static_cast<std::size_t>(count));
    for (std::int64_t i = 0; i < count; ++i) order[static_cast<std::size_t>(i)] = i;
    for (std::int64_t i = count - 1; i > 0; --i)
        std::swap(order[static_cast<std::size_t>(i)],
                  order[below(static_cast<std::uint64_t>(i), static_cast<std::uint64_t>(i) + 1)]);
    return order;
}

}  // namespace lathe
