// SPDX-License-Identifier: GPL-3.0-or-later
// A table as text for other programs.
#pragma once

#include <QString>

class QAbstractItemModel;

namespace lathe {

/// RFC 4180 with a header line; `valueRole` gives the plain values.
QString tableCsv(const QAbstractItemModel& model, int valueRole);
/// A Markdown table as shown; columns whose header is right-aligned stay so.
QString tableMarkdown(const QAbstractItemModel& model);

}  // namespace lathe
