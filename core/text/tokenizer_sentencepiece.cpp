// SPDX-License-Identifier: Apache-2.0
#include "core/text/tokenizer_sentencepiece.h"

#include <algorithm>

#include "core/base/text.h"
#include "core/text/tokenizer_bytes.h"
#include "core/text/tokenizer_charsmap.h"
#include "core/text/tokenizer_decoders.h"
#include "core/text/tokenizer_spm_bpe.h"
#include "core/text/tokenizer_spm_file.h"
#include "core/text/tokenizer_unigram.h"

namespace lathe::tokens {
namespace {

constexpr std::string_view kMark = "\u2581";

/// sentencepiece's normaliser: rules of the character map, longest first; spaces collapsed, marked and put in
/// front.
class SpmNormalizer {
  public:
    SpmNormalizer(const SpmFile& file, CharacterMap map, bool hasMap)
        : map_(std::move(map)),
          hasMap_(hasMap),
          space_(file.escapeSpaces ? kMark : " "),
          prefix_(file.addDummyPrefix),
          collapse_(file.removeExtraSpaces),
          behind_(file.spaceBehind) {
        std::vector<PrefixTrie::Entry> always;
        for (const SpmPiece& piece : file.pieces)
            if (piece.type == SpmPiece::UserDefined) kept_.push_back(piece.text);
        for (const std::string& text : kept_) always.emplace_back(text, 0);
        always_ = PrefixTrie(std::move(always));
    }

    std::string operator()(std::string_view text, bool prefix) const {
        std::size_t at = 0;
        while (collapse_ && at < text.size()) {
            const Rule rule = ruleAt(text, at);
            if (rule.replacement != " ") break;
            at += rule.length;
        }
        std::string out;
        if (at >= text.size()) return out;
        out.reserve(text.size() * 2);
        prefix = prefix && prefix_;
        if (prefix && !behind_) out += space_;
        bool lastSpace = collapse_;
        while (at < text.size()) {
            const Rule rule = ruleAt(text, at);
            std::string_view part = rule.replacement;
            while (lastSpace && part.starts_with(' ')) part.remove_prefix(1);
            for (const char c : part)
                if (c == ' ')
                    out += space_;
                else
                    out += c;
            if (!part.empty()) lastSpace = part.ends_with(' ');
            at += rule.length;
            if (!collapse_) lastSpace = false;
        }
        if (collapse_)
            while (out.ends_with(space_)) out.resize(out.size() - space_.size());
        if (prefix && behind_) out += space_;
        return out;
    }

  private:
    struct Rule {
        std::size_t length;
        std::string_view replacement;
    };
    Rule ruleAt(std::string_view text, std::size_t at) const {
        std::size_t kept = 0;
        always_.match(text, at, [&](std::size_t length, std::int32_t) { kept = length; });
        if (kept > 0) return {kept, text.substr(at, kept)};
        if (hasMap_)
            if (const auto found = map_.longest(text, at)) return {found->length, found->replacement};
        std::size_t end = at;
        nextCodePoint(text, end);
        return {end - at, text.substr(at, end - at)};
    }

    CharacterMap map_;
    bool hasMap_;
    std::string_view space_;
    bool prefix_, collapse_, behind_;
    std::vector<std::string> kept_;
    PrefixTrie always_;
};

void fillPieces(PipelineParts& parts, const SpmFile& file) {
    parts.decoding = sentencePieceDecoding(file.byteFallback, file.addDummyPrefix || file.removeExtraSpaces,
                                           file.removeExtraSpaces);
    std::vector<std::pair<float, std::int32_t>> order;
    for (const SpmPiece& piece : file.pieces) {
        const auto id = static_cast<std::int32_t>(parts.entries.size());
        TokenEntry entry;
        entry.name = piece.text;
        entry.special = piece.type == SpmPiece::Control || piece.type == SpmPiece::Unknown;
        entry.unused = piece.type == SpmPiece::Unused || piece.type == SpmPiece::Byte;
        entry.bytes = entry.special ? entry.name : meaningOf(entry.name, parts.decoding);
        if (!entry.special && !entry.unused) order.emplace_back(-piece.score, id);
        parts.ids.emplace(entry.name, id);
        parts.entries.push_back(std::move(entry));
    }
    std::stable_sort(order.begin(), order.end(),
                     [](const auto& a, const auto& b) { return a.first < b.first; });
    for (const auto& [score, id] : order) parts.mostCommon.push_back(id);
}

/// A model whose ids become others.
class Renumbered : public Model {
  public:
    Renumbered(std::unique_ptr<Model> model, std::vector<std::int32_t> ids)
        : model_(std::move(model)), ids_(std::move(ids)) {}
    void encode(std::string_view word, std::vector<std::int32_t>& out) const override {
        const std::size_t before = out.size();
        model_->encode(word, out);
        for (std::size_t i = before; i < out.size(); ++i) out[i] = ids_[static_cast<std::size_t>(out[i])];
    }

  private:
    std::unique_ptr<Model> model_;
    std::vector<std::int32_t> ids_;
};

/// fairseq's order of ids: its own four, every other piece one further, <mask> last.
Result<> renumber(PipelineParts& parts, const std::string& source) {
    if (parts.entries.size() < 3 || !idIn(parts.ids, "<unk>") || !idIn(parts.ids, "<s>") ||
        !idIn(parts.ids, "</s>"))
        return failed("it does not begin with <unk>, <s> and </s>, as XLM-R's do", source,
                      "get the tokenizer again");
    std::vector<TokenEntry> entries(parts.entries.size() + 2);
    std::vector<std::int32_t> ids(parts.entries.size());
    for (std::size_t i = 0; i < parts.entries.size(); ++i) {
        const std::string& name = parts.entries[i].name;
        ids[i] = name == "<s>"     ? 0
                 : name == "</s>"  ? 2
                 : name == "<unk>" ? 3
                                   : static_cast<std::int32_t>(i) + 1;
        entries[static_cast<std::size_t>(ids[i])] = parts.entries[i];
    }
    for (const auto& [at, name] :
         {std::pair(std::size_t{1}, "<pad>"), std::pair(entries.size() - 1, "<mask>")})
        if (entries[at].name.empty()) entries[at] = {name, name, true, false, false, {}};
    parts.entries = std::move(entries);
    parts.ids.clear();
    for (std::size_t i = 0; i < parts.entries.size(); ++i)
        if (!parts.entries[i].name.empty())
            parts.ids.emplace(parts.entries[i].name, static_cast<std::int32_t>(i));
    for (std::int32_t& id : parts.mostCommon) id = ids[static_cast<std::size_t>(id)];
    parts.model = std::make_unique<Renumbered>(std::move(parts.model), std::move(ids));
    parts.bos = 0;
    parts.pad = 1;
    parts.eos = 2;
    return {};
}

}  // namespace

Result<PipelineParts> readSentencePiece(std::string_view bytes, const std::string& source,
                                        const SentencePieceOptions& options) {
    LATHE_TRY(file, readSpmFile(bytes, source));
    if (options.prefix) file.addDummyPrefix = *options.prefix;
    CharacterMap map;
    if (!file.characterMap.empty()) {
        auto read = CharacterMap::read(file.characterMap);
        if (!read) {
            Error error = std::move(read).error();
            error.where = source + ", normalizer_spec.precompiled_charsmap";
            return tl::unexpected<Error>(std::move(error));
        }
        map = std::move(*read);
    }
    PipelineParts parts;
    fillPieces(parts, file);
    const auto control = [&](const std::string& name) -> std::optional<std::int32_t> {
        const auto id = idIn(parts.ids, name);
        return id && file.pieces[static_cast<std::size_t>(*id)].type == SpmPiece::Control ? id : std::nullopt;
    };
    parts.bos = control(file.bosPiece);
    parts.eos = control(file.eosPiece);
    parts.pad = control(file.padPiece);

    if (file.kind == SpmFile::BpeKind) {
        parts.kind = "BPE";
        parts.model = std::make_unique<SpmBpe>(file);
    } else if (file.kind == SpmFile::UnigramKind) {
        parts.kind = "Unigram";
        std::vector<ScoredToken> tokens;
        UnigramOptions chosen;
        for (const SpmPiece& piece : file.pieces) {
            if (piece.type == SpmPiece::Unknown) chosen.unknown = static_cast<std::int32_t>(tokens.size());
            tokens.push_back({piece.text, piece.score,
                              piece.type == SpmPiece::Normal || piece.type == SpmPiece::UserDefined,
                              piece.type == SpmPiece::UserDefined});
        }
        chosen.byteFallback = file.byteFallback;
        chosen.single = true;
        parts.model = std::make_unique<Unigram>(std::move(tokens), chosen);
    } else {
        return failed(
            "sentencepiece's model kind " + std::to_string(file.kind) + " is not read; unigram and BPE are",
            source, "use the model's tokenizer.json");
    }
    parts.splitters.push_back([normalize = SpmNormalizer(file, std::move(map), !file.characterMap.empty()),
                               once = options.prefixOnce](const Piece& piece, std::vector<Piece>& out) {
        out.push_back({normalize(piece.text, piece.first || !once), piece.first});
    });
    if (options.fairseq) LATHE_CHECK(renumber(parts, source));
    return parts;
}

}  // namespace lathe::tokens
