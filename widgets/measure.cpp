// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/measure.h"

#include <QApplication>
#include <QFontDatabase>
#include <QFontMetricsF>
#include <QLabel>

namespace lathe {

int grid(double steps) {
    return qRound(steps * QFontMetricsF(QApplication::font()).height() / 2.0);
}

int columns(int characters) {
    return qRound(characters * QFontMetricsF(QApplication::font()).averageCharWidth());
}

QFont tokenFont(double scale) {
    QFont font = scaledFont(scale * 0.95);
    // Named first: faces that hold the signs for space and line end; then whatever the system calls fixed.
    font.setFamilies({QStringLiteral("JetBrains Mono"), QStringLiteral("DejaVu Sans Mono"), QStringLiteral("Noto Sans Mono"),
                      QStringLiteral("monospace")});
    font.setStyleHint(QFont::Monospace);
    return font;
}

QFont scaledFont(double scale, int weight) {
    QFont font = QApplication::font();
    if (font.pointSizeF() > 0)
        font.setPointSizeF(font.pointSizeF() * scale);
    else
        font.setPixelSize(qRound(font.pixelSize() * scale));
    font.setWeight(static_cast<QFont::Weight>(weight));
    return font;
}

void makeSecondary(QLabel* label) { label->setForegroundRole(QPalette::PlaceholderText); }

void makeError(QLabel* label) { label->setForegroundRole(QPalette::BrightText); }

}  // namespace lathe
