// SPDX-License-Identifier: Apache-2.0
#include "core/text/tokenizer_pipeline.h"

#include <utility>

#include "core/text/tokenizer_bytes.h"
#include "core/text/tokenizer_decoders.h"
#include "core/text/tokenizer_pattern.h"

namespace lathe::tokens {
namespace {

class Pipeline : public Tokenizer {
  public:
    explicit Pipeline(PipelineParts parts) : parts_(std::move(parts)) {
        std::vector<AddedToken> raw, normalized;
        for (AddedToken& token : parts_.added) {
            if (token.normalized) {
                Piece content{token.content, true};
                for (const Normalizer& step : parts_.normalizers) step(content);
                token.content = parts_.entries[static_cast<std::size_t>(token.id)].spoken =
                    std::move(content.text);
            }
            (token.normalized ? normalized : raw).push_back(token);
        }
        raw_ = AddedTokens(std::move(raw));
        normalized_ = AddedTokens(std::move(normalized));
    }

    std::vector<std::int32_t> encode(std::string_view text, Surround surround) const override {
        std::vector<std::int32_t> ids;
        if (surround == Surround::Yes) ids = parts_.before;
        const std::string clean = wellFormed(text);
        for (const AddedPiece& outer : raw_.split(clean)) {
            if (outer.id >= 0) {
                ids.push_back(outer.id);
                continue;
            }
            Piece normal{std::string(outer.text), outer.text.data() == clean.data()};
            for (const Normalizer& step : parts_.normalizers) step(normal);
            for (const AddedPiece& inner : normalized_.split(normal.text)) {
                if (inner.id >= 0)
                    ids.push_back(inner.id);
                else
                    encodeText(
                        {std::string(inner.text), normal.first && inner.text.data() == normal.text.data()},
                        ids);
            }
        }
        if (surround == Surround::Yes) ids.insert(ids.end(), parts_.behind.begin(), parts_.behind.end());
        return ids;
    }

    std::string decode(std::span<const std::int32_t> ids, bool keepSpecial) const override {
        std::vector<std::string> names;
        for (const std::int32_t id : ids) {
            const TokenEntry* entry = entryOf(id);
            if (entry && !entry->name.empty() && (keepSpecial || !entry->special))
                names.push_back(entry->spoken.empty() ? entry->name : entry->spoken);
        }
        for (const DecodeStep& step : parts_.decoding.steps) step(names);
        std::string text;
        for (std::size_t i = 0; i < names.size(); ++i) {
            if (i > 0 && parts_.decoding.spaced) text += ' ';
            text += names[i];
        }
        return wellFormed(parts_.decoding.cleanUp ? withoutSpacesAtPunctuation(std::move(text)) : text);
    }

    std::int64_t size() const override { return static_cast<std::int64_t>(parts_.entries.size()); }
    std::string piece(std::int32_t id) const override {
        const TokenEntry* entry = entryOf(id);
        return entry ? entry->bytes : std::string();
    }
    bool isSpecial(std::int32_t id) const override {
        const TokenEntry* entry = entryOf(id);
        return entry && entry->special;
    }
    bool isFiller(std::int32_t id) const override {
        const TokenEntry* entry = entryOf(id);
        return !entry || entry->name.empty() || entry->bytes.empty() || entry->special || entry->unused ||
               isLoneByte(entry->bytes);
    }
    std::optional<std::int32_t> idOf(std::string_view token) const override {
        return idIn(parts_.ids, token);
    }
    std::optional<std::int32_t> bos() const override { return parts_.bos; }
    std::optional<std::int32_t> eos() const override { return parts_.eos; }
    std::optional<std::int32_t> pad() const override { return parts_.pad; }
    std::optional<std::int32_t> mask() const override { return parts_.mask; }
    std::vector<std::int32_t> before() const override { return parts_.before; }
    std::vector<std::int32_t> behind() const override { return parts_.behind; }

    std::vector<std::int32_t> mostCommon(std::int64_t count) const override {
        std::vector<std::int32_t> ids;
        for (const std::int32_t id : parts_.mostCommon) {
            if (static_cast<std::int64_t>(ids.size()) >= count) break;
            if (!isFiller(id)) ids.push_back(id);
        }
        return ids;
    }
    std::string digest() const override { return parts_.digest; }
    std::string chatTemplate() const override { return parts_.chatTemplate; }

  private:
    const TokenEntry* entryOf(std::int32_t id) const {
        return id >= 0 && static_cast<std::size_t>(id) < parts_.entries.size()
                   ? &parts_.entries[static_cast<std::size_t>(id)]
                   : nullptr;
    }

    void encodeText(Piece whole, std::vector<std::int32_t>& ids) const {
        if (whole.text.empty()) return;
        std::vector<Piece> pieces, next;
        pieces.push_back(std::move(whole));
        for (const Splitter& step : parts_.splitters) {
            next.clear();
            for (Piece& piece : pieces)
                if (!piece.text.empty()) step(std::move(piece), next);
            pieces.swap(next);
        }
        for (const Piece& piece : pieces) parts_.model->encode(piece.text, ids);
    }

    PipelineParts parts_;
    AddedTokens raw_, normalized_;  ///< found before and behind the normaliser
};

}  // namespace

std::shared_ptr<const Tokenizer> makePipeline(PipelineParts parts) {
    return std::make_shared<Pipeline>(std::move(parts));
}

void addToken(PipelineParts& parts, AddedToken token) {
    if (const auto known = idIn(parts.ids, token.content)) token.id = *known;
    const auto at = static_cast<std::size_t>(token.id);
    if (at >= parts.entries.size()) parts.entries.resize(at + 1);
    TokenEntry& entry = parts.entries[at];
    entry.name = entry.bytes = token.content;
    entry.special = entry.special || token.special;
    parts.ids.insert_or_assign(token.content, token.id);
    if (entry.added)
        for (AddedToken& old : parts.added)
            if (old.content == token.content) {
                old = std::move(token);
                return;
            }
    entry.added = true;
    parts.added.push_back(std::move(token));
}

Splitter splitIsolated(std::shared_ptr<const Pattern> pattern) {
    return [pattern = std::move(pattern)](Piece piece, std::vector<Piece>& out) {
        for (const Span& span : pattern->split(piece.text))
            out.push_back({piece.text.substr(span.offset, span.length), piece.first && span.offset == 0});
    };
}

Splitter spellBytes() {
    return [](Piece piece, std::vector<Piece>& out) {
        out.push_back({spelledBytes(piece.text), piece.first});
    };
}

bool isLoneByte(std::string_view bytes) {
    if (bytes.size() != 1) return false;
    const auto byte = static_cast<unsigned char>(bytes[0]);
    return byte >= 0x7F || byte < 0x20;
}

}  // namespace lathe::tokens
