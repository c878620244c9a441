// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/plots/sparkline.h"

#include <QPainter>
#include <QPainterPath>
#include <algorithm>
#include <cmath>

#include "widgets/show.h"
#include "widgets/theme.h"

namespace lathe {

void paintSparkline(QPainter& painter, const QRectF& area, const QVector<double>& xs,
                    const QVector<double>& ys, double extent, const QColor& colour, double width) {
    double low = INFINITY, high = -INFINITY;
    qsizetype finite = 0;
    for (const double y : ys)
        if (std::isfinite(y)) low = std::min(low, y), high = std::max(high, y), ++finite;
    if (finite == 0) return;
    const double left = std::min(xs.first(), 0.0), right = std::max({xs.last(), extent, left + 1e-9});
    // A steady value (tokens a second) stands in the middle, not magnified to noise.
    const double least = 0.08 * std::max(std::fabs(high), std::fabs(low));
    if (high - low < least) {
        const double middle = (high + low) / 2;
        low = middle - least / 2;
        high = middle + least / 2;
    }
    if (high <= low) low -= 1, high += 1;
    const QRectF inner = area.adjusted(width, width, -width, -width);
    const auto at = [&](double x, double y) {
        return QPointF(inner.left() + (x - left) / (right - left) * inner.width(),
                       inner.bottom() - (y - low) / (high - low) * inner.height());
    };
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(colour, width, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    painter.setBrush(Qt::NoBrush);
    QPainterPath path;
    bool begun = false;
    for (qsizetype i = 0; i < ys.size();) {
        if (!std::isfinite(ys[i])) {
            begun = false;
            ++i;
            continue;
        }
        const double pixel = std::floor(at(xs[i], 0).x());
        double lowest = ys[i], highest = ys[i], last = ys[i];
        const double first = ys[i], x = xs[i];
        while (++i < ys.size() && std::isfinite(ys[i]) && std::floor(at(xs[i], 0).x()) == pixel) {
            lowest = std::min(lowest, ys[i]);
            highest = std::max(highest, ys[i]);
            last = ys[i];
        }
        const QPointF start = at(x, first);
        if (begun)
            path.lineTo(start);
        else
            path.moveTo(start);
        begun = true;
        if (highest > lowest) {
            path.lineTo(at(x, lowest));
            path.lineTo(at(x, highest));
            path.lineTo(at(x, last));
        }
    }
    painter.drawPath(path);
    if (finite == 1) {
        painter.setPen(Qt::NoPen);
        painter.setBrush(colour);
        painter.drawEllipse(at(xs.last(), ys.last()), width * 1.6, width * 1.6);
    }
    painter.restore();
}

Sparkline::Sparkline(QWidget* parent) : ChartWidget(parent) {
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
}

void Sparkline::setName(const QString& name) {
    name_ = name;
    setAccessibleName(name);
}

void Sparkline::setColour(int index) {
    colour_ = index;
    update();
}

void Sparkline::setExtent(double x) {
    extent_ = x;
    update();
}

void Sparkline::setPoints(QVector<double> xs, QVector<double> ys) {
    Q_ASSERT(xs.size() == ys.size());
    xs_ = std::move(xs);
    ys_ = std::move(ys);
    summaryChanged();
    update();
}

void Sparkline::append(double x, double y) {
    while (!xs_.isEmpty() && xs_.last() >= x) xs_.removeLast(), ys_.removeLast();
    xs_.append(x);
    ys_.append(y);
    summaryChanged();
    update();
}

void Sparkline::clear() {
    setPoints({}, {});
}

QString Sparkline::summary() const {
    if (ys_.isEmpty()) return tr("%1: nothing yet").arg(name_);
    return tr("%1 %2 at step %3, from %4")
        .arg(name_, showNumber(ys_.last()), showNumber(xs_.last()), showNumber(ys_.first()));
}

ChartNumbers Sparkline::numbers() const {
    ChartNumbers numbers{{tr("step"), name_}, {}};
    for (qsizetype i = 0; i < ys_.size(); ++i) numbers.rows.append({xs_[i], ys_[i]});
    return numbers;
}

QSize Sparkline::sizeHint() const {
    return {fontMetrics().height() * 12, fontMetrics().height() * 3};
}
QSize Sparkline::minimumSizeHint() const {
    return {fontMetrics().height() * 4, int(fontMetrics().height() * 1.2)};
}

void Sparkline::paintEvent(QPaintEvent*) {
    if (ys_.isEmpty()) return;
    const Theme theme = Theme::of(palette());
    QPainter painter(this);
    paintSparkline(painter, rect(), xs_, ys_, extent_, theme.curve(colour_));
}

}  // namespace lathe
