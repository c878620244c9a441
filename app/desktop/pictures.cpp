// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/pictures.h"

#include <QApplication>
#include <QDir>
#include <QElapsedTimer>
#include <QPixmap>
#include <QPushButton>

#include "app/desktop/main_window.h"
#include "app/desktop/side_list.h"

namespace lathe {
namespace {

void wait(int milliseconds) {
    QElapsedTimer timer;
    timer.start();
    while (timer.elapsed() < milliseconds) QApplication::processEvents(QEventLoop::WaitForMoreEvents, 50);
}

/// A playground that was just asked shows nothing; its Stop stands there until all have answered.
void waitForAnswers(const QPushButton& asks) {
    constexpr int kMost = 120, kStep = 500;  // half a minute and more, on a busy machine
    const auto* stop = asks.parentWidget()->findChild<QPushButton*>(QStringLiteral("stop"));
    for (int i = 0; stop && stop->isVisible() && i < kMost; ++i) wait(kStep);
}

}  // namespace

bool writePictures(MainWindow& window, const QString& folder) {
    constexpr int kFirst = 6000, kLater = 400;  // milliseconds: for the helper's answers, and for a repaint
    // On a busy machine the helper needs longer.
    const int wanted = qEnvironmentVariableIntValue("PROMPTLATHE_PICTURE_WAIT");
    const int first = wanted > 0 ? wanted : kFirst;
    QDir().mkpath(folder);
    const ThemeChoice before = window.settings().theme();
    window.resize(1440, 900);
    window.show();
    bool good = true;
    bool asked = false;
    for (const auto& [theme, name] :
         {std::pair{ThemeChoice::Light, "light"}, std::pair{ThemeChoice::Dark, "dark"}}) {
        window.setTheme(theme);
        for (const PageEntry& entry : pageEntries()) {
            window.showPage(entry.page);
            auto* row = window.findChild<QPushButton*>(QStringLiteral("randomRow"));
            const bool asks = entry.page == PageName::Playground && !asked && row;
            if (asks) row->click();
            wait(asked ? kLater : first);
            if (asks) waitForAnswers(*row);
            const QString file = QDir(folder).filePath(
                QStringLiteral("%1-%2.png")
                    .arg(QString::fromLatin1(entry.name).toLower(), QLatin1String(name)));
            good = window.grab().save(file, "PNG") && good;
        }
        asked = true;
    }
    window.setTheme(before);
    return good;
}

}  // namespace lathe
