// SPDX-License-Identifier: Apache-2.0
#include "core/text/tokenizer_pattern.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include <algorithm>

#include "core/base/text.h"

namespace lathe::tokens {
namespace {

constexpr std::size_t kMostExpressionBytes = 1 << 16;
constexpr std::size_t kSmallText = 2048;
constexpr std::size_t kMostStackBytes = 16 << 20;

/// PCRE2's \s holds U+180E, which is no White_Space any more: the property is named instead.
std::string translated(std::string_view expression) {
    std::string out;
    for (std::size_t i = 0; i < expression.size(); ++i) {
        if (expression[i] != '\\' || i + 1 == expression.size()) {
            out += expression[i];
            continue;
        }
        const char next = expression[++i];
        if (next == 's')
            out += "\\p{White_Space}";
        else if (next == 'S')
            out += "\\P{White_Space}";
        else
            (out += '\\') += next;
    }
    return out;
}

constexpr std::string_view kGpt2 =
    R"('s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+)";
constexpr std::string_view kLlama3 =
    R"((?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+)";
constexpr std::string_view kQwen2 =
    R"((?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+)";

struct Named {
    std::string_view name, expression;
};
// "smollm" and "default" split as the reference library does for such files: by GPT-2's pattern.
constexpr Named kGguf[] = {
    {"default", kGpt2},     {"gpt-2", kGpt2},    {"smollm", kGpt2},
    {"llama-bpe", kLlama3}, {"llama3", kLlama3}, {"llama-v3", kLlama3},
    {"smaug-bpe", kLlama3}, {"qwen2", kQwen2},   {"deepseek-r1-qwen", kQwen2},
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
    const std::string text = translated(expression);
    int number = 0;
    std::size_t offset = 0;
    auto code = std::make_unique<Code>();
    code->code = pcre2_compile(reinterpret_cast<PCRE2_SPTR>(text.data()), text.size(), PCRE2_UTF | PCRE2_UCP,
                               &number, &offset, nullptr);
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

std::vector<Span> Pattern::split(std::string_view text) const {
    std::vector<Span> spans;
    const std::unique_ptr<pcre2_match_data, decltype(&pcre2_match_data_free)> data(
        pcre2_match_data_create_from_pattern(code_->code, nullptr), pcre2_match_data_free);
    // Long texts may need more than the 32 KiB of stack that matching has by itself.
    std::unique_ptr<pcre2_jit_stack, decltype(&pcre2_jit_stack_free)> stack(nullptr, pcre2_jit_stack_free);
    std::unique_ptr<pcre2_match_context, decltype(&pcre2_match_context_free)> context(
        nullptr, pcre2_match_context_free);
    if (text.size() > kSmallText) {
        stack.reset(pcre2_jit_stack_create(32 << 10, kMostStackBytes, nullptr));
        context.reset(pcre2_match_context_copy(code_->context));
        pcre2_jit_stack_assign(context.get(), nullptr, stack.get());
    }
    std::size_t done = 0, at = 0;
    while (at <= text.size()) {
        const int found = pcre2_match(code_->code, reinterpret_cast<PCRE2_SPTR>(text.data()), text.size(), at,
                                      PCRE2_NO_UTF_CHECK, data.get(), context.get());
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
