// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/pages/prompt_history.h"

#include <QPainter>

#include "widgets/measure.h"
#include "widgets/show.h"
#include "widgets/theme.h"

namespace lathe {
namespace {

constexpr int kRows = 3;

}  // namespace

WordsByStep::WordsByStep(QWidget* parent) : QWidget(parent) {
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

void WordsByStep::setSteps(const QVector<Step>& steps, std::int64_t now) {
    steps_ = steps;
    now_ = now;
    setAccessibleName(text());
    update();
}

QString WordsByStep::text() const {
    QStringList parts;
    for (const auto& step : steps_) parts << tr("step %1: %2").arg(step.step).arg(step.words.join(", "));
    return parts.join("; ");
}

QSize WordsByStep::sizeHint() const {
    return {grid(40), grid(3 * (kRows + 1) - 1)};
}
QSize WordsByStep::minimumSizeHint() const {
    return {grid(16), sizeHint().height()};
}

void WordsByStep::paintEvent(QPaintEvent*) {
    const Theme theme = Theme::of(palette());
    QPainter painter(this);
    if (steps_.isEmpty()) {
        painter.setPen(theme.secondary);
        painter.drawText(rect(), Qt::AlignLeft | Qt::AlignTop | Qt::TextWordWrap,
                         tr("Choose a soft token to see how its words changed."));
        return;
    }
    const double row = grid(2.75);
    const double label = std::max<double>(
        grid(4), QFontMetricsF(scaledFont(0.9)).horizontalAdvance(tr("step")) + grid(1));
    // As many steps as fit, the last always among them.
    const int fit = std::max(1, int((width() - label) / grid(8)));
    QVector<Step> shown;
    const int count = std::min<int>(fit, int(steps_.size()));
    for (int i = 0; i < count; ++i)
        shown << steps_[count == 1 ? steps_.size() - 1 : i * (steps_.size() - 1) / (count - 1)];
    const double column = (width() - label) / std::max(1, count);
    painter.setFont(scaledFont(0.9));
    painter.setPen(theme.secondary);
    painter.drawText(QRectF(0, 0, label, row), Qt::AlignLeft | Qt::AlignVCenter, tr("step"));
    for (int i = 0; i < count; ++i) {
        const bool now = shown[i].step == now_;
        const QRectF head(label + column * i, 0, column, row);
        painter.setFont(scaledFont(0.9, now ? QFont::DemiBold : QFont::Normal));
        painter.setPen(now ? theme.text : theme.secondary);
        painter.drawText(head, Qt::AlignCenter, showNumber(double(shown[i].step)));
        QFont face = tokenFont(0.9);
        painter.setFont(face);
        for (int word = 0; word < kRows && word < shown[i].words.size(); ++word)
            painter.drawText(
                QRectF(head.left() + 2, row * (word + 1), column - 4, row), Qt::AlignCenter,
                QFontMetricsF(face).elidedText(shown[i].words[word], Qt::ElideRight, column - 6));
    }
}

}  // namespace lathe
