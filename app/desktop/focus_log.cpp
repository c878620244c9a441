// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/focus_log.h"

#include <QApplication>
#include <QFile>
#include <QWidget>

namespace lathe {

void logFocus(QApplication& app) {
    const QString path = qEnvironmentVariable("PROMPTLATHE_FOCUS");
    if (path.isEmpty()) return;
    QObject::connect(&app, &QApplication::focusChanged, &app, [path](QWidget*, QWidget* now) {
        QFile file(path);
        if (!file.open(QIODevice::Append)) return;
        const QStringList words =
            now ? QStringList{now->objectName(), now->accessibleName(),
                              QString::fromLatin1(now->metaObject()->className())}
                : QStringList{QString(), QString(), QString()};
        file.write(words.join('\t').replace('\n', ' ').toUtf8() + '\n');
    });
}

}  // namespace lathe
