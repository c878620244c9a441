// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include "core/base/json.h"

namespace lathe {

/// An "error" of the helper as one line: where, what, what to do.
inline QString answerError(const Json& event) {
    std::string text = event["where"].toString();
    text += (text.empty() ? "" : ": ") + event["what"].toString();
    if (!event["todo"].toString().empty()) text += "; " + event["todo"].toString();
    return QString::fromStdString(text);
}

}  // namespace lathe
