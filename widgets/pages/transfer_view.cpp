// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/pages/transfer_view.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QListWidget>
#include <QVBoxLayout>
#include <algorithm>
#include <cmath>
#include <limits>

#include "widgets/desk.h"
#include "widgets/forms/primitives.h"
#include "widgets/plots/heat_map.h"
#include "widgets/show.h"

namespace lathe {
namespace {

QListWidget* makeList(const char* object, const QString& name) {
    auto* list = new QListWidget;
    list->setObjectName(object);
    list->setAccessibleName(name);
    list->setFrameShape(QFrame::NoFrame);
    return list;
}

void addChecked(QListWidget* list, const QString& label, const QVariant& value, bool checked) {
    auto* item = new QListWidgetItem(label, list);
    item->setData(Qt::UserRole, value);
    item->setFlags(item->flags() | Qt::ItemIsUserCheckable);
    item->setCheckState(checked ? Qt::Checked : Qt::Unchecked);
}

QVariantList checkedOf(const QListWidget* list, bool checked) {
    QVariantList values;
    for (int row = 0; row < list->count(); ++row)
        if ((list->item(row)->checkState() == Qt::Checked) == checked)
            values << list->item(row)->data(Qt::UserRole);
    return values;
}

}  // namespace

TransferView::TransferView(Desk& desk, QWidget* parent)
    : QWidget(parent),
      desk_(desk),
      runList_(makeList("transferRuns", tr("Runs to measure"))),
      dataList_(makeList("transferData", tr("Data sets to measure on"))),
      metric_(new QComboBox),
      map_(new HeatMap),
      said_(new QLabel),
      measure_(makeButton(tr("Measure"), ButtonKind::Primary)) {
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(grid(1.5));
    row->addWidget(makeChoice());
    auto* card = new Card(tr("Runs on other data"));
    metric_->setObjectName("transferMetric");
    metric_->setAccessibleName(tr("Metric"));
    metric_->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    connect(metric_, &QComboBox::activated, this, &TransferView::draw);
    measure_->setObjectName("transferMeasure");
    connect(measure_, &QPushButton::clicked, this, &TransferView::measure);
    card->addAtRight(metric_);
    card->addAtRight(makeChartButton(map_));
    card->addAtRight(measure_);
    map_->setObjectName("transferMap");
    map_->setAccessibleName(tr("Runs by data sets"));
    map_->setFileName("transfer");
    map_->setWide(true);
    connect(map_, &ChartWidget::told, &desk_, &Desk::tell);
    said_->setObjectName("transferSaid");
    said_->setTextFormat(Qt::PlainText);
    said_->setWordWrap(true);
    makeSecondary(said_);
    card->content()->addWidget(map_, 1);
    card->content()->addWidget(said_);
    row->addWidget(card, 1);
    for (QListWidget* list : {runList_, dataList_})
        connect(list, &QListWidget::itemChanged, this, [this] {
            if (!filling_) show();
        });
}

QWidget* TransferView::makeChoice() {
    auto* column = new QWidget;
    column->setFixedWidth(columns(38));
    auto* layout = new QVBoxLayout(column);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(grid(1.5));
    auto* runs = new Card(tr("Runs"));
    runs->setFlush();
    runs->content()->addWidget(runList_, 1);
    auto* data = new Card(tr("Data sets"));
    data->setFlush();
    data->content()->addWidget(dataList_, 1);
    layout->addWidget(runs, 3);
    layout->addWidget(data, 2);
    return column;
}

void TransferView::read() {
    const Project* project = desk_.project();
    runs_.clear();
    sets_.clear();
    if (project) {
        runs_ = runsWithPrompts(*project);
        if (auto sets = dataSets(*project)) sets_ = std::move(*sets);
        std::erase_if(sets_, [](const DataSet& set) { return transferSplit(set).empty(); });
    }
    // At first the best run of each data set, on all data sets; then as the user chose.
    const bool fresh = runList_->count() == 0;
    const QVariantList on = checkedOf(runList_, true), off = checkedOf(dataList_, false);
    const auto best = bestOfEachDataSet(runs_);
    filling_ = true;
    runList_->clear();
    dataList_->clear();
    for (auto run = runs_.rbegin(); run != runs_.rend(); ++run) {
        const bool chosen = fresh ? std::find(best.begin(), best.end(), run->run) != best.end()
                                  : on.contains(QVariant(qint64(run->run)));
        addChecked(runList_, tr("run %1 · %2").arg(run->run).arg(text(run->name)), qint64(run->run), chosen);
    }
    for (const DataSet& set : sets_)
        addChecked(dataList_, tr("%1, %2").arg(text(set.name), text(transferSplit(set))), text(set.name),
                   !off.contains(QVariant(text(set.name))));
    filling_ = false;
    if (!desk_.sweepAtWork()) began_ = false;
    show();
}

void TransferView::show() {
    const QVariantList runNumbers = checkedOf(runList_, true), names = checkedOf(dataList_, true);
    std::vector<RunRow> runs;
    std::vector<DataSet> sets;
    for (const RunRow& run : runs_)
        if (runNumbers.contains(QVariant(qint64(run.run)))) runs.push_back(run);
    for (const DataSet& set : sets_)
        if (names.contains(QVariant(text(set.name)))) sets.push_back(set);
    matrix_ = desk_.project() ? transferMatrix(*desk_.project(), runs, sets) : TransferMatrix{};
    const QString kept = metric_->currentData().toString();
    metric_->clear();
    for (const QString& metric : matrix_.metrics()) metric_->addItem(metricLabel(metric), metric);
    metric_->setCurrentIndex(std::max(0, metric_->findData(kept)));
    metric_->setVisible(metric_->count() > 1);
    draw();
    const int missing = matrix_.missing();
    const bool some = !matrix_.rows.empty() && !matrix_.columns.empty();
    measure_->setText(missing == 0 ? tr("Measure") : tr("Measure %1").arg(missing));
    measure_->setToolTip(
        tr("Asks each of these runs the rows of each of these data sets, with its best prompt"));
    measure_->setEnabled(some && missing > 0 && !desk_.sweepAtWork() && !desk_.project()->readOnly());
    if (runs_.empty())
        said_->setText(tr("No run keeps a prompt yet."));
    else if (!some)
        said_->setText(tr("Choose runs and data sets at the left."));
    else if (began_ && missing > 0)
        said_->setText(tr("Measuring; %1 are still open…").arg(missing));
    else
        said_->setText(
            tr("Each run with its best prompt, on test rows where a data set has them, else on validation. "
               "Every reading of test stands in the log."));
}

void TransferView::draw() {
    const std::string metric = metric_->currentData().toString().toStdString();
    HeatMap::Matrix shown;
    for (const auto& row : matrix_.rows) shown.rows << tr("run %1, %2").arg(row.run).arg(text(row.trainedOn));
    for (const std::string& column : matrix_.columns) shown.columns << text(column);
    double high = 0;
    for (const auto& row : matrix_.cells)
        for (const auto& cell : row) {
            const auto value = cell.find(metric);
            const double number =
                value == cell.end() ? std::numeric_limits<double>::quiet_NaN() : value->second;
            shown.values << number;
            if (std::isfinite(number)) high = std::max(high, number);
        }
    map_->setEmptyText(tr("Nothing is chosen."));
    map_->setScale(0, high <= 0 || high <= 1 ? 1 : high);
    map_->setMatrix(shown, tr("trained on"), tr("measured on"));
}

void TransferView::measure() {
    if (matrix_.rows.empty() || matrix_.columns.empty()) return;
    QStringList words{QStringLiteral("study"), QStringLiteral("transfer"), QStringLiteral("--runs")};
    for (const auto& row : matrix_.rows) words << QString::number(row.run);
    words << QStringLiteral("--data");
    for (const std::string& column : matrix_.columns) words << text(column);
    began_ = true;
    desk_.startSweep(words, {});
    show();
}

}  // namespace lathe
