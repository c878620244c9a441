// SPDX-License-Identifier: Apache-2.0
// Damaged copies of good inputs, the same ones in every run, and how many of them are asked for.
#pragma once

#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <string>
#include <vector>

#include "tests/support/tried.h"

namespace lathe::tests {

/// So many inputs where the short form has `brief`: LATHE_MUTATIONS times as many, 200 times in the long
/// form.
inline int inputs(int brief) {
    const char* set = std::getenv("LATHE_MUTATIONS");
    const double times = set ? std::atof(set) : soak() ? 200 : 1;
    return std::max(1, static_cast<int>(brief * times));
}

/// Where files that live for an instant are quick to write: a pattern for QTemporaryDir.
inline const char* quickFolder() {
    return ::access("/dev/shm", W_OK | X_OK) == 0 ? "/dev/shm/lathe-XXXXXX" : "/tmp/lathe-XXXXXX";
}

/// The longest of what is measured, in milliseconds.
class Slowest {
  public:
    void begin() { began_ = workSeconds(); }
    void end() { most_ = std::max(most_, 1000 * (workSeconds() - began_)); }
    double milliseconds() const { return most_; }

  private:
    double began_ = 0, most_ = 0;
};

class Mutator {
  public:
    Mutator(std::vector<std::string> seeds, std::uint64_t seed) : seeds_(std::move(seeds)), state_(seed) {}

    /// The next input: a seed with one to six changes.
    std::string next() {
        std::string bytes = seeds_[below(seeds_.size())];
        for (std::size_t changes = 1 + below(6); changes > 0; --changes) change(bytes);
        return bytes;
    }

  private:
    std::uint64_t random() {  // SplitMix64
        std::uint64_t z = state_ += 0x9E3779B97F4A7C15U;
        z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9U;
        z = (z ^ z >> 27) * 0x94D049BB133111EBU;
        return z ^ z >> 31;
    }
    std::size_t below(std::size_t limit) {
        return limit == 0 ? 0 : static_cast<std::size_t>(random() % limit);
    }
    /// A number at an edge of what some field can hold.
    std::uint64_t edge() {
        const std::uint64_t power = std::uint64_t{1} << below(64);
        switch (below(5)) {
            case 0:
                return power;
            case 1:
                return power - 1;
            case 2:
                return ~std::uint64_t{0} - below(64);
            case 3:
                return below(300);
            default:
                return random();
        }
    }
    void change(std::string& bytes) {
        const std::size_t at = below(bytes.size() + 1);
        switch (below(9)) {
            case 0:
                if (at < bytes.size()) bytes[at] = static_cast<char>(bytes[at] ^ (1 << below(8)));
                break;
            case 1:
                if (at < bytes.size()) bytes[at] = static_cast<char>(random());
                break;
            case 2:
                bytes.resize(at);
                break;
            case 3:
                bytes.erase(at, 1 + below(16));
                break;
            case 4:
                bytes.insert(at, std::string(1 + below(16), static_cast<char>(random())));
                break;
            case 5: {  // a piece of itself elsewhere
                const std::size_t from = below(bytes.size());
                bytes.insert(at, bytes.substr(from, 1 + below(64)));
                break;
            }
            case 6: {  // a piece of another input
                const std::string& other = seeds_[below(seeds_.size())];
                const std::string piece = other.substr(below(other.size()), 1 + below(64));
                bytes.replace(at, std::min(piece.size(), bytes.size() - at), piece);
                break;
            }
            case 7: {  // a digit of a text
                const std::size_t digit = bytes.find_first_of("0123456789", at);
                if (digit != std::string::npos) bytes.replace(digit, 1, std::to_string(edge()));
                break;
            }
            default: {
                const std::uint64_t value = edge();
                const std::size_t width = std::size_t{1} << below(4);
                if (at + width <= bytes.size()) std::memcpy(bytes.data() + at, &value, width);
            }
        }
        if (bytes.size() > (1 << 20)) bytes.resize(1 << 20);
    }

    std::vector<std::string> seeds_;
    std::uint64_t state_;
};

}  // namespace lathe::tests
