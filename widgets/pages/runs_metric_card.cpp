// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/pages/runs_metric_card.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QVBoxLayout>
#include <limits>

#include "widgets/forms/numbers.h"
#include "widgets/measure.h"
#include "widgets/plots/sparkline.h"

namespace lathe {

MetricCard::MetricCard(const QString& title, int colour, std::function<QString(double)> show, QWidget* parent)
    : Card(QString(), parent),
      caption_(new QLabel(title)),
      value_(new NumberLabel(QStringLiteral("–"), 1.0, QFont::DemiBold)),
      line_(new Sparkline),
      show_(std::move(show)) {
    auto* row = new QHBoxLayout;
    makeSecondary(caption_);
    row->addWidget(caption_);
    row->addStretch(1);
    row->addWidget(value_);
    content()->setSpacing(grid(0.5));
    content()->addLayout(row);
    content()->addWidget(line_, 1);
    line_->setColour(colour);
    line_->setName(title);
    layout()->setContentsMargins(grid(1.5), grid(1), grid(1.5), grid(1));
    setCaption(title);
}

void MetricCard::setCaption(const QString& title) {
    caption_->setText(title);
    line_->setName(title);
    setAccessibleName(title);
}

void MetricCard::say(double value) {
    value_->setText(show_(value));
}

void MetricCard::setPoints(const QVector<ChartPoint>& points) {
    QVector<double> xs, ys;
    xs.reserve(points.size());
    ys.reserve(points.size());
    for (const auto& point : points) xs.append(point.x), ys.append(point.y);
    line_->setPoints(xs, ys);
    say(ys.isEmpty() ? std::numeric_limits<double>::quiet_NaN() : ys.last());
}

void MetricCard::append(double step, double value) {
    line_->append(step, value);
    say(value);
}

void MetricCard::setExtent(double steps) {
    line_->setExtent(steps);
}

QString MetricCard::value() const {
    return value_->text();
}

}  // namespace lathe
