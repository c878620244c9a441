// SPDX-License-Identifier: Apache-2.0
#include "core/text/tokenizer_spm_file.h"

#include <bit>
#include <cmath>
#include <unordered_set>

#include "core/base/text.h"
#include "core/text/tokenizer_bytes.h"

namespace lathe::tokens {
namespace {

/// One field of a message: its number, and its value as a number or as bytes.
struct Field {
    std::uint64_t number = 0, value = 0;
    bool isBytes = false;
    std::string_view bytes;
};

/// Fields of one message, in order. `where` begins at `base` of the file.
class Reader {
  public:
    Reader(std::string_view bytes, std::size_t base) : bytes_(bytes), base_(base) {}
    bool done() const { return at_ >= bytes_.size(); }
    std::size_t place() const { return base_ + at_; }

    Result<Field> next() {
        LATHE_TRY(key, varint());
        Field field;
        field.number = key >> 3;
        if (field.number == 0) return broken("a field without a number");
        switch (key & 7) {
            case 0: {
                LATHE_TRY(value, varint());
                field.value = value;
                return field;
            }
            case 1:
                return fixed(field, 8);
            case 5:
                return fixed(field, 4);
            case 2: {
                LATHE_TRY(length, varint());
                if (length > bytes_.size() - at_)
                    return broken("a length of " + std::to_string(length) + " bytes where " +
                                  std::to_string(bytes_.size() - at_) + " are left");
                field.isBytes = true;
                field.bytes = bytes_.substr(at_, length);
                at_ += length;
                return field;
            }
            default:
                return broken("the wire type " + std::to_string(key & 7));
        }
    }
    tl::unexpected<Error> broken(const std::string& what) const {
        return failed("not a sentencepiece model (" + what + ")", "byte " + std::to_string(place()),
                      "get the tokenizer again");
    }

  private:
    Result<std::uint64_t> varint() {
        std::uint64_t value = 0;
        for (unsigned shift = 0; shift < 64; shift += 7) {
            if (done()) return broken("it ends within a number");
            const auto byte = static_cast<unsigned char>(bytes_[at_++]);
            value |= static_cast<std::uint64_t>(byte & 0x7FU) << shift;
            if (byte < 0x80) return value;
        }
        return broken("a number of more than 64 bits");
    }
    Result<Field> fixed(Field field, std::size_t size) {
        if (bytes_.size() - at_ < size) return broken("it ends within a number");
        for (std::size_t i = 0; i < size; ++i)
            field.value |= static_cast<std::uint64_t>(static_cast<unsigned char>(bytes_[at_ + i])) << (8 * i);
        at_ += size;
        return field;
    }
    std::string_view bytes_;
    std::size_t base_, at_ = 0;
};

/// Calls `take` for each field of a message that stands at `base`.
template <class Take>
Result<> each(std::string_view message, std::size_t base, Take take) {
    Reader reader(message, base);
    while (!reader.done()) {
        LATHE_TRY(field, reader.next());
        LATHE_CHECK(take(field, reader));
    }
    return {};
}

Result<std::string> text(const Field& field, const Reader& reader) {
    if (!field.isBytes || invalidUtf8(field.bytes)) return reader.broken("a text that is none");
    return std::string(field.bytes);
}

Result<SpmPiece> readPiece(std::string_view message, std::size_t base) {
    SpmPiece piece;
    LATHE_CHECK(each(message, base, [&](const Field& field, const Reader& reader) -> Result<> {
        if (field.number == 1) {
            LATHE_TRY(name, text(field, reader));
            piece.text = std::move(name);
        } else if (field.number == 2) {
            piece.score = std::bit_cast<float>(static_cast<std::uint32_t>(field.value));
        } else if (field.number == 3) {
            piece.type = static_cast<std::int64_t>(field.value);
        }
        return {};
    }));
    return piece;
}

Result<> readTrainer(SpmFile& file, std::string_view message, std::size_t base) {
    return each(message, base, [&](const Field& field, const Reader& reader) -> Result<> {
        const auto named = [&](std::string& name) -> Result<> {
            LATHE_TRY(value, text(field, reader));
            if (!value.empty()) name = std::move(value);
            return {};
        };
        switch (field.number) {
            case 3:
                file.kind = static_cast<std::int64_t>(field.value);
                break;
            case 24:
                file.spaceBehind = field.value != 0;
                break;
            case 35:
                file.byteFallback = field.value != 0;
                break;
            case 45:
                return named(file.unknownPiece);
            case 46:
                return named(file.bosPiece);
            case 47:
                return named(file.eosPiece);
            case 48:
                return named(file.padPiece);
            default:
                break;
        }
        return {};
    });
}

Result<> readNormalizer(SpmFile& file, std::string_view message, std::size_t base) {
    return each(message, base, [&](const Field& field, const Reader& reader) -> Result<> {
        switch (field.number) {
            case 2:
                if (!field.isBytes) return reader.broken("a character map that is no bytes");
                file.characterMap = std::string(field.bytes);
                break;
            case 3:
                file.addDummyPrefix = field.value != 0;
                break;
            case 4:
                file.removeExtraSpaces = field.value != 0;
                break;
            case 5:
                file.escapeSpaces = field.value != 0;
                break;
            default:
                break;
        }
        return {};
    });
}

Result<> checkPieces(const SpmFile& file, const std::string& source) {
    const auto wrong = [&](const std::string& what) {
        return failed(what, source, "get the tokenizer again");
    };
    if (file.pieces.empty()) return wrong("not a sentencepiece model (it holds no pieces)");
    std::unordered_set<std::string_view> found, reserved;
    std::size_t unknown = 0, bytes = 0;
    for (std::size_t id = 0; id < file.pieces.size(); ++id) {
        const SpmPiece& piece = file.pieces[id];
        const std::string name = "piece " + std::to_string(id) + " (" + piece.text + ")";
        if (piece.text.empty()) return wrong("piece " + std::to_string(id) + " is empty");
        if (piece.type < SpmPiece::Normal || piece.type > SpmPiece::Byte)
            return wrong(name + " has the unknown type " + std::to_string(piece.type));
        if (!std::isfinite(piece.score)) return wrong(name + " has a score that is no number");
        const bool written = piece.type == SpmPiece::Normal || piece.type == SpmPiece::UserDefined ||
                             piece.type == SpmPiece::Unused;
        if (!(written ? found : reserved).insert(piece.text).second) return wrong(name + " stands twice");
        unknown += piece.type == SpmPiece::Unknown ? 1 : 0;
        if (piece.type != SpmPiece::Byte) continue;
        if (!file.byteFallback) return wrong(name + " is a byte, but the model has no byte fallback");
        if (!byteOfName(piece.text)) return wrong(name + " names no byte");
        ++bytes;
    }
    if (unknown != 1) return wrong("it has " + std::to_string(unknown) + " unknown pieces, not one");
    if (file.byteFallback && bytes != 256)
        return wrong("it has " + std::to_string(bytes) + " byte pieces, not 256");
    return {};
}

}  // namespace

Result<SpmFile> readSpmFile(std::string_view bytes, const std::string& source) {
    SpmFile file;
    const auto base = [&](std::string_view part) {
        return static_cast<std::size_t>(part.data() - bytes.data());
    };
    auto read = each(bytes, 0, [&](const Field& field, const Reader& reader) -> Result<> {
        if (field.number >= 1 && field.number <= 3 && !field.isBytes)
            return reader.broken("field " + std::to_string(field.number) + " is no message");
        if (field.number == 1) {
            LATHE_TRY(piece, readPiece(field.bytes, base(field.bytes)));
            file.pieces.push_back(std::move(piece));
        } else if (field.number == 2) {
            return readTrainer(file, field.bytes, base(field.bytes));
        } else if (field.number == 3) {
            return readNormalizer(file, field.bytes, base(field.bytes));
        }
        return {};
    });
    if (!read) {
        Error error = std::move(read).error();
        error.where = source + ", " + error.where;
        return tl::unexpected<Error>(std::move(error));
    }
    LATHE_CHECK(checkPieces(file, source));
    return file;
}

}  // namespace lathe::tokens
