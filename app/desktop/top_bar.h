// SPDX-License-Identifier: GPL-3.0-or-later
// The thin bar on top: name, menus, project, search, and the one main action.
#pragma once

#include <QWidget>

class QMenuBar;
class QPushButton;

namespace lathe {

class ElidedLabel;

class TopBar : public QWidget {
    Q_OBJECT
  public:
    explicit TopBar(QWidget* parent = nullptr);
    QMenuBar* menus() const { return menus_; }
    void setProject(const QString& name, const QString& path);

  Q_SIGNALS:
    void searchWanted();
    void newRunWanted();

  protected:
    void paintEvent(QPaintEvent* event) override;

  private:
    QMenuBar* menus_;
    ElidedLabel* project_;
};

}  // namespace lathe
