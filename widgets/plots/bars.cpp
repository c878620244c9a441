// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/plots/bars.h"

#include <QHelpEvent>
#include <QPainter>
#include <QToolTip>
#include <algorithm>
#include <cmath>

#include "widgets/show.h"
#include "widgets/theme.h"

namespace lathe {
namespace {

/// A round number (1, 2 or 5 times a power of ten) not below this one.
qint64 roundUp(double value) {
    if (value <= 1) return 1;
    const double order = std::pow(10, std::floor(std::log10(value)));
    for (const double factor : {1.0, 2.0, 5.0, 10.0})
        if (value <= factor * order * (1 + 1e-9)) return qint64(factor * order);
    return qint64(10 * order);
}

}  // namespace

Bars::Bars(QWidget* parent) : ChartWidget(parent) {
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
    setMouseTracking(true);
}

void Bars::setCounts(const QMap<qint64, qint64>& counts) {
    counts_ = counts;
    summaryChanged();
    update();
}

void Bars::setCut(std::optional<qint64> at, const QString& label) {
    cut_ = at;
    cutLabel_ = label;
    update();
}

void Bars::setAxisLabels(const QString& values, const QString& counts) {
    valueLabel_ = values;
    countLabel_ = counts;
    update();
}

qint64 Bars::reach() const {
    const qint64 last = counts_.isEmpty() ? 0 : counts_.lastKey();
    // The cut is in the picture only where it is near enough to mean something.
    return cut_ && *cut_ < last * 2 ? std::max(last, *cut_) : last;
}

QVector<Bars::Bar> Bars::bars(int most) const {
    QVector<Bar> result;
    if (counts_.isEmpty()) return result;
    const qint64 first = counts_.firstKey(), last = reach();
    const qint64 width = roundUp(double(last - first + 1) / std::max(1, most));
    const qint64 start = first - ((first % width) + width) % width;
    for (qint64 from = start; from <= last; from += width) result.append({from, from + width - 1, 0});
    for (auto at = counts_.begin(); at != counts_.end(); ++at)
        result[(at.key() - start) / width].count += at.value();
    return result;
}

QRectF Bars::area() const {
    const double line = fontMetrics().height();
    const double left = fontMetrics().horizontalAdvance(QStringLiteral("00,000")) + line * 0.6;
    return QRectF(rect()).adjusted(left, line * 1.3, -line * 0.5,
                                   -line * (valueLabel_.isEmpty() ? 1.6 : 2.6));
}

QString Bars::summary() const {
    if (counts_.isEmpty()) return tr("%1: nothing yet").arg(accessibleName());
    qint64 total = 0, beyond = 0, common = counts_.firstKey();
    for (auto at = counts_.begin(); at != counts_.end(); ++at) {
        total += at.value();
        if (cut_ && at.key() > *cut_) beyond += at.value();
        if (at.value() > counts_[common]) common = at.key();
    }
    QString said =
        tr("%1 from %2 to %3, most often %4, %5 in all")
            .arg(valueLabel_, showNumber(double(counts_.firstKey())), showNumber(double(counts_.lastKey())),
                 showNumber(double(common)), showNumber(double(total)));
    if (cut_) said += tr("; %1 beyond %2").arg(showNumber(double(beyond)), showNumber(double(*cut_)));
    return said;
}

ChartNumbers Bars::numbers() const {
    ChartNumbers numbers{{valueLabel_, countLabel_}, {}};
    for (auto at = counts_.begin(); at != counts_.end(); ++at)
        numbers.rows.append({QVariant(at.key()), QVariant(at.value())});
    return numbers;
}

QSize Bars::sizeHint() const {
    return {fontMetrics().height() * 24, fontMetrics().height() * 11};
}
QSize Bars::minimumSizeHint() const {
    return {fontMetrics().height() * 10, fontMetrics().height() * 6};
}

void Bars::paintEvent(QPaintEvent*) {
    if (counts_.isEmpty()) return;
    const Theme theme = Theme::of(palette());
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    QFont small = font();
    small.setPointSizeF(font().pointSizeF() * 0.86);
    painter.setFont(small);
    const QFontMetricsF metrics(small);
    const double line = metrics.height();
    const QRectF box = area();
    const auto all = bars(std::clamp(int(box.width() / (line * 0.55)), 4, 120));
    qint64 highest = 1;
    for (const auto& bar : all) highest = std::max(highest, bar.count);
    const qint64 step = roundUp(double(highest) / 4);
    const double top = double((highest + step - 1) / step * step);

    for (qint64 tick = 0; tick <= qint64(top); tick += step) {
        const double y = box.bottom() - box.height() * double(tick) / top;
        painter.setPen(QPen(tick == 0 ? theme.border : theme.grid, 1));
        painter.drawLine(QPointF(box.left(), y), QPointF(box.right(), y));
        painter.setPen(theme.secondary);
        painter.drawText(QRectF(0, y - line / 2, box.left() - line * 0.4, line),
                         Qt::AlignRight | Qt::AlignVCenter, showNumber(double(tick)));
    }
    const double from = double(all.first().from), span = double(all.last().to) + 1 - from;
    const auto xOf = [&](double value) { return box.left() + (value - from) / span * box.width(); };
    const double gap = all.size() > 80 ? 0 : 1;
    for (const auto& bar : all) {
        if (bar.count == 0) continue;
        const double height = std::max(1.0, box.height() * double(bar.count) / top);
        const bool beyond = cut_ && bar.to > *cut_;
        painter.setPen(Qt::NoPen);
        painter.setBrush(beyond ? theme.warning : theme.curve(0));
        const double left = xOf(double(bar.from)) + gap / 2, right = xOf(double(bar.to) + 1) - gap / 2;
        painter.drawRect(QRectF(left, box.bottom() - height, std::max(1.0, right - left), height));
    }
    painter.setPen(theme.secondary);
    const qint64 stride = roundUp(span / std::max(2.0, box.width() / (line * 4)));
    for (qint64 tick = (qint64(from) + stride - 1) / stride * stride; double(tick) < from + span;
         tick += stride) {
        const double x = xOf(double(tick) + (all.first().to == all.first().from ? 0.5 : 0));
        painter.drawText(QRectF(x - line * 2, box.bottom() + line * 0.25, line * 4, line), Qt::AlignHCenter,
                         showNumber(double(tick)));
    }
    painter.drawText(QRectF(box.left(), height() - line * 1.1, box.width(), line), Qt::AlignHCenter,
                     valueLabel_);
    painter.drawText(QRectF(0, 0, box.width(), line * 1.1), Qt::AlignLeft, countLabel_);
    if (cut_ && double(*cut_) < from + span) {
        const double x = xOf(double(*cut_) + 1);
        painter.setPen(QPen(theme.warning, 1.5, Qt::DashLine));
        painter.drawLine(QPointF(x, box.top()), QPointF(x, box.bottom()));
        const double width = metrics.horizontalAdvance(cutLabel_);
        const double at = x + 6 + width > this->width() ? x - 6 - width : x + 6;
        painter.setPen(theme.warning);
        painter.drawText(QRectF(at, box.top(), width + 2, line), Qt::AlignLeft, cutLabel_);
    }
}

bool Bars::event(QEvent* event) {
    if (event->type() == QEvent::ToolTip && !counts_.isEmpty()) {
        auto* help = static_cast<QHelpEvent*>(event);
        const QRectF box = area();
        const auto all = bars(std::clamp(int(box.width() / (fontMetrics().height() * 0.86 * 0.55)), 4, 120));
        const double from = double(all.first().from), span = double(all.last().to) + 1 - from;
        const double value = from + (help->pos().x() - box.left()) / box.width() * span;
        for (const auto& bar : all)
            if (value >= double(bar.from) && value < double(bar.to) + 1) {
                const QString values =
                    bar.from == bar.to
                        ? showNumber(double(bar.from))
                        : tr("%1 to %2").arg(showNumber(double(bar.from)), showNumber(double(bar.to)));
                QToolTip::showText(help->globalPos(),
                                   QStringLiteral("%1: %2").arg(values, showNumber(double(bar.count))), this);
                return true;
            }
        QToolTip::hideText();
        return true;
    }
    return ChartWidget::event(event);
}

}  // namespace lathe
