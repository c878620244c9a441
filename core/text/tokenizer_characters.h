// SPDX-License-Identifier: Apache-2.0
// Classes of characters as the reference library's steps ask for them.
#pragma once

#include <string>
#include <string_view>

namespace lathe::tokens {

bool isBlank(char32_t point);          ///< White_Space
bool isWordCharacter(char32_t point);  ///< \w of regular expressions
bool isNumeric(char32_t point);        ///< categories Nd, Nl, No
bool isPunctuation(char32_t point);    ///< ASCII's, and categories P*
bool isOther(char32_t point);          ///< categories Cc, Cf, Co, Cs
bool isMark(char32_t point);           ///< category Mn
bool isCombining(char32_t point);      ///< categories M*
bool isCjk(char32_t point);            ///< the blocks that BERT sets apart
/// Lower case of one character, without its neighbours (U+0130 gives two).
void appendLower(std::string& out, char32_t point);

enum class NormalForm { C, D, KC, KD };
std::string normalized(std::string_view text, NormalForm form);

/// Where the cluster of characters that begins at `from` ends (extended grapheme clusters, UAX 29).
std::size_t clusterEnd(std::string_view text, std::size_t from);

/// The code point that ends right before `at` (which is not 0).
char32_t pointBefore(std::string_view text, std::size_t at);

}  // namespace lathe::tokens
