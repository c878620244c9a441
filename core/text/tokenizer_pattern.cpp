// SPDX-License-Identifier: Apache-2.0
#include "core/text/tokenizer_pattern.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include <algorithm>
#include <cctype>

#include "core/base/text.h"
#include "core/text/tokenizer_new_characters.h"

namespace lathe::tokens {
namespace {

constexpr std::size_t kMostExpressionBytes = 1 << 16;
constexpr std::size_t kSmallText = 2048;
constexpr std::size_t kMostStackBytes = 16 << 20;
constexpr std::uint32_t kMostSteps = 100'000'000, kMostHeapKilobytes = 1 << 20;

/// The reference's engine is Oniguruma: an expression of it as PCRE2 reads it, or why that can't be.
class Translation {
  public:
    explicit Translation(std::string_view expression) : from_(expression) {}

    Result<std::string> run() {
        for (at_ = 0; at_ < from_.size();) {
            const char c = from_[at_];
            if (c == '\\')
                LATHE_CHECK(escape());
            else if (c == '[')
                LATHE_CHECK(open());
            else if (c == '(' && from_.substr(at_).starts_with("(?") && !inClass_)
                LATHE_CHECK(group());
            else if (inClass_ && from_.substr(at_).starts_with("&&"))
                return unread("an intersection of classes (&&)");
            else {
                if (inClass_ && c == ']' && at_ > first_) inClass_ = false;
                out_ += c;
                ++at_;
            }
        }
        return std::move(out_);
    }

  private:
    static constexpr std::string_view kWord = "\\p{Alphabetic}\\p{M}\\p{Nd}\\p{Pc}";

    tl::unexpected<Error> unread(const std::string& what) const {
        return failed("the pattern " + std::string(from_.substr(0, 200)) + " has " + what +
                      ", which is not read");
    }

    Result<> escape() {
        if (at_ + 1 >= from_.size()) return unread("nothing behind a \\");
        const char next = from_[at_ + 1];
        at_ += 2;
        const auto set = [&](std::string_view inside, bool negated) -> Result<> {
            if (inClass_ && negated) return unread("a negated set inside a class");
            out_ += inClass_ ? std::string(inside) : (negated ? "[^" : "[") + std::string(inside) + "]";
            return {};
        };
        switch (next) {
            case 's':
                out_ += "\\p{White_Space}";
                return {};  // PCRE2's holds U+180E
            case 'S':
                out_ += "\\P{White_Space}";
                return {};
            case 'd':
                return set("\\p{Nd}" + std::string(newCharacters("Nd")), false);
            case 'D':
                return set("\\p{Nd}" + std::string(newCharacters("Nd")), true);
            case 'w':
            case 'W':
                return set(std::string(kWord) + std::string(newCharacters("L")) +
                               std::string(newCharacters("M")) + std::string(newCharacters("Nd")),
                           next == 'W');
            case 'p':
            case 'P':
                return property(next == 'P');
            case 'h':
            case 'H':
            case 'b':
            case 'B':
            case 'g':
            case 'k':
            case 'K':
            case 'R':
            case 'X':
            case 'y':
            case 'Y':
            case 'O':
            case 'N':
            case 'G':
            case 'Q':
            case 'E':
                return unread(std::string("\\") + next);
            default:
                (out_ += '\\') += next;
                return {};
        }
    }

    Result<> property(bool negated) {
        const auto end = from_.find('}', at_);
        if (at_ >= from_.size() || from_[at_] != '{' || end == std::string_view::npos)
            return unread("\\p without a name in braces");
        std::string name(from_.substr(at_ + 1, end - at_ - 1));
        at_ = end + 1;
        if (name.starts_with('^')) {
            name.erase(0, 1);
            negated = !negated;
        }
        const std::string_view more = newCharacters(name);
        if (more.empty()) {
            out_ += (negated ? "\\P{" : "\\p{") + name + "}";
            return {};
        }
        if (inClass_ && negated) return unread("a negated property inside a class");
        const std::string inside = "\\p{" + name + "}" + std::string(more);
        out_ += inClass_ ? inside : (negated ? "[^" : "[") + inside + "]";
        return {};
    }

    Result<> open() {
        if (inClass_) return unread("a class inside a class");
        inClass_ = true;
        out_ += '[';
        ++at_;
        if (at_ < from_.size() && from_[at_] == '^') {
            out_ += '^';
            ++at_;
        }
        first_ = at_;
        return {};
    }

    /// (?i: and the like; in Oniguruma m lets the dot match a line's end, which is PCRE2's s.
    Result<> group() {
        std::size_t end = at_ + 2;
        std::string flags;
        while (end < from_.size() &&
               (std::isalpha(static_cast<unsigned char>(from_[end])) || from_[end] == '-'))
            flags += from_[end++];
        if (!flags.empty() && end < from_.size() && (from_[end] == ':' || from_[end] == ')')) {
            if (flags.find_first_not_of("imx-") != std::string::npos) return unread("the flags " + flags);
            std::replace(flags.begin(), flags.end(), 'm', 's');
            out_ += "(?" + flags;
            at_ = end;
            return {};
        }
        if (!flags.empty() || end == from_.size() ||
            std::string_view(":=!><").find(from_[end]) == std::string_view::npos)
            return unread("a group (?" + std::string(from_.substr(at_ + 2, 1)));
        out_ += "(?";
        at_ += 2;
        return {};
    }

    std::string_view from_;
    std::string out_;
    std::size_t at_ = 0, first_ = 0;
    bool inClass_ = false;
};

constexpr std::string_view kGpt2 =
    R"('s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+)";
constexpr std::string_view kLlama3 =
    R"((?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+)";
constexpr std::string_view kQwen2 =
    R"((?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+)";
constexpr std::string_view kTekken =
    R"([^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+)"
    R"(|[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]*)"
    R"(|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+)";

struct Named {
    std::string_view name, expression;
};
// "smollm", "gpt-2" and "default" split as the reference library does for such files: by GPT-2's pattern.
constexpr Named kGguf[] = {
    {"default", kGpt2},           {"gpt-2", kGpt2},     {"gpt2", kGpt2},       {"smollm", kGpt2},
    {"llama-bpe", kLlama3},       {"llama3", kLlama3},  {"llama-v3", kLlama3}, {"smaug-bpe", kLlama3},
    {"falcon3", kLlama3},         {"pixtral", kLlama3}, {"dbrx", kLlama3},     {"qwen2", kQwen2},
    {"deepseek-r1-qwen", kQwen2}, {"megrez", kQwen2},   {"tekken", kTekken},
};

}  // namespace

struct Pattern::Code {
    pcre2_code* code = nullptr;
    pcre2_match_context* context = nullptr;

    Code() = default;
    Code(const Code&) = delete;
    Code& operator=(const Code&) = delete;
    ~Code() {
        pcre2_match_context_free(context);
        pcre2_code_free(code);
    }
};

Pattern::Pattern(std::unique_ptr<Code> code) : code_(std::move(code)) {}
Pattern::Pattern(Pattern&&) noexcept = default;
Pattern& Pattern::operator=(Pattern&&) noexcept = default;
Pattern::~Pattern() = default;

Result<Pattern> Pattern::compile(std::string_view expression) {
    if (expression.size() > kMostExpressionBytes) return failed("a pattern of more than 64 KiB is not read");
    LATHE_TRY(text, Translation(expression).run());
    int number = 0;
    std::size_t offset = 0;
    auto code = std::make_unique<Code>();
    code->code = pcre2_compile(reinterpret_cast<PCRE2_SPTR>(text.data()), text.size(),
                               PCRE2_UTF | PCRE2_UCP | PCRE2_MULTILINE, &number, &offset, nullptr);
    if (!code->code) {
        PCRE2_UCHAR message[256];
        pcre2_get_error_message(number, message, sizeof message);
        return failed("the pattern " + std::string(expression.substr(0, 200)) + " is not understood (" +
                      reinterpret_cast<const char*>(message) + ")");
    }
    pcre2_jit_compile(code->code, PCRE2_JIT_COMPLETE);  // without it the interpreter gives the same matches
    code->context = pcre2_match_context_create(nullptr);
    return Pattern(std::move(code));
}

std::string Pattern::quoted(std::string_view text) {
    std::string out;
    for (const char c : text) {
        if (static_cast<unsigned char>(c) < 0x80 && !std::isalnum(static_cast<unsigned char>(c))) out += '\\';
        out += c;
    }
    return out;
}

std::vector<Span> Pattern::split(std::string_view text) const {
    std::vector<Span> spans;
    const std::unique_ptr<pcre2_match_data, decltype(&pcre2_match_data_free)> data(
        pcre2_match_data_create_from_pattern(code_->code, nullptr), pcre2_match_data_free);
    // Long texts may need more than the 32 KiB of stack that matching has by itself.
    std::unique_ptr<pcre2_jit_stack, decltype(&pcre2_jit_stack_free)> stack(nullptr, pcre2_jit_stack_free);
    std::unique_ptr<pcre2_match_context, decltype(&pcre2_match_context_free)> context(
        nullptr, pcre2_match_context_free);
    std::unique_ptr<pcre2_match_context, decltype(&pcre2_match_context_free)> wide(nullptr,
                                                                                   pcre2_match_context_free);
    if (text.size() > kSmallText) {
        stack.reset(pcre2_jit_stack_create(32 << 10, kMostStackBytes, nullptr));
        context.reset(pcre2_match_context_copy(code_->context));
        pcre2_jit_stack_assign(context.get(), nullptr, stack.get());
    }
    std::size_t done = 0, at = 0;
    while (at <= text.size()) {
        const auto match = [&](std::uint32_t options, pcre2_match_context* limits) {
            return pcre2_match(code_->code, reinterpret_cast<PCRE2_SPTR>(text.data()), text.size(), at,
                               PCRE2_NO_UTF_CHECK | options, data.get(), limits);
        };
        int found = match(0, context.get());
        if (found == PCRE2_ERROR_JIT_STACKLIMIT) {  // the interpreter has the heap
            if (!wide) {
                wide.reset(pcre2_match_context_create(nullptr));
                pcre2_set_match_limit(wide.get(), kMostSteps);
                pcre2_set_depth_limit(wide.get(), kMostSteps);
                pcre2_set_heap_limit(wide.get(), kMostHeapKilobytes);
            }
            found = match(PCRE2_NO_JIT, wide.get());
        }
        if (found < 0) break;  // no match, or a limit of the engine: the rest stays one piece
        const std::size_t* ends = pcre2_get_ovector_pointer(data.get());
        const std::size_t from = ends[0], to = ends[1];
        if (to <= from) {  // an empty match moves on by one character
            if (from >= text.size()) break;
            at = from;
            nextCodePoint(text, at);
            continue;
        }
        if (from > done) spans.push_back({done, from - done, false});
        spans.push_back({from, to - from, true});
        done = at = to;
    }
    if (done < text.size()) spans.push_back({done, text.size() - done, false});
    return spans;
}

std::string_view gpt2Pattern() {
    return kGpt2;
}

std::string_view ggufPattern(std::string_view name) {
    for (const Named& known : kGguf)
        if (known.name == name) return known.expression;
    return {};
}

std::vector<std::string> ggufPatternNames() {
    std::vector<std::string> names;
    for (const Named& known : kGguf) names.emplace_back(known.name);
    return names;
}

}  // namespace lathe::tokens
