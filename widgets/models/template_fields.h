// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QStringList>

namespace lathe {

/// The fields that a template asks of a row, in order: {text}, but not slots ({prompt}, {label}, {soft:…}) or
/// {{ braces }}.
QStringList templateFields(const QString& pattern);

}  // namespace lathe
