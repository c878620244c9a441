// SPDX-License-Identifier: GPL-3.0-or-later
// A report as a file.
#pragma once

#include <QString>

#include "core/report/report.h"

namespace lathe {

/// Writes .html, or .pdf on A4 pages with numbers, by the file's ending; replaces the file whole or not at
/// all.
Result<> saveReport(const Report& report, const QString& path);

}  // namespace lathe
