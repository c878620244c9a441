// SPDX-License-Identifier: Apache-2.0
#include "core/text/template.h"

#include <algorithm>
#include <charconv>

#include "core/base/text.h"

namespace lathe {
namespace {

constexpr std::int64_t kMostSlots = 4096;

/// "task.template, column 7"; columns count characters from 1.
std::string column(std::string_view text, std::size_t offset) {
    std::size_t count = 1;
    for (std::size_t at = 0; at < offset && at < text.size();) {
        nextCodePoint(text, at);
        ++count;
    }
    return "task.template, column " + std::to_string(count);
}

/// What stands between braces, as a part.
Result<TemplatePart> slotNamed(std::string_view name, const std::string& where) {
    TemplatePart part;
    if (name == "label" || name == "target") {
        part.kind = TemplatePart::Kind::Answer;
        part.text = name;
    } else if (name == "mask") {
        part.kind = TemplatePart::Kind::Mask;
    } else if (name == "prompt") {
        part.kind = TemplatePart::Kind::Prompt;
    } else if (name.starts_with("prompt:")) {
        part.kind = TemplatePart::Kind::Prompt;
        const std::string_view number = name.substr(7);
        const auto read = std::from_chars(number.data(), number.data() + number.size(), part.tokens);
        if (read.ec != std::errc() || read.ptr != number.data() + number.size() || part.tokens < 1 ||
            part.tokens > kMostSlots)
            return badCall("{" + printable(name) + "}: the number of soft tokens is not 1 to " +
                               std::to_string(kMostSlots),
                           where, "write {prompt:20}, or {prompt} for all of method.tokens");
    } else if (name.starts_with("soft:")) {
        part.kind = TemplatePart::Kind::Soft;
        part.text = name.substr(5);
        if (trimmed(part.text).empty())
            return badCall("{soft:} has no words to start from", where, "write {soft:some words}");
    } else if (trimmed(name).empty()) {
        return badCall("empty braces", where, "name a field, or write {{ and }} for braces");
    } else {
        part.kind = TemplatePart::Kind::Field;
        part.text = name;
    }
    return part;
}

}  // namespace

std::vector<std::string> Template::fields() const {
    std::vector<std::string> names;
    for (const TemplatePart& part : parts)
        if (part.kind == TemplatePart::Kind::Field &&
            std::find(names.begin(), names.end(), part.text) == names.end())
            names.push_back(part.text);
    return names;
}

bool Template::has(TemplatePart::Kind kind) const {
    return std::any_of(parts.begin(), parts.end(),
                       [&](const TemplatePart& part) { return part.kind == kind; });
}

Result<Template> parseTemplate(std::string_view text) {
    if (const auto bad = invalidUtf8(text))
        return badCall("the template is not valid UTF-8", column(text, *bad));
    Template out;
    TemplatePart plain;
    const auto endPlain = [&](std::size_t at) {
        if (!plain.text.empty()) {
            plain.length = at - plain.offset;
            out.parts.push_back(std::move(plain));
        }
        plain = {};
    };
    bool answered = false;
    std::size_t at = 0;
    while (at < text.size()) {
        const char c = text[at];
        if (c != '{' && c != '}') {
            if (plain.text.empty()) plain.offset = at;
            plain.text += c;
            ++at;
            continue;
        }
        if (at + 1 < text.size() && text[at + 1] == c) {
            if (plain.text.empty()) plain.offset = at;
            plain.text += c;
            at += 2;
            continue;
        }
        const std::string where = column(text, at);
        if (c == '}') return badCall("a } with no { before it", where, "write }} for a brace");
        const std::size_t close = text.find_first_of("{}", at + 1);
        if (close == std::string_view::npos || text[close] == '{')
            return badCall("a { that is not closed", where, "close it with }, or write {{ for a brace");
        LATHE_TRY(part, slotNamed(text.substr(at + 1, close - at - 1), where));
        if (part.kind == TemplatePart::Kind::Answer) {
            if (answered)
                return badCall("a second {" + part.text + "}", where, "one answer stands in a template");
            answered = true;
        }
        endPlain(at);
        part.offset = at;
        part.length = close + 1 - at;
        out.parts.push_back(std::move(part));
        at = close + 1;
    }
    endPlain(text.size());
    if (out.parts.empty())
        return badCall("the template is empty", "task.template", "write text and {field}s");
    return out;
}

}  // namespace lathe
