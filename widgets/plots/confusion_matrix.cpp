// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/plots/confusion_matrix.h"

#include <QHelpEvent>
#include <QKeyEvent>
#include <QPainter>
#include <QToolTip>
#include <algorithm>

#include "widgets/forms/numbers.h"
#include "widgets/measure.h"
#include "widgets/theme.h"

namespace lathe {

ConfusionMatrix::ConfusionMatrix(QWidget* parent) : ChartWidget(parent) {
    setFocusPolicy(Qt::StrongFocus);
    setAccessibleName(tr("Confusion matrix"));
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
}

void ConfusionMatrix::setConfusion(Confusion confusion) {
    confusion_ = std::move(confusion);
    truth_ = prediction_ = -1;
    summaryChanged();
    updateGeometry();
    update();
}

void ConfusionMatrix::choose(int truth, int prediction) {
    if (truth == truth_ && prediction == prediction_) return;
    truth_ = truth;
    prediction_ = prediction;
    summaryChanged();
    update();
    Q_EMIT chosen(truth, prediction);
}

void ConfusionMatrix::restyle() {
    updateGeometry();
    update();
}

QString ConfusionMatrix::summary() const {
    const auto count = static_cast<int>(confusion_.classes.size());
    if (truth_ >= 0)
        return tr("%1 taken for %2: %3 of %4")
            .arg(confusion_.classes[truth_], confusion_.classes[prediction_])
            .arg(confusion_.at(truth_, prediction_))
            .arg(confusion_.row(truth_));
    QStringList parts;
    for (int truth = 0; truth < count; ++truth)
        parts << tr("%1: %2 of %3 right")
                     .arg(confusion_.classes[truth])
                     .arg(confusion_.at(truth, truth))
                     .arg(confusion_.row(truth));
    return parts.join(QStringLiteral("; "));
}

QSize ConfusionMatrix::minimumSizeHint() const {
    const int cells = std::max(2, static_cast<int>(confusion_.classes.size()));
    return {static_cast<int>(labelWidth()) + cells * columns(6), grid(6) + cells * grid(3)};
}

ChartNumbers ConfusionMatrix::numbers() const {
    ChartNumbers numbers{QStringList{tr("truth")} + confusion_.classes, {}};
    for (int truth = 0; truth < confusion_.classes.size(); ++truth) {
        QVector<QVariant> row{confusion_.classes[truth]};
        for (int prediction = 0; prediction < confusion_.classes.size(); ++prediction)
            row.append(qlonglong(confusion_.at(truth, prediction)));
        numbers.rows.append(row);
    }
    return numbers;
}

QSize ConfusionMatrix::sizeHint() const {
    const int cells = std::max(2, static_cast<int>(confusion_.classes.size()));
    return {static_cast<int>(labelWidth()) + cells * columns(11), grid(6) + cells * grid(6)};
}

double ConfusionMatrix::labelWidth() const {
    double widest = grid(6);
    const QFontMetricsF metrics(font());
    for (const QString& name : confusion_.classes) widest = std::max(widest, metrics.horizontalAdvance(name));
    return std::min(widest, double(columns(22))) + grid(1);
}

QRectF ConfusionMatrix::cell(int truth, int prediction) const {
    const auto count = static_cast<double>(confusion_.classes.size());
    const double left = labelWidth(), top = grid(5);
    const double wide = (width() - left - 1) / count,
                 high = std::min((height() - top - 1) / count, double(grid(8)));
    return QRectF(left + wide * prediction, top + high * truth, wide, high).adjusted(1, 1, -1, -1);
}

bool ConfusionMatrix::cellAt(const QPointF& point, int& truth, int& prediction) const {
    const auto count = static_cast<int>(confusion_.classes.size());
    for (truth = 0; truth < count; ++truth)
        for (prediction = 0; prediction < count; ++prediction)
            if (cell(truth, prediction).contains(point)) return true;
    return false;
}

void ConfusionMatrix::paintEvent(QPaintEvent*) {
    const Theme theme = Theme::of(palette());
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const auto count = static_cast<int>(confusion_.classes.size());
    if (count == 0) return;
    const QFontMetricsF metrics(font());
    const double left = labelWidth();
    painter.setPen(theme.secondary);
    painter.setFont(scaledFont(0.92));
    painter.drawText(QRectF(left, 0, width() - left, grid(2)), Qt::AlignLeft | Qt::AlignVCenter,
                     tr("answered"));
    painter.drawText(QRectF(0, grid(2.5), left - grid(1), grid(2)), Qt::AlignLeft | Qt::AlignVCenter,
                     tr("truth"));
    for (int i = 0; i < count; ++i) {
        const QRectF head = cell(0, i), side = cell(i, 0);
        painter.setFont(scaledFont(1.0, i == prediction_ ? QFont::DemiBold : QFont::Normal));
        painter.setPen(i == prediction_ ? theme.text : theme.secondary);
        painter.drawText(QRectF(head.left(), grid(2.5), head.width(), grid(2)), Qt::AlignCenter,
                         metrics.elidedText(confusion_.classes[i], Qt::ElideRight, head.width()));
        painter.setFont(scaledFont(1.0, i == truth_ ? QFont::DemiBold : QFont::Normal));
        painter.setPen(i == truth_ ? theme.text : theme.secondary);
        painter.drawText(QRectF(0, side.top(), left - grid(1), side.height()),
                         Qt::AlignLeft | Qt::AlignVCenter,
                         metrics.elidedText(confusion_.classes[i], Qt::ElideRight, left - grid(1)));
    }
    painter.setFont(font());
    for (int truth = 0; truth < count; ++truth)
        for (int prediction = 0; prediction < count; ++prediction) {
            const std::int64_t here = confusion_.at(truth, prediction), all = confusion_.row(truth);
            const double share = all > 0 ? double(here) / double(all) : 0;
            QColor shade = truth == prediction ? theme.curve(0) : theme.error;
            shade.setAlphaF(static_cast<float>(here > 0 ? 0.08 + 0.42 * std::sqrt(share) : 0));
            const QRectF area = cell(truth, prediction);
            painter.setPen(Qt::NoPen);
            painter.setBrush(theme.sunken);
            painter.drawRoundedRect(area, 3, 3);
            painter.setBrush(shade);
            painter.drawRoundedRect(area, 3, 3);
            if (truth == truth_ && prediction == prediction_) {
                painter.setBrush(Qt::NoBrush);
                painter.setPen(QPen(hasFocus() ? theme.focus : theme.text, 2));
                painter.drawRoundedRect(area.adjusted(1, 1, -1, -1), 3, 3);
            }
            painter.setPen(here > 0 ? theme.text : theme.secondary);
            drawNumber(painter, area, here > 0 ? grouped(here) : QStringLiteral("·"), Qt::AlignCenter);
        }
}

void ConfusionMatrix::mousePressEvent(QMouseEvent* event) {
    int truth = -1, prediction = -1;
    if (!cellAt(event->position(), truth, prediction)) return choose(-1, -1);
    if (truth == truth_ && prediction == prediction_) return choose(-1, -1);
    choose(truth, prediction);
}

void ConfusionMatrix::keyPressEvent(QKeyEvent* event) {
    const auto last = static_cast<int>(confusion_.classes.size()) - 1;
    const auto moved = [last](int from, int by) { return from < 0 ? 0 : std::clamp(from + by, 0, last); };
    if (last < 0) return ChartWidget::keyPressEvent(event);
    switch (event->key()) {
        case Qt::Key_Left:
            return choose(std::max(truth_, 0), moved(prediction_, -1));
        case Qt::Key_Right:
            return choose(std::max(truth_, 0), moved(prediction_, 1));
        case Qt::Key_Up:
            return choose(moved(truth_, -1), std::max(prediction_, 0));
        case Qt::Key_Down:
            return choose(moved(truth_, 1), std::max(prediction_, 0));
        case Qt::Key_Escape:
            return choose(-1, -1);
        default:
            return ChartWidget::keyPressEvent(event);
    }
}

bool ConfusionMatrix::event(QEvent* event) {
    if (event->type() == QEvent::ToolTip) {
        auto* help = static_cast<QHelpEvent*>(event);
        int truth = -1, prediction = -1;
        if (cellAt(help->pos(), truth, prediction))
            QToolTip::showText(
                help->globalPos(),
                tr("%1 of %2 rows of %3 were answered %4")
                    .arg(grouped(confusion_.at(truth, prediction)), grouped(confusion_.row(truth)),
                         confusion_.classes[truth], confusion_.classes[prediction]),
                this);
        else
            QToolTip::hideText();
        return true;
    }
    return ChartWidget::event(event);
}

}  // namespace lathe
