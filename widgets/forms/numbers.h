// SPDX-License-Identifier: GPL-3.0-or-later
// Numbers with equal digits, so that columns line up and running values do not jitter.
#pragma once

#include <QWidget>

class QPainter;

namespace lathe {

/// The width of a text in which every digit takes the widest digit's room.
qreal numberWidth(const QFont& font, const QString& text);
/// Paints such a text with the painter's font and pen.
void drawNumber(QPainter& painter, const QRectF& area, const QString& text,
                Qt::Alignment alignment = Qt::AlignRight | Qt::AlignVCenter);
/// 11520 -> "11,520".
QString grouped(qint64 number);
/// A metric for people: three to four significant digits, "0.893", "1,284", "1.2e-05"; "–" where it is not finite.
QString shortNumber(double value);

/// A number as a label with equal digits.
class NumberLabel : public QWidget {
    Q_OBJECT
  public:
    explicit NumberLabel(const QString& text = {}, double scale = 1.0, int weight = QFont::Normal, QWidget* parent = nullptr);
    void setText(const QString& text);
    QString text() const { return text_; }
    void setAlignment(Qt::Alignment alignment);
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

  protected:
    void paintEvent(QPaintEvent* event) override;

  private:
    QString text_;
    Qt::Alignment alignment_ = Qt::AlignLeft | Qt::AlignVCenter;
};

}  // namespace lathe
