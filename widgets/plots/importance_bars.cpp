// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/plots/importance_bars.h"

#include <QHelpEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QToolTip>
#include <algorithm>

#include "widgets/forms/numbers.h"
#include "widgets/measure.h"
#include "widgets/theme.h"

namespace lathe {

ImportanceBars::ImportanceBars(QWidget* parent) : ChartWidget(parent) {
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
    setFocusPolicy(Qt::StrongFocus);
}

void ImportanceBars::setBars(QVector<Bar> bars) {
    bars_ = std::move(bars);
    current_ = std::clamp(current_, 0, std::max(0, int(bars_.size()) - 1));
    summaryChanged();
    update();
}

void ImportanceBars::setEmptyText(const QString& text) {
    emptyText_ = text;
    update();
}

double ImportanceBars::rowHeight() const {
    return std::clamp(height() / std::max(1.0, double(bars_.size())), double(grid(2)), double(grid(4)));
}

int ImportanceBars::at(const QPointF& point) const {
    const int row = int(point.y() / rowHeight());
    return row >= 0 && row < bars_.size() ? row : -1;
}

void ImportanceBars::paintEvent(QPaintEvent*) {
    const Theme theme = Theme::of(palette());
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    if (bars_.isEmpty()) {
        painter.setPen(theme.secondary);
        painter.drawText(rect().adjusted(12, 12, -12, -12), Qt::AlignCenter | Qt::TextWordWrap, emptyText_);
        return;
    }
    const QFontMetricsF metrics(font());
    double names = 0, said = 0;
    for (const auto& bar : bars_) {
        names = std::max(names, metrics.horizontalAdvance(bar.name));
        said = std::max(said, numberWidth(font(), bar.said));
    }
    names = std::min(names, width() * 0.3);
    said = std::min(said, width() * 0.3);
    const double row = rowHeight(), left = names + grid(1.5), right = width() - said - grid(2);
    const bool ringed = hasFocus() && window()->testAttribute(Qt::WA_KeyboardFocusChange);
    for (int i = 0; i < bars_.size(); ++i) {
        const auto& bar = bars_[i];
        const double top = row * i;
        painter.setPen(theme.text);
        painter.drawText(QRectF(0, top, names, row), Qt::AlignLeft | Qt::AlignVCenter,
                         metrics.elidedText(bar.name, Qt::ElideRight, names));
        const double thick = std::min(row * 0.45, double(grid(1.5)));
        const QRectF track(left, top + (row - thick) / 2, std::max(10.0, right - left), thick);
        painter.setPen(Qt::NoPen);
        painter.setBrush(theme.dark ? theme.sunken : theme.grid);
        painter.drawRoundedRect(track, 3, 3);
        QColor colour = theme.curve(0);
        if (bar.share <= bar.chance) colour.setAlpha(110);  // chance reaches that, too
        painter.setBrush(colour);
        const double share = std::clamp(bar.share, 0.0, 1.0);
        if (share * track.width() >= 1)
            painter.drawRoundedRect(QRectF(track.left(), track.top(), track.width() * share, thick), 3, 3);
        const double chance = track.left() + track.width() * std::clamp(bar.chance, 0.0, 1.0);
        painter.setPen(QPen(theme.warning, 2));
        painter.drawLine(QPointF(chance, track.top() - 3), QPointF(chance, track.bottom() + 3));
        painter.setPen(bar.share > bar.chance ? theme.text : theme.secondary);
        drawNumber(painter, QRectF(right, top, width() - right - 4, row), bar.said);
        if (ringed && i == current_) {
            painter.setPen(QPen(theme.focus, 2));
            painter.setBrush(Qt::NoBrush);
            painter.drawRoundedRect(QRectF(1, top + 1, width() - 2, row - 2), 4, 4);
        }
    }
}

void ImportanceBars::mousePressEvent(QMouseEvent* event) {
    const int row = at(event->position());
    if (event->button() != Qt::LeftButton || row < 0) return;
    current_ = row;
    update();
    Q_EMIT clicked(bars_[row].key);
}

void ImportanceBars::keyPressEvent(QKeyEvent* event) {
    if (bars_.isEmpty()) return ChartWidget::keyPressEvent(event);
    if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Space) {
        Q_EMIT clicked(bars_[current_].key);
        return;
    }
    const int by = event->key() == Qt::Key_Down ? 1 : event->key() == Qt::Key_Up ? -1 : 0;
    if (by == 0) return ChartWidget::keyPressEvent(event);
    current_ = std::clamp(current_ + by, 0, int(bars_.size()) - 1);
    setAccessibleDescription(bars_[current_].name + ' ' + bars_[current_].said);
    update();
}

bool ImportanceBars::event(QEvent* event) {
    if (event->type() == QEvent::ToolTip) {
        auto* help = static_cast<QHelpEvent*>(event);
        const int row = at(help->pos());
        if (row >= 0)
            QToolTip::showText(help->globalPos(),
                               tr("%1\nexplains %2% of how the runs rank; 1 of 20 random orders reaches %3%")
                                   .arg(bars_[row].key)
                                   .arg(bars_[row].share * 100, 0, 'f', 0)
                                   .arg(bars_[row].chance * 100, 0, 'f', 0),
                               this);
        return true;
    }
    if (event->type() == QEvent::FocusIn || event->type() == QEvent::FocusOut) update();
    return ChartWidget::event(event);
}

QString ImportanceBars::summary() const {
    if (bars_.isEmpty()) return emptyText_;
    QStringList parts;
    for (const auto& bar : bars_) parts << bar.name + ' ' + bar.said;
    return parts.join(", ");
}

ChartNumbers ImportanceBars::numbers() const {
    ChartNumbers numbers{{tr("option"), tr("measure"), tr("share of the ranks' variance"), tr("by chance")},
                         {}};
    for (const auto& bar : bars_) numbers.rows.append({bar.name, bar.said, bar.share, bar.chance});
    return numbers;
}

QSize ImportanceBars::sizeHint() const {
    return {grid(60), grid(30)};
}
QSize ImportanceBars::minimumSizeHint() const {
    return {grid(30), grid(10)};
}

}  // namespace lathe
