// SPDX-License-Identifier: Apache-2.0
#include "core/text/tokenizer_sentencepiece.h"

#include <sentencepiece_processor.h>

#include <algorithm>
#include <cstdlib>

#include "core/base/files.h"

namespace lathe::tokens {
namespace {

constexpr std::uint64_t kMostModelBytes = 256 << 20;
constexpr std::string_view kMark = "\u2581";

class SentencePiece : public Model {
  public:
    explicit SentencePiece(std::shared_ptr<const sentencepiece::SentencePieceProcessor> processor)
        : processor_(std::move(processor)) {}
    void encode(std::string_view text, std::vector<std::int32_t>& out) const override {
        std::vector<int> ids;
        if (!processor_->Encode({text.data(), text.size()}, &ids).ok()) return;
        out.insert(out.end(), ids.begin(), ids.end());
    }

  private:
    std::shared_ptr<const sentencepiece::SentencePieceProcessor> processor_;
};

std::string bytesOf(const std::string& piece, bool byte) {
    if (byte && piece.size() == 6)
        return std::string(1, static_cast<char>(std::strtol(piece.substr(3, 2).c_str(), nullptr, 16)));
    std::string bytes;
    for (std::size_t at = 0; at < piece.size();) {
        if (piece.compare(at, kMark.size(), kMark) == 0) {
            bytes += ' ';
            at += kMark.size();
        } else {
            bytes += piece[at++];
        }
    }
    return bytes;
}

}  // namespace

Result<PipelineParts> readSentencePiece(const std::filesystem::path& path) {
    LATHE_TRY(bytes, readFile(path, kMostModelBytes));
    auto processor = std::make_shared<sentencepiece::SentencePieceProcessor>();
    const auto status = processor->LoadFromSerializedProto({bytes.data(), bytes.size()});
    if (!status.ok() || processor->GetPieceSize() <= 0)
        return failed("not a sentencepiece model", path.string(), "get the tokenizer again");
    PipelineParts parts;
    std::vector<std::pair<float, std::int32_t>> order;
    for (int id = 0; id < processor->GetPieceSize(); ++id) {
        TokenEntry entry;
        entry.name = processor->IdToPiece(id);
        entry.special = processor->IsControl(id) || processor->IsUnknown(id);
        entry.unused = processor->IsUnused(id) || processor->IsByte(id);
        entry.bytes = entry.special ? entry.name : bytesOf(entry.name, processor->IsByte(id));
        if (!entry.special && !entry.unused) order.emplace_back(-processor->GetScore(id), id);
        parts.ids.emplace(entry.name, id);
        parts.entries.push_back(std::move(entry));
    }
    std::stable_sort(order.begin(), order.end(),
                     [](const auto& a, const auto& b) { return a.first < b.first; });
    for (const auto& [score, id] : order) parts.mostCommon.push_back(id);
    const auto known = [](int id) { return id >= 0 ? std::optional<std::int32_t>(id) : std::nullopt; };
    parts.bos = known(processor->bos_id());
    parts.eos = known(processor->eos_id());
    parts.pad = known(processor->pad_id());
    parts.decoding.kind = Decoding::Kind::Metaspace;
    // Models that put a space in front of a text lose it again when they turn ids into text.
    const std::vector<std::string> probe = processor->EncodeAsPieces("a");
    parts.decoding.dropFirst = !probe.empty() && probe[0].starts_with(kMark);
    parts.model = std::make_unique<SentencePiece>(std::move(processor));
    return parts;
}

}  // namespace lathe::tokens
