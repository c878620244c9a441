// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QStringList>
#include <string>

#include "core/base/json.h"

namespace lathe {

/// The fields that a template asks of a row, in order: {text}, but not slots ({prompt}, {label}, {soft:…}) or
/// {{ braces }}.
QStringList templateFields(const QString& pattern);
/// The field of a row that a recipe's task is to answer.
std::string answerField(const Json& recipe);

}  // namespace lathe
