// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDialog>

#include "widgets/style.h"

namespace lathe {

class Settings;

/// What the user may set for every project: theme, language, size, notifications, and where things lie. Each
/// change holds at once; there is nothing to confirm.
class SettingsDialog : public QDialog {
    Q_OBJECT
  public:
    explicit SettingsDialog(Settings& settings, QWidget* parent = nullptr);

  Q_SIGNALS:
    void themeChosen(lathe::ThemeChoice theme);
    void notificationsChosen(bool on);

  private:
    QWidget* makeThemes();
    QWidget* makeLanguages();
    QWidget* makeScale();
    QWidget* makeNotifications();
    QWidget* makePlaces();
    Settings& settings_;
};

}  // namespace lathe
