// SPDX-License-Identifier: GPL-3.0-or-later
// A plot as a file; private to this folder.
#pragma once

#include <QColor>
#include <QString>

#include "core/base/result.h"

class QCustomPlot;

namespace lathe {

/// PNG (twice the screen's resolution), SVG or PDF by the file's ending; replaces the file whole or not at
/// all.
Result<> savePlot(QCustomPlot& plot, const QString& path, const QColor& background);

}  // namespace lathe
