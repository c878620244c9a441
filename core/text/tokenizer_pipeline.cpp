// SPDX-License-Identifier: Apache-2.0
#include "core/text/tokenizer_pipeline.h"

#include <utility>

#include "core/text/tokenizer_bytes.h"
#include "core/text/tokenizer_pattern.h"

namespace lathe::tokens {
namespace {

void replaceAll(std::string& text, std::string_view from, std::string_view to) {
    for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size()))
        text.replace(at, from.size(), to);
}

/// The reference library's clean-up of spaces that its WordPiece decoder puts in front of punctuation.
std::string cleanedUp(std::string text) {
    static constexpr std::pair<std::string_view, std::string_view> kRules[] = {
        {" .", "."},   {" ?", "?"},           {" !", "!"},   {" ,", ","},     {" ' ", "'"},   {" n't", "n't"},
        {" 'm", "'m"}, {" do not", " don't"}, {" 's", "'s"}, {" 've", "'ve"}, {" 're", "'re"}};
    for (const auto& [from, to] : kRules) replaceAll(text, from, to);
    return text;
}

class Pipeline : public Tokenizer {
  public:
    explicit Pipeline(PipelineParts parts) : parts_(std::move(parts)) {}

    std::vector<std::int32_t> encode(std::string_view text, Surround surround) const override {
        std::vector<std::int32_t> ids;
        if (surround == Surround::Yes) ids = parts_.before;
        const std::string clean = wellFormed(text);
        for (const AddedPiece& outer : parts_.raw.split(clean)) {
            if (outer.id >= 0) {
                ids.push_back(outer.id);
                continue;
            }
            std::string normal(outer.text);
            for (const Normalizer& step : parts_.normalizers) normal = step(std::move(normal));
            for (const AddedPiece& inner : parts_.normalized.split(normal)) {
                if (inner.id >= 0)
                    ids.push_back(inner.id);
                else
                    encodeText(std::string(inner.text),
                               outer.text.data() == clean.data() && inner.text.data() == normal.data(), ids);
            }
        }
        if (surround == Surround::Yes) ids.insert(ids.end(), parts_.behind.begin(), parts_.behind.end());
        return ids;
    }

    std::string decode(std::span<const std::int32_t> ids, bool keepSpecial) const override {
        std::string text;
        bool first = true;
        for (const std::int32_t id : ids) {
            const TokenEntry* entry = entryOf(id);
            if (!entry || (!keepSpecial && entry->special)) continue;
            switch (parts_.decoding.kind) {
                case Decoding::Kind::Bytes:
                    text += entry->bytes;
                    break;
                case Decoding::Kind::Metaspace: {
                    std::string piece = entry->bytes;
                    if (first && parts_.decoding.dropFirst && !entry->added && piece.starts_with(' '))
                        piece.erase(0, 1);
                    text += piece;
                    break;
                }
                case Decoding::Kind::WordPiece: {
                    std::string piece = entry->name;
                    const bool inside = !first && piece.starts_with(parts_.decoding.prefix);
                    if (inside)
                        piece.erase(0, parts_.decoding.prefix.size());
                    else if (!first)
                        piece.insert(0, " ");
                    text += parts_.decoding.cleanUp ? cleanedUp(std::move(piece)) : piece;
                    break;
                }
            }
            first = false;
        }
        return wellFormed(text);
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

  private:
    const TokenEntry* entryOf(std::int32_t id) const {
        return id >= 0 && static_cast<std::size_t>(id) < parts_.entries.size()
                   ? &parts_.entries[static_cast<std::size_t>(id)]
                   : nullptr;
    }

    void encodeText(std::string text, bool begins, std::vector<std::int32_t>& ids) const {
        if (text.empty()) return;
        std::vector<std::string> pieces, next;
        pieces.push_back(std::move(text));
        for (const Splitter& step : parts_.splitters) {
            next.clear();
            for (std::size_t i = 0; i < pieces.size(); ++i)
                step(std::move(pieces[i]), begins && i == 0, next);
            pieces.swap(next);
        }
        for (const std::string& piece : pieces) parts_.model->encode(piece, ids);
    }

    PipelineParts parts_;
};

}  // namespace

std::shared_ptr<const Tokenizer> makePipeline(PipelineParts parts) {
    return std::make_shared<Pipeline>(std::move(parts));
}

Splitter splitIsolated(std::shared_ptr<const Pattern> pattern) {
    return [pattern = std::move(pattern)](std::string piece, bool, std::vector<std::string>& out) {
        for (const Span& span : pattern->split(piece)) out.push_back(piece.substr(span.offset, span.length));
    };
}

bool isLoneByte(std::string_view bytes) {
    if (bytes.size() != 1) return false;
    const auto byte = static_cast<unsigned char>(bytes[0]);
    return byte >= 0x7F || byte < 0x20;
}

}  // namespace lathe::tokens
