// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/pages/runs_charts.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QMenu>
#include <QSlider>
#include <algorithm>

#include "widgets/desk.h"
#include "widgets/forms/primitives.h"
#include "widgets/models/run_table_model.h"
#include "widgets/pages/run_events.h"
#include "widgets/pages/runs_curves.h"
#include "widgets/pages/runs_metric_card.h"
#include "widgets/show.h"
#include "widgets/theme.h"

namespace lathe {
namespace {

constexpr int kTraining = 0, kValidation = 1, kOverlays = 2;  // series of the chart
constexpr int kMostOthers = 24;

/// Validation stands out from the run's own colour.
int validationColour(int runs) {
    return runs % 6 == 1 ? 0 : 1;
}

}  // namespace

RunCharts::RunCharts(Desk& desk, QWidget* parent) : QWidget(parent), desk_(desk) {
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(grid(1.5));
    layout->addWidget(makeChartCard(), 27);
    layout->addWidget(makeSide(), 10);
}

QWidget* RunCharts::makeChartCard() {
    auto* card = new Card(tr("Loss"));
    chart_ = new LineChart;
    chart_->setObjectName("lossChart");
    chart_->setAccessibleName(tr("Loss"));
    chart_->setAxisLabels(tr("step"), tr("loss"));
    chart_->setEmptyText(tr("The curve begins with the first step."));
    chart_->addSeries({.name = tr("training")});
    chart_->addSeries({.name = tr("validation"), .colour = 1, .dash = Qt::DashLine, .smoothed = false});
    chart_->setSmoothing(0.9);

    scale_ = new SegmentedControl({tr("linear"), tr("log"), tr("log, both")});
    scale_->setAccessibleName(tr("Scale"));
    scale_->setObjectName("scale");
    connect(scale_, &SegmentedControl::chosen, this, [this](int index) {
        chart_->setLogarithmic(index > 0);
        chart_->setLogarithmicX(index == 2);
    });
    card->addBesideTitle(scale_);

    smoothingText_ = new QLabel;
    makeSecondary(smoothingText_);
    smoothing_ = new QSlider(Qt::Horizontal);
    smoothing_->setObjectName("smoothing");
    smoothing_->setAccessibleName(tr("Smoothing"));
    smoothing_->setRange(0, 99);
    smoothing_->setPageStep(10);
    smoothing_->setFixedWidth(grid(11));
    const auto smooth = [this](int value) {
        smoothingText_->setText(tr("smoothing %1").arg(value / 100.0, 0, 'f', 2));
        chart_->setSmoothing(value / 100.0);
    };
    connect(smoothing_, &QSlider::valueChanged, this, smooth);
    smoothing_->setValue(90);
    smooth(90);
    smoothingText_->setMinimumWidth(smoothingText_->sizeHint().width());
    card->addBesideTitle(smoothingText_);
    card->addBesideTitle(smoothing_);

    overlay_ = makeButton(tr("Overlay runs"));
    overlay_->setObjectName("overlay");
    overlayMenu_ = new QMenu(overlay_);
    connect(overlay_, &QPushButton::clicked, this, [this] {
        fillOverlayMenu();
        overlayMenu_->popup(overlay_->mapToGlobal(QPoint(0, overlay_->height() + 2)));
    });
    table_ = makeButton(tr("Show as table"));
    table_->setObjectName("showAsTable");
    connect(table_, &QPushButton::clicked, this,
            [this] { chart_->setShownAsTable(!chart_->shownAsTable()); });
    save_ = makeButton(tr("Save…"));
    save_->setObjectName("saveChart");
    connect(save_, &QPushButton::clicked, this, [this] {
        auto* menu = new QMenu(save_);
        menu->setAttribute(Qt::WA_DeleteOnClose);
        chart_->setFileName(tr("run-%1-loss").arg(row_.run));
        chart_->fillMenu(*menu);
        menu->popup(save_->mapToGlobal(QPoint(0, save_->height() + 2)));
    });
    connect(chart_, &ChartWidget::told, &desk_, &Desk::tell);
    connect(chart_, &ChartWidget::shownAsTableChanged, this,
            [this](bool on) { table_->setText(on ? tr("Show as chart") : tr("Show as table")); });
    for (auto* button : {overlay_, table_, save_}) card->addAtRight(button);
    card->content()->addWidget(chart_, 1);
    return card;
}

QWidget* RunCharts::makeSide() {
    auto* side = new QWidget;
    auto* layout = new QVBoxLayout(side);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(grid(1.25));
    auto* numbers = new Card;
    auto* row = new QHBoxLayout;
    accuracy_ = new Tile(tr("Accuracy"));
    best_ = new Tile(tr("Best so far"));
    row->addWidget(accuracy_, 1, Qt::AlignTop);
    row->addWidget(best_, 1, Qt::AlignTop);
    numbers->content()->addLayout(row);
    numbers->layout()->setContentsMargins(grid(1.5), grid(1), grid(1.5), grid(1));
    layout->addWidget(numbers);
    const auto number = [](double value) { return showNumber(value); };
    metricCard_ =
        new MetricCard(tr("Validation accuracy"), 2, [this](double v) { return showMetric(metricName_, v); });
    rate_ = new MetricCard(tr("Learning rate"), 3, [](double v) {
        return std::isfinite(v) ? QString::number(v, 'g', 3) : QStringLiteral("–");
    });
    gradient_ = new MetricCard(tr("Gradient norm"), 0, number);
    speed_ = new MetricCard(tr("Tokens a second"), 4, [](double v) {
        return showNumber(std::isfinite(v) && v >= 100 ? std::round(v) : v);
    });
    memory_ = new MetricCard(tr("Memory"), 5, [](double v) { return showMemory(v); });
    for (auto* card : {metricCard_, rate_, gradient_, speed_, memory_}) layout->addWidget(card, 1);
    return side;
}

void RunCharts::setRun(const RunRow* row) {
    row_ = row ? *row : RunRow{};
    overlays_.removeAll(row_.run);
    chart_->clear();
    chart_->addSeries({.name = tr("training"), .colour = colour(row_.run)});
    chart_->addSeries({.name = tr("validation"),
                       .colour = validationColour(colour(row_.run)),
                       .dash = Qt::DashLine,
                       .smoothed = false});
    chart_->setExtent(double(row_.steps));
    metricName_ = row ? mainMetric(*row) : QString();
    readCurves();
    drawOverlays();
}

int RunCharts::colour(std::int64_t run) const {
    return RunColours::read(desk_.project()).of(run);
}

void RunCharts::readEvents() {
    events_.clear();
    if (desk_.project() && row_.run != 0) events_ = lathe::readEvents(*desk_.project(), row_);
    chart_->setEvents(events_);
}

void RunCharts::readCurves() {
    Project* project = desk_.project();
    const bool none = !project || row_.run == 0;
    const auto read = [&](const char* metric) {
        return none ? QVector<ChartPoint>() : readCurve(*project, row_.run, metric);
    };
    chart_->setPoints(kTraining, read("loss"));
    const EvaluationCurves evaluated = none ? EvaluationCurves() : readEvaluations(*project, row_.run);
    validationLoss_ = evaluated.of("loss");
    chart_->setPoints(kValidation, validationLoss_);
    metric_ = evaluated.of(metricName_.toStdString());
    metricCard_->setCaption(
        tr("Validation %1").arg(metricName_.isEmpty() ? tr("metric") : metricLabel(metricName_).toLower()));
    metricCard_->setPoints(metric_);
    rate_->setPoints(read("learning_rate"));
    gradient_->setPoints(read("gradient_norm"));
    speed_->setPoints(read("tokens_a_second"));
    memory_->setPoints(read("resident_mib"));
    for (auto* card : {metricCard_, rate_, gradient_, speed_, memory_}) card->setExtent(double(row_.steps));
    readEvents();
    placeMarks();
    sayAccuracy();
}

void RunCharts::update(const RunRow& row) {
    row_ = row;
    chart_->setLook(kTraining, {.name = tr("training"), .colour = colour(row_.run)});
    const QString metric = mainMetric(row);
    if (metric != metricName_) {
        metricName_ = metric;
        readCurves();
    }
    chart_->setExtent(double(row_.steps));
    placeMarks();
    sayAccuracy();
}

void RunCharts::take(const Event& event) {
    if (event.run != row_.run || row_.run == 0) return;
    const auto happened = chartEvent(event, row_.step);
    const bool known =
        happened && std::any_of(events_.begin(), events_.end(), [&](const ChartEvent& each) {
            return each.x == happened->x && each.kind == happened->kind && each.text == happened->text;
        });
    if (happened && !known) {
        events_.append(*happened);
        chart_->setEvents(events_);
    }
    if (const auto* step = std::get_if<Stepped>(&event.body)) {
        const double at = double(step->step);
        if (step->steps > 0 && step->steps != row_.steps) {
            row_.steps = step->steps;
            chart_->setExtent(double(row_.steps));
            for (auto* card : {metricCard_, rate_, gradient_, speed_, memory_})
                card->setExtent(double(row_.steps));
        }
        row_.step = step->step;
        chart_->append(kTraining, ChartPoint::at(at, step->loss));
        rate_->append(at, step->learningRate);
        gradient_->append(at, step->gradientNorm);
        speed_->append(at, step->tokensASecond);
        memory_->append(at, step->residentMib);
    } else if (const auto* evaluated = std::get_if<Evaluated>(&event.body)) {
        if (splitOf(evaluated->data) != "validation") return;
        const double at = double(evaluated->step);
        if (const auto loss = evaluated->metrics.find("loss"); loss != evaluated->metrics.end()) {
            while (!validationLoss_.isEmpty() && validationLoss_.last().x >= at) validationLoss_.removeLast();
            validationLoss_.append(ChartPoint::at(at, loss->second));
            chart_->append(kValidation, validationLoss_.last());
        }
        if (const auto value = evaluated->metrics.find(metricName_.toStdString());
            value != evaluated->metrics.end()) {
            while (!metric_.isEmpty() && metric_.last().x >= at) metric_.removeLast();
            metric_.append(ChartPoint::at(at, value->second));
            metricCard_->append(at, value->second);
        }
        placeMarks();
        sayAccuracy();
    }
}

void RunCharts::placeMarks() {
    // The best step is judged as the run judges it: by its main metric where there is one.
    const auto& judged = metric_.isEmpty() ? validationLoss_ : metric_;
    const bool low = metric_.isEmpty() || lowerIsBetter(metricName_);
    double best = double(row_.bestStep);
    const auto better = [low](const ChartPoint& a, const ChartPoint& b) {
        return low ? a.y < b.y : a.y > b.y;
    };
    if (row_.bestStep < 0 || row_.state == RunState::Running)
        if (const auto at = std::min_element(judged.begin(), judged.end(), better); at != judged.end())
            best = at->x;
    QVector<ChartMark> marks;
    for (const auto& point : validationLoss_)
        marks.append({point.x, point.x == best ? ChartMark::Kind::Best : ChartMark::Kind::Evaluation});
    chart_->setMarks(kValidation, marks);
}

void RunCharts::sayAccuracy() {
    accuracy_->setCaption(metricName_.isEmpty() ? tr("Validation loss") : metricLabel(metricName_));
    const auto& points = metricName_.isEmpty() ? validationLoss_ : metric_;
    if (points.isEmpty()) {
        accuracy_->setValue(QStringLiteral("–"));
        accuracy_->setNote(tr("not evaluated yet"));
        best_->setValue(QStringLiteral("–"));
        best_->setNote({});
        return;
    }
    const bool low = metricName_.isEmpty() || lowerIsBetter(metricName_);
    const auto best = std::min_element(
        points.begin(), points.end(),
        [low](const ChartPoint& a, const ChartPoint& b) { return low ? a.y < b.y : a.y > b.y; });
    accuracy_->setValue(showMetric(metricName_, points.last().y));
    if (points.first().x == 0)
        accuracy_->setNote(tr("%1 at the start").arg(showMetric(metricName_, points.first().y)));
    else
        accuracy_->setNote(tr("at step %1").arg(showNumber(points.last().x)));
    best_->setValue(showMetric(metricName_, best->y));
    best_->setNote(tr("at step %1").arg(showNumber(best->x)));
}

void RunCharts::setOthers(std::vector<RunRow> runs) {
    others_ = std::move(runs);
    overlay_->setEnabled(others_.size() > 1);
}

void RunCharts::setOverlays(const QVector<std::int64_t>& runs) {
    overlays_ = runs;
    overlays_.removeAll(row_.run);
    drawOverlays();
}

void RunCharts::fillOverlayMenu() {
    overlayMenu_->clear();
    int shown = 0;
    for (auto other = others_.rbegin(); other != others_.rend() && shown < kMostOthers; ++other) {
        if (other->run == row_.run) continue;
        ++shown;
        const std::int64_t run = other->run;
        auto* action = overlayMenu_->addAction(tr("Run %1  %2").arg(run).arg(text(other->name)));
        action->setCheckable(true);
        action->setChecked(overlays_.contains(run));
        connect(action, &QAction::toggled, this, [this, run](bool on) {
            if (on)
                overlays_.append(run);
            else
                overlays_.removeAll(run);
            drawOverlays();
        });
    }
    if (!overlays_.isEmpty()) {
        overlayMenu_->addSeparator();
        overlayMenu_->addAction(tr("None"), this, [this] { setOverlays({}); });
    }
}

void RunCharts::drawOverlays() {
    Project* project = desk_.project();
    for (int series = kOverlays; series < chart_->seriesCount(); ++series)
        chart_->setSeriesShown(series, false);
    int series = kOverlays;
    for (const std::int64_t run : overlays_) {
        if (!project) break;
        const SeriesLook look{
            .name = tr("run %1").arg(run), .colour = colour(run), .dash = Theme::dash(colour(run))};
        if (series >= chart_->seriesCount())
            chart_->addSeries(look);
        else
            chart_->setLook(series, look);
        chart_->setPoints(series, readCurve(*project, run, "loss"));
        chart_->setSeriesShown(series, true);
        ++series;
    }
    overlay_->setText(overlays_.isEmpty() ? tr("Overlay runs")
                                          : tr("Overlay runs (%1)").arg(overlays_.size()));
}

}  // namespace lathe
