// SPDX-License-Identifier: Apache-2.0
#include "core/text/tokenizer_charsmap.h"

#include "core/base/text.h"
#include "core/text/tokenizer_characters.h"

namespace lathe::tokens {
namespace {

// A unit of the double array (Darts-clone): bit 31 marks a value; else 8 bits of label, bit 8 "has a value",
// bit 9 widens the offset in the bits from 10 on.
std::uint32_t labelOf(std::uint32_t unit) {
    return unit & (1U << 31 | 0xFFU);
}
std::uint32_t offsetOf(std::uint32_t unit) {
    return (unit >> 10) << ((unit & (1U << 9)) >> 6);
}
bool hasValue(std::uint32_t unit) {
    return (unit >> 8 & 1U) != 0;
}
std::uint32_t valueOf(std::uint32_t unit) {
    return unit & 0x7FFFFFFFU;
}

constexpr std::size_t kMostClusterBytes = 6;

}  // namespace

Result<CharacterMap> CharacterMap::read(std::string_view blob) {
    const auto broken = [](const std::string& what) {
        return failed("the precompiled character map is broken (" + what + ")", {},
                      "get the tokenizer again");
    };
    const auto number = [&](std::size_t at) {
        std::uint32_t value = 0;
        for (std::size_t i = 0; i < 4; ++i)
            value |= static_cast<std::uint32_t>(static_cast<unsigned char>(blob[at + i])) << (8 * i);
        return value;
    };
    if (blob.size() < 8) return broken("it ends within its header");
    const std::uint32_t bytes = number(0);
    if (bytes == 0 || bytes % 4 != 0 || bytes > blob.size() - 4)
        return broken("its trie claims " + std::to_string(bytes) + " of " + std::to_string(blob.size() - 4) +
                      " bytes");
    CharacterMap map;
    map.units_.reserve(bytes / 4);
    for (std::size_t at = 4; at < 4 + static_cast<std::size_t>(bytes); at += 4)
        map.units_.push_back(number(at));
    map.replacements_ = std::string(blob.substr(4 + bytes));
    if (invalidUtf8(map.replacements_)) return broken("its replacements are not UTF-8");
    // Walk every unit that a text can reach; a cycle ends at what has been seen.
    const auto& units = map.units_;
    std::vector<bool> seen(units.size());
    std::vector<std::uint32_t> open;
    const auto enter = [&](std::uint32_t base) -> Result<> {
        for (std::uint32_t byte = 1; byte < 256; ++byte) {
            const std::uint32_t to = base ^ byte;
            if (to >= units.size() || seen[to] || labelOf(units[to]) != byte) continue;
            const std::uint32_t next = to ^ offsetOf(units[to]);
            if (hasValue(units[to])) {
                if (next >= units.size()) return broken("unit " + std::to_string(to) + " leads outside");
                if (valueOf(units[next]) >= map.replacements_.size())
                    return broken("unit " + std::to_string(next) + " names no replacement");
            }
            seen[to] = true;
            open.push_back(next);
        }
        return {};
    };
    LATHE_CHECK(enter(offsetOf(units[0])));
    while (!open.empty()) {
        const std::uint32_t base = open.back();
        open.pop_back();
        LATHE_CHECK(enter(base));
    }
    return map;
}

std::string_view CharacterMap::replacement(std::uint32_t offset) const {
    const std::string_view rest = std::string_view(replacements_).substr(offset);
    return rest.substr(0, rest.find('\0'));
}

template <class Found>
void CharacterMap::match(std::string_view text, std::size_t from, Found found) const {
    std::uint32_t node = offsetOf(units_[0]);
    for (std::size_t at = from; at < text.size() && text[at] != '\0'; ++at) {
        const std::uint32_t byte = static_cast<unsigned char>(text[at]);
        node ^= byte;
        if (node >= units_.size() || labelOf(units_[node]) != byte) return;
        const std::uint32_t unit = units_[node];
        node ^= offsetOf(unit);
        if (hasValue(unit) && !found(at + 1 - from, valueOf(units_[node]))) return;
    }
}

std::optional<CharacterMap::Match> CharacterMap::longest(std::string_view text, std::size_t from) const {
    std::optional<Match> best;
    match(text, from, [&](std::size_t length, std::uint32_t value) {
        best = Match{length, replacement(value)};
        return true;
    });
    return best;
}

std::optional<std::string_view> CharacterMap::shortest(std::string_view chunk) const {
    std::optional<std::string_view> first;
    match(chunk, 0, [&](std::size_t, std::uint32_t value) {
        first = replacement(value);
        return false;
    });
    return first;
}

std::string mapped(const CharacterMap& map, std::string_view text) {
    std::string out;
    out.reserve(text.size());
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = clusterEnd(text, at);
        const std::string_view cluster = text.substr(at, end - at);
        at = end;
        if (cluster.size() < kMostClusterBytes)
            if (const auto whole = map.shortest(cluster)) {
                out += *whole;
                continue;
            }
        for (std::size_t i = 0; i < cluster.size();) {
            const std::size_t start = i;
            nextCodePoint(cluster, i);
            const std::string_view one = cluster.substr(start, i - start);
            out += map.shortest(one).value_or(one);
        }
    }
    return out;
}

}  // namespace lathe::tokens
