// SPDX-License-Identifier: Apache-2.0
// From the names of tokens back to text, as the reference libraries do it.
#pragma once

#include <string>
#include <string_view>

#include "core/base/result.h"
#include "core/text/tokenizer_json_reader.h"
#include "core/text/tokenizer_pipeline.h"

namespace lathe::tokens {

/// The "decoder" value; null joins tokens with spaces.
Result<Decoding> readDecoder(const Part& part);
/// GPT-2's alphabet back to bytes.
Decoding byteLevelDecoding();
/// sentencepiece's own: one mark in front of the text goes (`drop`), or all of them (`dropAll`).
Decoding sentencePieceDecoding(bool byteNames, bool drop, bool dropAll);
/// Llama's: marks to spaces, <0xNN> to bytes, all joined, one space in front goes where `strip`.
Decoding llamaDecoding(bool strip);
/// T5's: marks to spaces, those of the first token go.
Decoding metaspaceDecoding(std::string mark, bool dropFirst);

/// What one token stands for by `decoding`.
std::string meaningOf(std::string_view name, const Decoding& decoding);

/// The reference's clean_up_tokenization_spaces: " ." becomes ".", " n't" "n't", and so on.
std::string withoutSpacesAtPunctuation(std::string text);

}  // namespace lathe::tokens
