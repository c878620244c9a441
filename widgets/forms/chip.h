// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

namespace lathe {

/// A token as people read it: spaces as ␣, line ends as ⏎, tabs as ⇥.
QString visibleToken(const QString& token);

enum class ChipKind { Plain, Token, Soft, Label, Good, Warning, Error };

/// A short word in a rounded box: a tag, a state, a token (fixed-width face), a soft token, a label.
class Chip : public QWidget {
    Q_OBJECT
  public:
    explicit Chip(const QString& text, ChipKind kind = ChipKind::Plain, QWidget* parent = nullptr);
    void setText(const QString& text);
    QString text() const { return text_; }
    void setKind(ChipKind kind);
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

  protected:
    void paintEvent(QPaintEvent* event) override;

  private:
    QFont face() const;
    QString text_;
    ChipKind kind_;
};

/// Paints a chip's box and text, for views that hold many of them.
void paintChip(QPainter& painter, const QRectF& area, const QString& text, ChipKind kind, const QPalette& palette);

}  // namespace lathe
