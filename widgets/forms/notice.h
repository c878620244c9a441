// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QLabel;
class QPushButton;

namespace lathe {

enum class NoticeKind { Plain, Good, Warning, Error };

/// A message in its place instead of a modal box, with an action where there is one. Hidden while it has no text.
class Notice : public QWidget {
    Q_OBJECT
  public:
    explicit Notice(QWidget* parent = nullptr);
    void say(NoticeKind kind, const QString& text, const QString& action = {});
    /// Hides it and forgets the text.
    void clear();
    QString text() const;
    /// A cross that clears the notice; off unless asked.
    void setClosable(bool closable);

  Q_SIGNALS:
    void activated();

  protected:
    void paintEvent(QPaintEvent* event) override;

  private:
    NoticeKind kind_ = NoticeKind::Plain;
    QLabel* text_;
    QPushButton* action_;
    QPushButton* close_;
};

}  // namespace lathe
