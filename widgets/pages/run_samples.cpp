// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/pages/run_samples.h"

#include <QApplication>
#include <QHeaderView>
#include <QLabel>
#include <QTableView>
#include <QVBoxLayout>
#include <algorithm>
#include <set>

#include "core/project/data_sets.h"
#include "widgets/desk.h"
#include "widgets/forms/primitives.h"
#include "widgets/models/prompt_path.h"
#include "widgets/pages/data_rows_model.h"
#include "widgets/pages/runs_curves.h"
#include "widgets/show.h"
#include "widgets/theme.h"

namespace lathe {
namespace {

constexpr std::size_t kRows = 12, kSteps = 7;

/// The newest evaluation's data on validation, and the steps that it was evaluated at.
std::string validationData(const Project& project, std::int64_t run, std::vector<std::int64_t>& steps) {
    std::string data;
    const auto rows = evaluations(project, run);
    if (!rows) return data;
    for (const auto& row : *rows)
        if (splitOf(row.data) == "validation") data = row.data;
    for (const auto& row : *rows)
        if (row.data == data) steps.push_back(row.step);
    return data;
}

}  // namespace

void SampleModel::setRows(std::vector<Row> rows, std::vector<std::int64_t> steps) {
    beginResetModel();
    rows_ = std::move(rows);
    steps_ = std::move(steps);
    endResetModel();
}

int SampleModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : int(rows_.size());
}
int SampleModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : FirstStep + int(steps_.size());
}

const StepPrediction* SampleModel::answer(const QModelIndex& index) const {
    const auto& answers = rows_[std::size_t(index.row())].answers;
    const std::int64_t step = steps_[std::size_t(index.column() - FirstStep)];
    const auto at =
        std::find_if(answers.begin(), answers.end(), [step](const auto& each) { return each.step == step; });
    return at == answers.end() ? nullptr : &*at;
}

QVariant SampleModel::data(const QModelIndex& index, int role) const {
    if (!index.isValid()) return {};
    const Row& row = rows_[std::size_t(index.row())];
    if (role == Qt::TextAlignmentRole) return int(Qt::AlignLeft | Qt::AlignVCenter);
    if (index.column() < FirstStep) {
        if (role == Qt::DisplayRole) return index.column() == Text ? row.text : row.truth;
        if (role == Qt::ToolTipRole) return tr("Row %1: %2").arg(row.row).arg(row.text);
        return {};
    }
    const StepPrediction* said = answer(index);
    if (!said) return {};
    const bool right = said->prediction == said->label;
    switch (role) {
        case Qt::DisplayRole:
            return QString(text(said->prediction)).replace('\n', QChar(0x23CE));
        case Qt::ToolTipRole:
            return text(said->prediction);
        case Qt::ForegroundRole: {
            const Theme theme = Theme::of(QApplication::palette());
            return right ? theme.good : theme.error;
        }
        case Qt::AccessibleTextRole:
            return text(said->prediction) + ' ' + (right ? tr("right") : tr("wrong"));
        default:
            return {};
    }
}

QVariant SampleModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole) return {};
    if (section == Text) return tr("Text");
    if (section == Truth) return tr("Truth");
    return tr("Step %1").arg(showNumber(double(steps_[std::size_t(section - FirstStep)])));
}

RunSamples::RunSamples(Desk& desk, QWidget* parent) : QWidget(parent), desk_(desk) {
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    table_ = new QTableView;
    table_->setObjectName("sampleTable");
    table_->setAccessibleName(tr("Answers to a few validation rows, by step"));
    tidyTable(table_);
    table_->setModel(&model_);
    table_->horizontalHeader()->setStretchLastSection(false);
    empty_ = new QLabel;
    empty_->setAlignment(Qt::AlignCenter);
    empty_->setWordWrap(true);
    makeSecondary(empty_);
    layout->addWidget(table_, 1);
    layout->addWidget(empty_, 1);
}

void RunSamples::setRun(std::int64_t run) {
    if (run_ != run) shift_ = 0;
    run_ = run;
    renew();
}

void RunSamples::renew() {
    stale_ = true;
    if (isVisible()) read();
}

void RunSamples::next() {
    ++shift_;
    renew();
}

void RunSamples::read() {
    stale_ = false;
    std::vector<SampleModel::Row> rows;
    std::vector<std::int64_t> steps;
    const Project* project = desk_.project();
    if (project && run_ != 0) {
        const std::string data = validationData(*project, run_, steps);
        steps = thinned(steps, kSteps);
        const auto numbers = predictedRows(*project, run_, data);
        const auto set = findDataSet(*project, data.substr(0, data.rfind('/')));
        const std::size_t count = numbers ? std::min(kRows, numbers->size()) : 0;
        std::set<std::int64_t> taken;
        for (std::size_t i = 0; i < count; ++i) {
            // Evenly through the split, each time another few.
            const std::size_t at = (i * numbers->size() / count + std::size_t(shift_)) % numbers->size();
            const std::int64_t number = (*numbers)[at];
            if (!taken.insert(number).second) continue;
            SampleModel::Row row{number, {}, {}, {}};
            if (auto answers = predictionsOfRow(*project, run_, data, number))
                row.answers = std::move(*answers);
            if (!row.answers.empty()) row.truth = text(row.answers.back().label);
            if (const auto found =
                    set ? dataRows(*project, set->id, {}, number, 1) : Result<std::vector<DataRow>>();
                found && !found->empty())
                for (const auto& [name, value] : found->front().fields.members())
                    if (const QString shown = fieldText(value); shown.size() > row.text.size())
                        row.text = shown;
            rows.push_back(std::move(row));
        }
    }
    empty_->setText(run_ == 0 ? QString()
                              : tr("The first evaluation brings answers to a few validation rows."));
    empty_->setVisible(rows.empty());
    table_->setVisible(!rows.empty());
    model_.setRows(std::move(rows), std::move(steps));
    arrange();
}

void RunSamples::arrange() {
    auto* header = table_->horizontalHeader();
    for (int column = 0; column < model_.columnCount(); ++column) {
        const bool stretched = column == SampleModel::Text;
        header->setSectionResizeMode(column, stretched ? QHeaderView::Stretch : QHeaderView::Interactive);
        if (!stretched) table_->setColumnWidth(column, grid(11));
    }
}

void RunSamples::showEvent(QShowEvent* event) {
    QWidget::showEvent(event);
    if (stale_) read();
}

void RunSamples::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    // The steps give way before the text can't be read.
    const int room = width() - grid(30) - grid(11);
    const int fit = std::max(2, room / grid(11)), steps = model_.columnCount() - SampleModel::FirstStep;
    for (int step = 0; step < steps; ++step)
        table_->setColumnHidden(SampleModel::FirstStep + step,
                                steps > fit && step > 0 && step < steps - fit + 1);
}

}  // namespace lathe
