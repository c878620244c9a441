// SPDX-License-Identifier: GPL-3.0-or-later
// How a prompt moved through training, and its words with it.
#include <QLabel>
#include <QVBoxLayout>
#include <algorithm>
#include <map>

#include "widgets/forms/primitives.h"
#include "widgets/models/neighbour_model.h"
#include "widgets/pages/prompt_views.h"
#include "widgets/plots/line_chart.h"
#include "widgets/show.h"

namespace lathe {
namespace {

constexpr qsizetype kMostWords = 6;

LineChart* makeChart(const char* name, const QString& says, const QString& y) {
    auto* chart = new LineChart;
    chart->setObjectName(QLatin1String(name));
    chart->setAccessibleName(says);
    chart->setAxisLabels(PromptMovement::tr("step"), y);
    chart->setFileName(QLatin1String(name));
    return chart;
}

}  // namespace

PromptMovement::PromptMovement(QWidget* parent) : QWidget(parent), title_(new QLabel) {
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(grid(1.75), 0, grid(1.75), grid(1));
    layout->setSpacing(grid(0.5));
    title_->setFont(scaledFont(1.0, QFont::DemiBold));
    words_ = makeChart("wordPaths", tr("How near the token's words were"), tr("score"));
    words_->setEmptyText(tr("Choose a soft token to see how near its words were."));
    drift_ =
        makeChart("driftPaths", tr("How far the tokens went from their start"), tr("way from the start"));
    drift_->setEmptyText(tr("Drift needs two snapshots."));
    auto* below = new QLabel(tr("All soft tokens: their way from the start"));
    below->setFont(scaledFont(1.0, QFont::DemiBold));
    layout->addWidget(title_);
    layout->addWidget(words_, 1);
    layout->addWidget(below);
    layout->addWidget(drift_, 1);
    connect(drift_, &LineChart::seriesClicked, this, &PromptMovement::clicked);
}

void PromptMovement::show(const PromptShown& shown, const PromptPath& path,
                          const std::vector<std::int64_t>& steps,
                          const std::function<const std::vector<SlotNeighbours>&(std::int64_t)>& wordsAt) {
    title_->setText(shown.token < 0 ? tr("A token's words")
                                    : tr("Token %1: its words through training").arg(shown.token));
    words_->clear();
    drift_->clear();
    // The words that were nearest at any snapshot, those of the last first.
    struct Path {
        QVector<ChartPoint> points;
        double best = 0;
    };
    std::map<std::int32_t, std::pair<QString, Path>> words;
    QVector<std::int32_t> order;
    if (shown.token >= 0)
        for (auto step = steps.rbegin(); step != steps.rend(); ++step) {
            const auto& rows = wordsAt(*step);
            if (shown.token >= int(rows.size())) continue;
            int rank = 0;
            for (const auto& word : rows[std::size_t(shown.token)].neighbours) {
                auto& entry = words[word.token];
                entry.first = visibleToken(text(word.text));
                entry.second.points.prepend(ChartPoint::at(double(*step), word.score));
                if (rank++ < 3 && !order.contains(word.token)) order << word.token;
            }
        }
    for (qsizetype i = 0; i < std::min(order.size(), kMostWords); ++i) {
        const auto& [name, way] = words[order[i]];
        const int series =
            words_->addSeries({.name = name, .colour = int(i), .smoothed = false, .dots = true});
        words_->setPoints(series, way.points);
    }
    if (path.steps().size() < 2) return;
    for (std::size_t token = 0; token < path.tokens(); ++token) {
        const QVector<double> drift = path.drift(token);
        QVector<ChartPoint> points;
        for (qsizetype i = 0; i < drift.size(); ++i) points.append(ChartPoint::at(path.steps()[i], drift[i]));
        const bool chosen = int(token) == shown.token;
        drift_->addSeries({.name = chosen || path.tokens() <= 6 ? tr("token %1").arg(token) : QString(),
                           .colour = chosen ? 1 : 0,
                           .smoothed = false});
        drift_->setPoints(int(token), points);
    }
    drift_->highlight(shown.token < int(path.tokens()) ? shown.token : -1);
    QVector<ChartEvent> between;
    const QVector<double> ways = path.betweenSnapshots();
    for (qsizetype i = 0; i < ways.size(); ++i)
        between.append({path.steps()[i + 1], ChartEvent::Kind::Snapshot,
                        tr("moved %1 on the mean since the snapshot before").arg(showNumber(ways[i]))});
    drift_->setEvents(between);
}

}  // namespace lathe
