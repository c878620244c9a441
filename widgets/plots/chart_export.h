// SPDX-License-Identifier: GPL-3.0-or-later
// Charts as files and on the clipboard; private to this folder.
#pragma once

#include <QColor>
#include <QImage>
#include <QString>

#include "core/base/result.h"

class QCustomPlot;
class QWidget;

namespace lathe {

/// PNG (twice the screen's resolution), SVG or PDF by the file's ending; replaces the file whole or not at
/// all.
Result<> savePlot(QCustomPlot& plot, const QString& path, const QColor& background);
/// The same for a widget that paints itself.
Result<> saveWidget(const QWidget& widget, const QString& path);
QImage widgetPicture(const QWidget& widget);
void copyPicture(const QImage& picture);
void copyText(const QString& text);

}  // namespace lathe
