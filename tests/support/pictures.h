// SPDX-License-Identifier: GPL-3.0-or-later
// Pictures of widgets while tests run: written where LATHE_PICTURES names a folder, else only painted.
#pragma once

#include <QApplication>
#include <QDir>
#include <QFontDatabase>
#include <QTest>
#include <QWidget>

#include "widgets/style.h"

namespace lathe {

/// The window's own style with a face that every machine with fonts-inter draws alike.
inline void dressForPictures(ThemeChoice theme) {
    if (QFontDatabase::families().contains("Inter")) qApp->setFont(QFont("Inter", 10));
    applyTheme(*qApp, theme);
}

inline QImage picture(QWidget& widget, const QString& name) {
    QTest::qWait(60);
    const QImage image = widget.grab().toImage();
    const QString folder = qEnvironmentVariable("LATHE_PICTURES");
    if (!folder.isEmpty()) {
        QDir().mkpath(folder);
        image.save(folder + '/' + name + ".png");
    }
    return image;
}

}  // namespace lathe
