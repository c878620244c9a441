// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/pages/prompt_views.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QVBoxLayout>
#include <algorithm>
#include <cmath>

#include "widgets/desk.h"
#include "widgets/forms/primitives.h"
#include "widgets/models/prompt_measures.h"
#include "widgets/plots/heat_map.h"
#include "widgets/show.h"

namespace lathe {
namespace {

QLabel* makeNote() {
    auto* label = new QLabel;
    label->setWordWrap(true);
    makeSecondary(label);
    return label;
}

QVBoxLayout* makeColumn(QWidget* widget) {
    auto* layout = new QVBoxLayout(widget);
    layout->setContentsMargins(grid(1.75), 0, grid(1.75), grid(1));
    layout->setSpacing(grid(1));
    return layout;
}

/// "3 food": a token's place and its nearest word.
QStringList tokenNames(qsizetype count, const QStringList& words) {
    QStringList names;
    for (qsizetype i = 0; i < count; ++i)
        names << QString::number(i) + (words.value(i).isEmpty() ? QString() : ' ' + words[i]);
    return names;
}

}  // namespace

PromptSimilarity::PromptSimilarity(Desk& desk, QWidget* parent)
    : QWidget(parent), desk_(desk), other_(new QComboBox), said_(makeNote()), map_(new HeatMap) {
    auto* layout = makeColumn(this);
    auto* row = new QHBoxLayout;
    auto* label = new QLabel(tr("Cosine of each soft token with"));
    makeSecondary(label);
    other_->setObjectName("similarTo");
    other_->setAccessibleName(tr("Prompt to compare with"));
    other_->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    other_->setMinimumContentsLength(26);
    row->addWidget(label);
    row->addWidget(other_);
    row->addStretch(1);
    layout->addLayout(row);
    map_->setObjectName("similarity");
    map_->setAccessibleName(tr("Similarity of soft tokens"));
    map_->setScale(-1, 1);
    map_->setFileName("similarity");
    layout->addWidget(map_, 1);
    layout->addWidget(said_);
    connect(other_, &QComboBox::activated, this, &PromptSimilarity::draw);
    connect(map_, &HeatMap::clicked, this, [this](int token) { Q_EMIT clicked(token); });
    connect(map_, &ChartWidget::told, &desk_, &Desk::tell);
}

void PromptSimilarity::setRuns(const std::vector<RunRow>& runs) {
    const QVariant kept = other_->currentData();
    other_->clear();
    other_->addItem(tr("the others of this prompt"), qint64(0));
    for (auto row = runs.rbegin(); row != runs.rend(); ++row)
        other_->addItem(tr("run %1 · %2").arg(row->run).arg(text(row->name)), qint64(row->run));
    if (const int at = other_->findData(kept); at >= 0) other_->setCurrentIndex(at);
}

void PromptSimilarity::show(const PromptShown& shown) {
    const HostTensor* prompt = shown.tensors ? lathe::find(*shown.tensors, "prompt") : nullptr;
    prompt_ = prompt ? *prompt : HostTensor{};
    words_ = shown.words;
    run_ = shown.run;
    map_->setSelected(shown.token);
    draw();
}

void PromptSimilarity::draw() {
    const std::int64_t other = other_->currentData().toLongLong();
    HostTensor against = prompt_;
    QString title = tr("soft token"), problem;
    if (other != 0 && desk_.project()) {
        title = tr("soft token of run %1").arg(other);
        against = {};
        if (const auto taken = snapshots(*desk_.project(), other); taken && !taken->empty())
            if (auto tensors = snapshotTensors(*desk_.project(), other, taken->back().step))
                if (const HostTensor* found = lathe::find(*tensors, "prompt")) against = *found;
        if (against.data.empty())
            problem = tr("Run %1 keeps no vectors among the words.").arg(other);
        else if (!prompt_.data.empty() && against.shape[1] != prompt_.shape[1])
            problem = tr("Run %1 has another backbone's width.").arg(other);
    }
    HeatMap::Matrix matrix;
    if (problem.isEmpty() && !prompt_.data.empty()) {
        matrix.rows = tokenNames(qsizetype(prompt_.shape[0]), words_);
        matrix.columns = other == 0 ? tokenNames(qsizetype(against.shape[0]), {})
                                    : tokenNames(qsizetype(against.shape[0]), {});
        matrix.values = cosines(prompt_, against);
    }
    map_->setEmptyText(problem.isEmpty() ? tr("This method keeps no vectors of its own among the words.")
                                         : problem);
    map_->setMatrix(matrix, tr("soft token of run %1").arg(run_), title);
    // What the picture says in one line: the pair that is most alike.
    double most = -2;
    int row = -1, column = -1;
    for (int i = 0; i < matrix.rows.size(); ++i)
        for (int j = 0; j < matrix.columns.size(); ++j)
            if ((other != 0 || i != j) && matrix.at(i, j) > most) most = matrix.at(i, j), row = i, column = j;
    said_->setText(row < 0 ? QString()
                           : tr("Most alike: %1 and %2, %3")
                                 .arg(matrix.rows[row], matrix.columns[column])
                                 .arg(most, 0, 'f', 2));
}

PromptNorms::PromptNorms(Desk& desk, QWidget* parent)
    : QWidget(parent), desk_(desk), chart_(new NormChart), said_(makeNote()) {
    auto* layout = makeColumn(this);
    chart_->setObjectName("norms");
    chart_->setAccessibleName(tr("Norms of soft tokens and of words"));
    chart_->setEmptyText(tr("This method keeps no vectors of its own among the words."));
    chart_->setFileName("norms");
    layout->addWidget(chart_, 1);
    layout->addWidget(said_);
    connect(chart_, &NormChart::clicked, this, &PromptNorms::clicked);
    connect(chart_, &ChartWidget::told, &desk_, &Desk::tell);
}

void PromptNorms::show(const PromptShown& shown, const PromptPath& path) {
    const HostTensor* prompt = shown.tensors ? lathe::find(*shown.tensors, "prompt") : nullptr;
    backbone_ = shown.recipe.at("backbone.id").toString();
    dtype_ = shown.recipe.at("backbone.dtype").toString("auto");
    QVector<double> now, first;
    if (prompt) {
        now = normsOf(*prompt);
        for (std::size_t token = 0; token < path.tokens(); ++token) first.append(path.firstNorm(token));
    }
    chart_->setNorms(now, first, shown.words);
    chart_->setSelected(shown.token);
    chart_->setVocabulary(known_[backbone_]);
    if (isVisible()) askVocabulary();
}

void PromptNorms::showEvent(QShowEvent* event) {
    QWidget::showEvent(event);
    askVocabulary();
}

void PromptNorms::askVocabulary() {
    const auto& known = known_[backbone_];
    if (known.known())
        said_->setText(tr("Half of the words lie in the dark band, nine of ten in the light one."));
    if (known.known() || backbone_.empty() || request_ != 0) return;
    said_->setText(tr("Measuring the vocabulary…"));
    request_ = desk_.ask(
        Json::object({{"do", "norms"}, {"backbone", backbone_}, {"dtype", dtype_}}), this,
        [this, backbone = backbone_](const Json& event) {
            const std::string kind = event["event"].toString();
            if (kind != "result" && kind != "error") return;
            request_ = 0;
            if (kind == "error") {
                const Error error{event["what"].toString(), event["where"].toString(),
                                  event["todo"].toString()};
                said_->setText(tr("The vocabulary could not be measured: %1").arg(text(error.line())));
                return;
            }
            known_[backbone] = {event["p5"].toNumber(), event["p25"].toNumber(), event["median"].toNumber(),
                                event["p75"].toNumber(), event["p95"].toNumber()};
            if (backbone != backbone_) return;
            chart_->setVocabulary(known_[backbone]);
            said_->setText(tr("Half of the words lie in the dark band, nine of ten in the light one."));
        });
}

}  // namespace lathe
