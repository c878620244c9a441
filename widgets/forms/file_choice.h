// SPDX-License-Identifier: GPL-3.0-or-later
// Where to save, asked without a modal box, and text written there.
#pragma once

#include <QString>
#include <functional>

#include "core/base/result.h"

class QWidget;

namespace lathe {

/// A file chooser that blocks nothing; `save` is called with the chosen path.
void chooseFile(QWidget* parent, const QString& title, const QString& suggestion, const QString& filter,
                std::function<void(const QString&)> save);
/// Writes text whole or not at all.
Result<> writeText(const QString& path, const QString& text);

/// Errors of files, in the window's language.
tl::unexpected<Error> notWritten(const QString& path, const QString& why);
tl::unexpected<Error> noEndingOfAChart(const QString& path);
tl::unexpected<Error> noEndingOfAReport(const QString& path);

}  // namespace lathe
