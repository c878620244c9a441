// SPDX-License-Identifier: Apache-2.0
// The three ways in which a backbone reads a row and is asked for words.
#pragma once

namespace lathe {

/// Decoder: context, then the answer. EncoderDecoder: the context is read by the encoder, the answer is the
/// decoder's. Masked: the answer fills blanks in the context.
enum class BackboneKind { Decoder, EncoderDecoder, Masked };

}  // namespace lathe
