// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/plots/norm_chart.h"

#include <QHelpEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QToolTip>
#include <algorithm>
#include <cmath>

#include "widgets/measure.h"
#include "widgets/show.h"
#include "widgets/theme.h"

namespace lathe {

NormChart::NormChart(QWidget* parent) : ChartWidget(parent) {
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
    setFocusPolicy(Qt::StrongFocus);
}

void NormChart::setVocabulary(const Vocabulary& vocabulary) {
    vocabulary_ = vocabulary;
    summaryChanged();
    update();
}

void NormChart::setNorms(QVector<double> now, QVector<double> first, const QStringList& names) {
    now_ = std::move(now);
    first_ = std::move(first);
    names_ = names;
    if (selected_ >= now_.size()) selected_ = -1;
    summaryChanged();
    update();
}

void NormChart::setSelected(int token) {
    if (selected_ == token) return;
    selected_ = token;
    update();
}

void NormChart::setEmptyText(const QString& text) {
    emptyText_ = text;
    update();
}

AxisScale NormChart::scale() const {
    QVector<double> all = now_ + first_;
    if (vocabulary_.known()) all << vocabulary_.p5 << vocabulary_.p95;
    return AxisScale::ofNumbers(all);
}

QRectF NormChart::area() const {
    const QFontMetricsF metrics(scaledFont(0.86));
    return QRectF(rect()).adjusted(metrics.height() * 3.6, metrics.height() * 0.6, -metrics.height() * 7,
                                   -metrics.height() * 2.6);
}

double NormChart::x(int token) const {
    const QRectF inner = area();
    return inner.left() + inner.width() * (token + 0.5) / std::max(1.0, double(now_.size()));
}

int NormChart::at(const QPointF& point) const {
    const QRectF inner = area();
    if (now_.isEmpty() || point.x() < inner.left() || point.x() > inner.right()) return -1;
    return std::clamp(int((point.x() - inner.left()) / inner.width() * double(now_.size())), 0,
                      int(now_.size()) - 1);
}

void NormChart::paintEvent(QPaintEvent*) {
    const Theme theme = Theme::of(palette());
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    if (now_.isEmpty()) {
        painter.setPen(theme.secondary);
        painter.drawText(rect().adjusted(12, 12, -12, -12), Qt::AlignCenter | Qt::TextWordWrap, emptyText_);
        return;
    }
    const QRectF inner = area();
    const AxisScale axis = scale();
    const auto y = [&](double norm) { return inner.bottom() - axis.place(norm) * inner.height(); };
    const QFont small = scaledFont(0.86);
    const QFontMetricsF metrics(small);
    painter.setFont(small);
    if (vocabulary_.known()) {
        QColor band = theme.curve(0);
        const auto draw = [&](double low, double high, int alpha) {
            band.setAlpha(alpha);
            painter.fillRect(QRectF(QPointF(inner.left(), y(high)), QPointF(inner.right(), y(low))), band);
        };
        draw(vocabulary_.p5, vocabulary_.p95, theme.dark ? 35 : 25);
        draw(vocabulary_.p25, vocabulary_.p75, theme.dark ? 50 : 40);
        painter.setPen(QPen(theme.curve(0), 1.2, Qt::DashLine));
        painter.drawLine(QPointF(inner.left(), y(vocabulary_.median)),
                         QPointF(inner.right(), y(vocabulary_.median)));
        painter.setPen(theme.curve(0));
        const QRectF box(inner.right() + 6, y(vocabulary_.median) - metrics.height() / 2,
                         metrics.height() * 7, metrics.height());
        painter.drawText(box, Qt::AlignLeft | Qt::AlignVCenter, tr("middle word"));
    }
    for (const auto& tick : axis.ticks(6)) {
        const double at = inner.bottom() - tick.at * inner.height();
        painter.setPen(QPen(theme.grid, 1));
        painter.drawLine(QPointF(inner.left(), at), QPointF(inner.right(), at));
        painter.setPen(theme.secondary);
        painter.drawText(QRectF(0, at - metrics.height(), inner.left() - 8, metrics.height() * 2),
                         Qt::AlignRight | Qt::AlignVCenter, tick.label);
    }
    painter.setPen(QPen(theme.border, 1));
    painter.drawLine(inner.bottomLeft(), inner.bottomRight());
    const double unit = fontMetrics().height() / 17.0;
    const int stride =
        std::max(1, int(std::ceil(double(now_.size()) * metrics.horizontalAdvance("000 ") / inner.width())));
    for (int token = 0; token < now_.size(); ++token) {
        const QPointF centre(x(token), y(now_[token]));
        if (token < first_.size()) {
            const QPointF begun(x(token), y(first_[token]));
            QColor trail = theme.accent;
            trail.setAlpha(110);
            painter.setPen(QPen(trail, 1.2 * unit));
            painter.drawLine(begun, centre);
            painter.setPen(QPen(theme.secondary, 1.2 * unit));
            painter.setBrush(theme.surface);
            painter.drawEllipse(begun, 3 * unit, 3 * unit);
        }
        painter.setPen(
            QPen(token == selected_ ? theme.text : theme.surface, token == selected_ ? 2 * unit : 1));
        painter.setBrush(theme.accent);
        const double radius = (token == selected_ ? 6 : 4.5) * unit;
        painter.drawEllipse(centre, radius, radius);
        if (token % stride != 0) continue;
        painter.setPen(token == selected_ ? theme.text : theme.secondary);
        painter.drawText(QRectF(x(token) - 40, inner.bottom() + 4, 80, metrics.height()), Qt::AlignCenter,
                         QString::number(token));
    }
    painter.setPen(theme.secondary);
    painter.drawText(
        QRectF(inner.left(), inner.bottom() + 4 + metrics.height(), inner.width(), metrics.height() * 1.2),
        Qt::AlignCenter, tr("soft token"));
    painter.save();
    painter.translate(metrics.height() * 0.6, inner.center().y());
    painter.rotate(-90);
    painter.drawText(
        QRectF(-inner.height() / 2, -metrics.height() * 0.6, inner.height(), metrics.height() * 1.2),
        Qt::AlignCenter, tr("norm"));
    painter.restore();
    // What the marks are, where a curve's name would stand.
    const auto key = [&](int line, const QString& text, const QBrush& fill, const QPen& pen) {
        const QPointF dot(inner.right() + 10, inner.top() + metrics.height() * (0.6 + 1.3 * line));
        painter.setPen(pen);
        painter.setBrush(fill);
        painter.drawEllipse(dot, 3.5 * unit, 3.5 * unit);
        painter.setPen(theme.secondary);
        painter.drawText(QPointF(dot.x() + 8 * unit, dot.y() + metrics.ascent() * 0.4), text);
    };
    key(0, tr("now"), theme.accent, Qt::NoPen);
    if (!first_.isEmpty()) key(1, tr("at the start"), theme.surface, QPen(theme.secondary, 1.2));
    if (hasFocus() && window()->testAttribute(Qt::WA_KeyboardFocusChange)) {
        painter.setPen(QPen(theme.focus, 2));
        painter.setBrush(Qt::NoBrush);
        painter.drawRoundedRect(QRectF(rect()).adjusted(1, 1, -1, -1), 4, 4);
    }
}

QString NormChart::say(int token) const {
    QString said = tr("token %1 %2: norm %3").arg(token).arg(names_.value(token), showNumber(now_[token]));
    if (token < first_.size()) said += tr(", %1 at the start").arg(showNumber(first_[token]));
    return said;
}

void NormChart::mousePressEvent(QMouseEvent* event) {
    const int token = at(event->position());
    if (event->button() == Qt::LeftButton && token >= 0) Q_EMIT clicked(token);
}

void NormChart::keyPressEvent(QKeyEvent* event) {
    const int by = event->key() == Qt::Key_Right ? 1 : event->key() == Qt::Key_Left ? -1 : 0;
    if (by == 0 || now_.isEmpty()) return ChartWidget::keyPressEvent(event);
    const int token = std::clamp(selected_ + by, 0, int(now_.size()) - 1);
    setAccessibleDescription(say(token));
    Q_EMIT clicked(token);
}

bool NormChart::event(QEvent* event) {
    if (event->type() == QEvent::ToolTip) {
        auto* help = static_cast<QHelpEvent*>(event);
        if (const int token = at(help->pos()); token >= 0)
            QToolTip::showText(help->globalPos(), say(token), this);
        else
            QToolTip::hideText();
        return true;
    }
    if (event->type() == QEvent::FocusIn || event->type() == QEvent::FocusOut) update();
    return ChartWidget::event(event);
}

QString NormChart::summary() const {
    if (now_.isEmpty()) return emptyText_;
    const auto [low, high] = std::minmax_element(now_.begin(), now_.end());
    QString said =
        tr("norms of %1 soft tokens from %2 to %3").arg(now_.size()).arg(showNumber(*low), showNumber(*high));
    if (vocabulary_.known())
        said += tr("; nine of ten words from %1 to %2")
                    .arg(showNumber(vocabulary_.p5), showNumber(vocabulary_.p95));
    return said;
}

ChartNumbers NormChart::numbers() const {
    ChartNumbers numbers{{tr("token"), tr("nearest word"), tr("norm"), tr("at the start")}, {}};
    for (int token = 0; token < now_.size(); ++token)
        numbers.rows.append({token, names_.value(token), now_[token],
                             token < first_.size() ? QVariant(first_[token]) : QVariant()});
    return numbers;
}

QSize NormChart::sizeHint() const {
    return {grid(50), grid(40)};
}
QSize NormChart::minimumSizeHint() const {
    return {grid(24), grid(14)};
}

}  // namespace lathe
