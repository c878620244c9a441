// SPDX-License-Identifier: GPL-3.0-or-later
// A chart that paints itself, as a file.
#pragma once

#include <QColor>
#include <QSize>
#include <QString>
#include <functional>

#include "core/base/result.h"

class QPainter;
class QRectF;

namespace lathe {

/// PNG (twice the size), SVG or PDF by the file's ending, drawn by `draw` on this background; replaces the
/// file whole or not at all.
Result<> saveDrawing(const QString& path, const QSize& size, const QColor& background,
                     const std::function<void(QPainter& painter, const QRectF& all)>& draw);

}  // namespace lathe
