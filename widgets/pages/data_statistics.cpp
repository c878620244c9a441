// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/pages/data_statistics.h"

#include <QHBoxLayout>
#include <QLabel>
#include <algorithm>

#include "core/project/runs.h"
#include "widgets/answer_text.h"
#include "widgets/desk.h"
#include "widgets/forms/balance.h"
#include "widgets/forms/number_field.h"
#include "widgets/forms/primitives.h"
#include "widgets/measure.h"
#include "widgets/pages/data_scan.h"
#include "widgets/plots/bars.h"

namespace lathe {
namespace {

constexpr int kMostBars = 10;

QString words(const std::string& text) {
    return QString::fromStdString(text);
}

/// The field whose values are classes: "label" where there is one, else the first with few values.
std::string classField(const DataSet& set,
                       const std::map<std::string, std::map<std::string, std::int64_t>>& counts) {
    if (counts.contains("label")) return "label";
    for (const std::string& field : set.fields)
        if (const auto found = counts.find(field); found != counts.end() && found->second.size() > 1)
            return field;
    return {};
}

}  // namespace

Json recipeFor(const Project& project, const std::string& set) {
    if (const auto saved = savedRecipes(project))
        for (const auto& [name, recipe] : *saved)
            if (recipe.at("task.data").toString() == set) return recipe;
    if (const auto runs = listRuns(project))
        for (auto run = runs->rbegin(); run != runs->rend(); ++run)
            if (run->recipe.at("task.data").toString() == set) return run->recipe;
    return {};
}

DataStatistics::DataStatistics(Desk& desk, QWidget* parent)
    : QWidget(parent),
      desk_(desk),
      counter_(new DataScan(desk, this)),
      balanceCard_(new Card(tr("Balance"))),
      balance_(new Balance),
      balanceNote_(new QLabel),
      lengths_(new Bars),
      lengthsNote_(new QLabel),
      limitLabel_(new QLabel),
      limit_(new NumberField({.key = "limit",
                              .type = OptionType::Integer,
                              .label = "Limit",
                              .minimum = 1,
                              .maximum = 1'000'000})) {
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(grid(1.5));
    for (QLabel* note : {balanceNote_, lengthsNote_}) {
        note->setWordWrap(true);
        note->setTextFormat(Qt::PlainText);
        makeSecondary(note);
    }
    balanceCard_->content()->addWidget(balanceNote_);
    balanceCard_->content()->addWidget(balance_);
    balanceCard_->content()->addStretch(1);
    row->addWidget(balanceCard_, 2);
    auto* lengths = new Card(tr("Token lengths"));
    lengths_->setAccessibleName(tr("Token lengths"));
    lengths_->setAxisLabels(tr("tokens"), tr("rows"));
    limit_->setObjectName(QStringLiteral("lengthLimit"));
    limitLabel_->setText(tr("Limit to try, in tokens"));
    makeSecondary(limitLabel_);
    limitLabel_->setBuddy(limit_);
    limitLabel_->hide();
    limit_->setAccessibleName(tr("Limit to try, in tokens"));
    limit_->setToolTip(
        tr("Another limit moves the line and counts what it would cut; the recipe stays as it is"));
    limit_->setFixedWidth(columns(12));
    limit_->hide();
    connect(limit_, &QLineEdit::textEdited, this, &DataStatistics::moveCut);
    lengths->addAtRight(limitLabel_);
    lengths->addAtRight(limit_);
    lengths->content()->addWidget(lengthsNote_);
    lengths->content()->addWidget(lengths_, 1);
    row->addWidget(lengths, 3);
    connect(counter_, &DataScan::finished, this, &DataStatistics::showBalance);
}

void DataStatistics::count(const DataSet& set, const std::string& split) {
    set_ = set;
    balanceNote_->setText(tr("Counting…"));
    balanceNote_->show();
    counter_->start(set, split, {});
}

void DataStatistics::showBalance() {
    const std::string field = classField(set_, counter_->counts());
    QList<std::pair<QString, qint64>> bars;
    if (!field.empty())
        for (const auto& [value, count] : counter_->counts().at(field)) bars.append({words(value), count});
    std::stable_sort(bars.begin(), bars.end(),
                     [](const auto& a, const auto& b) { return a.second > b.second; });
    balanceCard_->setTitle(field.empty() ? tr("Balance") : tr("Balance of %1").arg(words(field)));
    const auto values = bars.size();
    if (values > kMostBars) bars.resize(kMostBars);
    QString note;
    if (field.empty()) note = tr("No field has few enough values to be counted as classes.");
    if (values == 1) note = tr("One class only: there is nothing to tell apart.");
    if (values > kMostBars) note = tr("The %1 most frequent of %2 values").arg(kMostBars).arg(values);
    balanceNote_->setText(note);
    balanceNote_->setVisible(!note.isEmpty());
    balance_->setCounts(bars);
    Q_EMIT counted(field);
}

void DataStatistics::sayLengths(const QString& words, bool chart) {
    lengthsNote_->setText(words);
    lengths_->setVisible(chart);
    for (QWidget* part : {static_cast<QWidget*>(limitLabel_), static_cast<QWidget*>(limit_)})
        part->setVisible(chart && !lengthCounts_.isEmpty());
}

void DataStatistics::measure(const DataSet& set) {
    if (asked_ > 0) desk_.cancel(asked_);
    asked_ = 0;
    lengthCounts_.clear();
    lengths_->setCounts({});
    lengths_->setCut(std::nullopt);
    const Json recipe = recipeFor(*desk_.project(), set.name);
    if (recipe.isNull())
        return sayLengths(
            tr("Counted with a recipe's backbone and template: write a recipe for this data set first."),
            false);
    sayLengths(tr("Counting tokens…"), true);
    asked_ = desk_.ask(Json::object({{"do", "lengths"},
                                     {"project", desk_.project()->path().string()},
                                     {"recipe", recipe},
                                     {"split", "train"}}),
                       this, [this](const Json& event) { showLengths(event); });
}

void DataStatistics::showLengths(const Json& event) {
    const std::string kind = event["event"].toString();
    if (kind == "error") return sayLengths(answerError(event), false);
    if (kind != "result") return;
    lengthCounts_.clear();
    for (const auto& [length, rows] : event["lengths"].members())
        lengthCounts_[QString::fromStdString(length).toLongLong()] = rows.toInteger();
    lengths_->setCounts(lengthCounts_);
    const std::int64_t cut = event["cut_rows"].toInteger();
    recipeLimit_ = event["limit"].toInteger();
    if (recipeLimit_ > 0) lengths_->setCut(recipeLimit_, tr("cut at %1").arg(recipeLimit_));
    limit_->setValue(Json(recipeLimit_));
    lengthWords_ = tr("Training rows with their template: longest %1, mean %2, %3 cut at %4 tokens")
                       .arg(grouped(event["longest"].toInteger()))
                       .arg(event["mean"].toNumber(), 0, 'f', 1)
                       .arg(cut == 0 ? tr("none") : grouped(cut))
                       .arg(grouped(recipeLimit_));
    sayLengths(lengthWords_, true);
}

/// The line at another limit, and what it would cut.
void DataStatistics::moveCut() {
    const std::int64_t limit = limit_->value().toInteger(0);
    if (limit < 1 || limit == recipeLimit_) {
        if (recipeLimit_ > 0) lengths_->setCut(recipeLimit_, tr("cut at %1").arg(recipeLimit_));
        return lengthsNote_->setText(lengthWords_);
    }
    qint64 cut = 0, all = 0;
    for (auto at = lengthCounts_.begin(); at != lengthCounts_.end(); ++at) {
        all += at.value();
        if (at.key() > limit) cut += at.value();
    }
    lengths_->setCut(limit, tr("cut at %1").arg(limit));
    lengthsNote_->setText(
        tr("A limit of %1 would cut %2 of %3 rows; the recipe's is %4")
            .arg(grouped(limit), cut == 0 ? tr("none") : grouped(cut), grouped(all), grouped(recipeLimit_)));
}

}  // namespace lathe
