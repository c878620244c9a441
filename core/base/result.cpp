// SPDX-License-Identifier: Apache-2.0
#include "core/base/result.h"

#include "core/base/text.h"

namespace lathe {
namespace {

/// A file may hold a word of megabytes; nobody reads it in an error.
std::string clipped(const std::string& text) {
    constexpr std::size_t kLongest = 1500;
    if (text.size() <= kLongest) return text;
    std::size_t at = 0;
    while (at < kLongest) nextCodePoint(text, at);
    return text.substr(0, at) + "...";
}

}  // namespace

std::string Error::line() const {
    std::string text = where.empty() ? clipped(what) : clipped(where) + ": " + clipped(what);
    if (!todo.empty()) text += "; " + clipped(todo);
    return printable(text);
}

tl::unexpected<Error> failed(std::string what, std::string where, std::string todo) {
    return tl::unexpected<Error>(Error{std::move(what), std::move(where), std::move(todo), Error::Kind::Work});
}

tl::unexpected<Error> badCall(std::string what, std::string where, std::string todo) {
    return tl::unexpected<Error>(Error{std::move(what), std::move(where), std::move(todo), Error::Kind::Call});
}

}  // namespace lathe
