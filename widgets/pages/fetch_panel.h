// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QLabel;
class QLineEdit;
class QVBoxLayout;

namespace lathe {

class Desk;
class FetchRow;

/// Where a model of the hub is named, and the rows of those on their way.
class FetchPanel : public QWidget {
    Q_OBJECT
  public:
    explicit FetchPanel(Desk& desk, QWidget* parent = nullptr);
    void focusName();

  Q_SIGNALS:
    /// A model came whole; `problem` says why it can't be used, or is empty.
    void fetched(const QString& model, const QString& problem);

  private:
    void start();
    Desk& desk_;
    QLineEdit* name_;
    QLabel* hint_;
    QVBoxLayout* rows_;
};

}  // namespace lathe
