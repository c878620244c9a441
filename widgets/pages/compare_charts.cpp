// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/pages/compare_charts.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QStackedWidget>
#include <QVBoxLayout>
#include <algorithm>
#include <cmath>

#include "widgets/desk.h"
#include "widgets/forms/primitives.h"
#include "widgets/models/run_table_model.h"
#include "widgets/pages/runs_curves.h"
#include "widgets/plots/importance_bars.h"
#include "widgets/plots/parallel_chart.h"
#include "widgets/plots/point_chart.h"
#include "widgets/show.h"
#include "widgets/theme.h"

namespace lathe {
namespace {

constexpr int kMostDrawn = 12;
constexpr int kMostAxes = 9;
enum Metric { Training, Validation, Main };

/// An axis on which most lines would have a gap, or all go through one point, says nothing.
bool tellsApart(const RunAxis& axis) {
    QVector<double> known;
    for (const double value : axis.values)
        if (std::isfinite(value)) known << value;
    return 2 * known.size() >= axis.values.size() &&
           std::any_of(known.begin(), known.end(), [&](double value) { return value != known[0]; });
}

QComboBox* makeChoice(const char* name, const QString& says) {
    auto* box = new QComboBox;
    box->setObjectName(QLatin1String(name));
    box->setAccessibleName(says);
    box->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    return box;
}

}  // namespace

CompareCharts::CompareCharts(Desk& desk, QWidget* parent) : QWidget(parent), desk_(desk), card_(new Card) {
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(card_);
    view_ = new SegmentedControl({tr("curves"), tr("scatter"), tr("parallel"), tr("importance")});
    view_->setObjectName("view");
    view_->setAccessibleName(tr("What is drawn"));
    curveTools_ = makeCurveTools();
    axisTools_ = makeAxisTools();
    card_->addBesideTitle(view_);
    card_->addBesideTitle(curveTools_);
    card_->addBesideTitle(axisTools_);
    allAgain_ = makeButton(tr("All runs"));
    allAgain_->setObjectName("clearSpans");
    card_->addAtRight(allAgain_);
    asTable_ = makeButton(tr("Show as table"));
    asTable_->setObjectName("showAsTable");
    connect(asTable_, &QPushButton::clicked, this,
            [this] { current()->setShownAsTable(!current()->shownAsTable()); });
    card_->addAtRight(asTable_);

    chart_ = new LineChart;
    chart_->setObjectName("compareChart");
    chart_->setAccessibleName(tr("Curves of the chosen runs"));
    chart_->setSmoothing(0.9);
    chart_->setEmptyText(tr("Choose runs below to see their curves."));
    points_ = new PointChart;
    points_->setObjectName("scatter");
    points_->setAccessibleName(tr("Runs by an option and a metric"));
    points_->setEmptyText(tr("No run has both values."));
    parallel_ = new ParallelChart;
    parallel_->setObjectName("parallel");
    parallel_->setAccessibleName(tr("Runs over their options"));
    parallel_->setEmptyText(tr("The runs differ in nothing yet."));
    importance_ = new ImportanceBars;
    importance_->setObjectName("importance");
    importance_->setAccessibleName(tr("How options go with the metric"));
    importance_->setEmptyText(
        tr("Four runs that differ in an option and have the metric are the fewest that say something."));
    stack_ = new QStackedWidget;
    for (ChartWidget* each : std::initializer_list<ChartWidget*>{chart_, points_, parallel_, importance_}) {
        stack_->addWidget(each);
        each->setFileName("runs");
        connect(each, &ChartWidget::told, &desk_, &Desk::tell);
        connect(each, &ChartWidget::shownAsTableChanged, this,
                [this](bool on) { asTable_->setText(on ? tr("Show as chart") : tr("Show as table")); });
    }
    card_->content()->addWidget(stack_, 1);
    hint_ = new QLabel;
    hint_->setWordWrap(true);
    makeSecondary(hint_);
    card_->content()->addWidget(hint_);

    connect(view_, &SegmentedControl::chosen, this, [this](int view) { setView(View(view)); });
    connect(chart_, &LineChart::seriesHovered, this, [this](int series) {
        chart_->highlight(series);
        Q_EMIT lit(drawn_.value(series, 0));
    });
    connect(chart_, &LineChart::seriesClicked, this,
            [this](int series) { Q_EMIT picked(drawn_.value(series, 0)); });
    for (RunChart* each : std::initializer_list<RunChart*>{points_, parallel_}) {
        connect(each, &RunChart::hovered, this, &CompareCharts::lit);
        connect(each, &RunChart::clicked, this, &CompareCharts::picked);
    }
    connect(allAgain_, &QPushButton::clicked, parallel_, &ParallelChart::clearSpans);
    connect(parallel_, &ParallelChart::spansChanged, this, [this] {
        allAgain_->setVisible(view_->current() == Parallel &&
                              parallel_->kept().size() < qsizetype(rows_.size()));
    });
    connect(importance_, &ImportanceBars::clicked, this, [this](const QString& key) {
        option_->setCurrentIndex(std::max(0, option_->findData(key)));
        setView(Scatter);
    });
    setView(Curves);
}

QWidget* CompareCharts::makeCurveTools() {
    auto* tools = new QWidget;
    auto* row = new QHBoxLayout(tools);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(grid(1));
    metric_ = new SegmentedControl({tr("training loss"), tr("validation loss"), tr("accuracy")});
    metric_->setObjectName("metric");
    metric_->setAccessibleName(tr("Curves of"));
    connect(metric_, &SegmentedControl::chosen, this, &CompareCharts::drawCurves);
    scale_ = new SegmentedControl({tr("linear"), tr("log"), tr("log, both")});
    scale_->setAccessibleName(tr("Scale"));
    connect(scale_, &SegmentedControl::chosen, this, [this](int index) {
        chart_->setLogarithmic(index > 0);
        chart_->setLogarithmicX(index == 2);
    });
    row->addWidget(metric_);
    row->addWidget(scale_);
    return tools;
}

QWidget* CompareCharts::makeAxisTools() {
    auto* tools = new QWidget;
    auto* row = new QHBoxLayout(tools);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(grid(1));
    option_ = makeChoice("option", tr("Option"));
    against_ = makeChoice("against", tr("Metric"));
    optionLabel_ = new QLabel(tr("against"));
    makeSecondary(optionLabel_);
    row->addWidget(option_);
    row->addWidget(optionLabel_);
    row->addWidget(against_);
    connect(option_, &QComboBox::activated, this, &CompareCharts::drawPoints);
    connect(against_, &QComboBox::activated, this, &CompareCharts::draw);
    return tools;
}

ChartWidget* CompareCharts::current() const {
    return static_cast<ChartWidget*>(stack_->currentWidget());
}

void CompareCharts::setView(View view) {
    view_->setCurrent(view);
    stack_->setCurrentIndex(view);
    curveTools_->setVisible(view == Curves);
    axisTools_->setVisible(view != Curves);
    option_->setVisible(view == Scatter);
    optionLabel_->setVisible(view == Scatter);
    allAgain_->hide();
    asTable_->setText(current()->shownAsTable() ? tr("Show as chart") : tr("Show as table"));
    hint_->setText(view == Parallel ? tr("Drag along an axis to keep the runs whose values lie there.")
                   : view == Importance
                       ? tr("How well an option orders the runs by the metric: ρ² of Spearman's rank "
                            "correlation for numbers, η² of the ranks for names. The line is what 1 "
                            "of 20 random orders reaches. Options that were changed together share "
                            "the credit.")
                       : QString());
    hint_->setVisible(!hint_->text().isEmpty());
    draw();
}

void CompareCharts::setRuns(std::vector<RunRow> rows, const QStringList& options, const RunColours& colours,
                            std::int64_t baseline) {
    rows_ = std::move(rows);
    // A group of options that one method has and another lacks differs by its members.
    options_.clear();
    for (const QString& key : options)
        if (std::none_of(rows_.begin(), rows_.end(),
                         [&](const RunRow& row) { return row.recipe.at(key.toStdString()).isObject(); }))
            options_ << key;
    colours_ = colours;
    baseline_ = baseline;
    fillChoices();
}

void CompareCharts::setChosen(const QVector<std::int64_t>& runs) {
    chosen_ = runs;
    draw();
}

QString CompareCharts::mainMetricName() const {
    for (const auto& row : rows_)
        if (const QString metric = mainMetric(row); !metric.isEmpty()) return metric;
    return QStringLiteral("accuracy");
}

QString CompareCharts::metricKey() const {
    const QString chosen = against_->currentData().toString();
    return chosen.isEmpty() ? mainMetricName() : chosen;
}

QString CompareCharts::metricTitle() const {
    return against_->currentText().isEmpty() ? metricLabel(metricKey()) : against_->currentText();
}

void CompareCharts::fillChoices() {
    const auto fill = [](QComboBox* box, const QVector<std::pair<QString, QString>>& entries) {
        const QVariant kept = box->currentData();
        box->clear();
        for (const auto& [key, title] : entries) box->addItem(title, key);
        if (const int at = box->findData(kept); at >= 0) box->setCurrentIndex(at);
    };
    QVector<std::pair<QString, QString>> options, metrics;
    for (const QString& key : options_) options.append({key, optionTitle(key)});
    if (options.isEmpty()) options.append({"training.seed", optionTitle("training.seed")});
    const QString main = mainMetricName();
    metrics.append({main, tr("%1, best").arg(metricLabel(main))});
    metrics.append({"validation.loss", tr("Loss on validation, best")});
    metrics.append({"loss", tr("Training loss, best")});
    metrics.append({"time", tr("Time in seconds")});
    for (const auto& row : rows_)
        for (const auto& [name, value] : row.best) {
            QString key = text(name);
            if (key.startsWith("validation.") && key != "validation.loss") key.remove(0, 11);
            const bool known = std::any_of(metrics.begin(), metrics.end(),
                                           [&](const auto& each) { return each.first == key; });
            if (!known) metrics.append({key, tr("%1, best").arg(metricLabel(key))});
        }
    fill(option_, options);
    fill(against_, metrics);
}

RunMark CompareCharts::mark(const RunRow& row) const {
    return {row.run, text(row.name), colours_.of(row.run), chosen_.contains(row.run)};
}

std::vector<const RunRow*> CompareCharts::pointers() const {
    std::vector<const RunRow*> runs;
    for (const auto& row : rows_) runs.push_back(&row);
    return runs;
}

void CompareCharts::draw() {
    switch (stack_->currentIndex()) {
        case Scatter:
            drawPoints();
            break;
        case Parallel:
            drawLines();
            break;
        case Importance:
            drawImportance();
            break;
        default:
            break;
    }
    drawCurves();  // also when hidden: the page says how many are drawn
}

QVector<ChartPoint> CompareCharts::pointsOf(const RunRow& row) const {
    const Project& project = *desk_.project();
    switch (metric_->current()) {
        case Training:
            return readCurve(project, row.run, "loss");
        case Validation:
            return readEvaluations(project, row.run).of("loss");
        default:
            return readEvaluations(project, row.run).of(mainMetricName().toStdString());
    }
}

void CompareCharts::drawCurves() {
    chart_->clear();
    drawn_.clear();
    if (!desk_.project()) return;
    const int metric = metric_->current();
    chart_->setAxisLabels(tr("step"), metric == Main ? metricLabel(mainMetricName()).toLower() : tr("loss"));
    for (const std::int64_t run : chosen_) {
        const auto row =
            std::find_if(rows_.begin(), rows_.end(), [run](const RunRow& each) { return each.run == run; });
        if (row == rows_.end() || drawn_.size() == kMostDrawn) continue;
        const int colour = colours_.of(run);
        const QString pinned = run == baseline_ ? tr(" (baseline)") : QString();
        chart_->addSeries({.name = tr("run %1").arg(run) + pinned,
                           .colour = colour,
                           .dash = Theme::dash(colour),
                           .smoothed = metric == Training,
                           .dots = metric != Training});
        chart_->setPoints(int(drawn_.size()), pointsOf(*row));
        drawn_.append(run);
    }
}

void CompareCharts::drawPoints() {
    const auto runs = pointers();
    const QString option = option_->currentData().toString();
    const RunAxis x = runAxis(runs, option, optionTitle(option)),
                  y = runAxis(runs, metricKey(), metricTitle());
    QVector<PointChart::Point> points;
    for (std::size_t i = 0; i < rows_.size(); ++i)
        points.append({mark(rows_[i]), x.values[qsizetype(i)], y.values[qsizetype(i)]});
    points_->setPoints({x.title, x.scale}, {y.title, y.scale}, points);
}

void CompareCharts::drawLines() {
    const auto runs = pointers();
    std::vector<RunAxis> axes;
    for (const QString& key : options_) {
        RunAxis axis = runAxis(runs, key, optionTitle(key));
        if (int(axes.size()) < kMostAxes - 1 && tellsApart(axis)) axes.push_back(std::move(axis));
    }
    if (!axes.empty()) axes.push_back(runAxis(runs, metricKey(), metricTitle()));
    QVector<ParallelChart::Axis> shown;
    for (const auto& axis : axes) shown.append({axis.title, axis.scale});
    QVector<ParallelChart::Line> lines;
    for (std::size_t i = 0; i < rows_.size(); ++i) {
        ParallelChart::Line line{mark(rows_[i]), {}};
        for (const auto& axis : axes) line.values.append(axis.values[qsizetype(i)]);
        lines.append(line);
    }
    parallel_->setLines(shown, lines);
}

void CompareCharts::drawImportance() {
    const auto runs = pointers();
    std::vector<RunAxis> axes;
    for (const QString& key : options_) axes.push_back(runAxis(runs, key, optionTitle(key)));
    QVector<ImportanceBars::Bar> bars;
    for (const auto& one : optionImportance(axes, runAxis(runs, metricKey(), metricTitle()))) {
        const QString value = QString::number(std::fabs(one.value), 'f', 2);
        bars.append(
            {one.key, one.title, one.share, one.chance,
             (one.ranked ? QStringLiteral("ρ ") + (one.value < 0 ? QStringLiteral("−") : QStringLiteral("+"))
                         : QStringLiteral("η² ")) +
                 value + tr(" · %1 runs").arg(one.runs)});
    }
    importance_->setBars(bars);
}

void CompareCharts::take(const Event& event) {
    const int series = int(drawn_.indexOf(event.run));
    if (series < 0) return;
    if (const auto* step = std::get_if<Stepped>(&event.body)) {
        if (metric_->current() == Training)
            chart_->append(series, ChartPoint::at(double(step->step), step->loss));
    } else if (const auto* evaluated = std::get_if<Evaluated>(&event.body)) {
        if (metric_->current() == Training || splitOf(evaluated->data) != "validation") return;
        const std::string name = metric_->current() == Validation ? "loss" : mainMetricName().toStdString();
        if (const auto value = evaluated->metrics.find(name); value != evaluated->metrics.end())
            chart_->append(series, ChartPoint::at(double(evaluated->step), value->second));
    }
}

void CompareCharts::light(std::int64_t run) {
    chart_->highlight(int(drawn_.indexOf(run)));
    points_->light(run);
    parallel_->light(run);
}

}  // namespace lathe
