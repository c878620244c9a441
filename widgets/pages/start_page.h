// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringList>
#include <QWidget>

class QLabel;
class QListWidget;
class QPushButton;
class QStackedWidget;

namespace lathe {

class Desk;

/// Projects: the recent ones, a new one, a sample, a file that is dropped; and what this machine offers.
class StartPage : public QWidget {
    Q_OBJECT
  public:
    explicit StartPage(Desk& desk, QWidget* parent = nullptr);
    /// Paths, the latest first; those that are gone are marked.
    void setRecent(const QStringList& paths);

  Q_SIGNALS:
    void newWanted();
    void sampleWanted();
    void openWanted();
    void forgetWanted(const QString& path);

  private:
    void askMachine();
    void openChosen();
    Desk& desk_;
    QStackedWidget* recent_;
    QListWidget* list_;
    QPushButton* forget_;
    QLabel* machine_;
};

}  // namespace lathe
