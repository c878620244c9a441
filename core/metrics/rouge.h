// SPDX-License-Identifier: Apache-2.0
// ROUGE (Lin 2004) as the package rouge-score computes it without its stemmer: words are runs of a-z and 0-9
// in lower case. F-measures from 0 to 1; against several references the best counts. Private to this folder.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace lathe::metrics {

std::vector<std::string> rougeWords(std::string_view text);
/// F1 of two counts of what is shared.
double rougeF(double shared, double said, double wanted);
double rougeRuns(const std::string& text, const std::string& reference, std::size_t length);

/// Words in a longest common subsequence.
std::size_t commonLength(const std::vector<std::string>& a, const std::vector<std::string>& b);
/// The places in `reference` of one longest common subsequence; of several the one that rouge-score reads
/// out.
std::vector<std::size_t> commonPlaces(const std::vector<std::string>& reference,
                                      const std::vector<std::string>& text);

}  // namespace lathe::metrics
