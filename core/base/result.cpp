// SPDX-License-Identifier: Apache-2.0
#include "core/base/result.h"

#include "core/base/text.h"

namespace lathe {

std::string Error::line() const {
    std::string text = where.empty() ? what : where + ": " + what;
    if (!todo.empty()) text += "; " + todo;
    return printable(text);
}

tl::unexpected<Error> failed(std::string what, std::string where, std::string todo) {
    return tl::unexpected<Error>(Error{std::move(what), std::move(where), std::move(todo), Error::Kind::Work});
}

tl::unexpected<Error> badCall(std::string what, std::string where, std::string todo) {
    return tl::unexpected<Error>(Error{std::move(what), std::move(where), std::move(todo), Error::Kind::Call});
}

}  // namespace lathe
