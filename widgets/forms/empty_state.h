// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QLabel;
class QPushButton;

namespace lathe {

/// What an empty page says: an icon, a sentence on what to do next, and a button that does it.
class EmptyState : public QWidget {
    Q_OBJECT
  public:
    /// `icon` names a file of resources/icons; no button where `action` is empty.
    EmptyState(const QString& icon, const QString& sentence, const QString& action = {}, QWidget* parent = nullptr);
    void setSentence(const QString& sentence);
    void setAction(const QString& action);

  Q_SIGNALS:
    void activated();

  private:
    QLabel* sentence_;
    QPushButton* button_;
};

}  // namespace lathe
