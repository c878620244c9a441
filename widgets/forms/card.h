// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFrame>

class QHBoxLayout;
class QLabel;
class QVBoxLayout;

namespace lathe {

/// A surface with a hairline border: a title row with widgets at its right end, and the content below.
class Card : public QFrame {
    Q_OBJECT
  public:
    explicit Card(const QString& title = {}, QWidget* parent = nullptr);
    void setTitle(const QString& title);
    QString title() const;
    /// Puts a widget behind the title, or at the right end of its row.
    void addBesideTitle(QWidget* widget);
    void addAtRight(QWidget* widget);
    QVBoxLayout* content() const { return content_; }
    /// No inner margins, for tables that reach the card's edges.
    void setFlush();

  protected:
    void paintEvent(QPaintEvent* event) override;

  private:
    QWidget* row_;
    QHBoxLayout* rowLayout_;
    QLabel* title_;
    QVBoxLayout* outer_;
    QVBoxLayout* content_;
    int beside_ = 1;
};

}  // namespace lathe
