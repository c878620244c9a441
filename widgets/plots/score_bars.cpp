// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/plots/score_bars.h"

#include <QPainter>
#include <algorithm>

#include "widgets/forms/numbers.h"
#include "widgets/measure.h"
#include "widgets/theme.h"

namespace lathe {
namespace {

constexpr int kMost = 14;

}  // namespace

ScoreBars::ScoreBars(QWidget* parent) : ChartWidget(parent) {
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

void ScoreBars::setScores(QVector<Score> scores, const QString& chosen, const QString& right) {
    std::stable_sort(scores.begin(), scores.end(),
                     [](const Score& a, const Score& b) { return a.share > b.share; });
    scores_ = std::move(scores);
    chosen_ = chosen;
    right_ = right;
    summaryChanged();
    updateGeometry();
    update();
}

void ScoreBars::restyle() {
    updateGeometry();
    update();
}

QString ScoreBars::summary() const {
    QStringList parts;
    for (const auto& score : scores_) parts << tr("%1 %2").arg(score.label).arg(score.share, 0, 'f', 3);
    return parts.join(", ");
}

ChartNumbers ScoreBars::numbers() const {
    ChartNumbers numbers{{tr("answer"), tr("probability")}, {}};
    for (const auto& score : scores_) numbers.rows.append({score.label, score.share});
    return numbers;
}

QSize ScoreBars::sizeHint() const {
    return {grid(24), grid(3.25) * int(std::min<qsizetype>(scores_.size(), kMost))};
}
QSize ScoreBars::minimumSizeHint() const {
    return {grid(12), sizeHint().height()};
}

void ScoreBars::paintEvent(QPaintEvent*) {
    const Theme theme = Theme::of(palette());
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const double row = grid(3.25), bar = grid(0.5);
    for (int i = 0; i < scores_.size() && i < kMost; ++i) {
        const auto& score = scores_[i];
        const bool chosen = score.label == chosen_, right = !right_.isEmpty() && score.label == right_;
        const QRectF line(0, row * i, width(), row - bar - grid(0.5));
        painter.setFont(scaledFont(1.0, chosen ? QFont::DemiBold : QFont::Normal));
        painter.setPen(chosen ? theme.text : theme.secondary);
        const QString number = QString::number(score.share, 'f', 3);
        const double room = width() - numberWidth(painter.font(), number) - grid(1);
        const QString label = right ? score.label + QStringLiteral("  ✓") : score.label;
        painter.drawText(QRectF(line.left(), line.top(), room, line.height()),
                         Qt::AlignLeft | Qt::AlignBottom,
                         QFontMetricsF(painter.font()).elidedText(label, Qt::ElideRight, room));
        drawNumber(painter, line, number, Qt::AlignRight | Qt::AlignBottom);
        const QRectF track(0, line.bottom() + grid(0.25), width(), bar);
        painter.setPen(Qt::NoPen);
        painter.setBrush(theme.dark ? theme.sunken : theme.grid);
        painter.drawRoundedRect(track, bar / 2, bar / 2);
        const double share = std::clamp(score.share, 0.0, 1.0);
        if (share * track.width() < 1) continue;
        QColor colour = chosen && !right_.isEmpty() ? (right ? theme.good : theme.error) : theme.curve(0);
        if (!chosen) colour.setAlpha(120);
        painter.setBrush(colour);
        painter.drawRoundedRect(QRectF(track.left(), track.top(), track.width() * share, bar), bar / 2,
                                bar / 2);
    }
}

}  // namespace lathe
