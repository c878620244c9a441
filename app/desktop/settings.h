// SPDX-License-Identifier: GPL-3.0-or-later
// What the window remembers between starts, in $XDG_STATE_HOME/promptlathe/window.ini.
#pragma once

#include <QByteArray>
#include <QStringList>
#include <memory>

#include "widgets/style.h"

class QSettings;

namespace lathe {

class Settings {
  public:
    Settings();
    ~Settings();
    ThemeChoice theme() const;
    void setTheme(ThemeChoice theme);
    QByteArray geometry() const;
    void setGeometry(const QByteArray& geometry);
    /// The size of everything in percent, and the ones that are offered; what QT_SCALE_FACTOR says goes
    /// first.
    int scale() const;
    void setScale(int percent);
    static QList<int> scales() { return {100, 125, 150, 175, 200}; }
    /// A code ("de") or "system".
    QString language() const;
    void setLanguage(const QString& language);
    /// Whether the desktop is told when a run ends.
    bool notifications() const;
    void setNotifications(bool on);
    /// Paths of projects, the latest first; files that are gone stay until they are forgotten.
    QStringList recent() const;
    void addRecent(const QString& path);
    void forgetRecent(const QString& path);

  private:
    std::unique_ptr<QSettings> store_;
};

}  // namespace lathe
