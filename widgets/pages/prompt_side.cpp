// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/pages/prompt_side.h"

#include <QApplication>
#include <QClipboard>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

#include "widgets/desk.h"
#include "widgets/forms/primitives.h"
#include "widgets/models/run_table_model.h"
#include "widgets/plots/scatter_map.h"
#include "widgets/show.h"

namespace lathe {

PromptSide::PromptSide(Desk& desk, QWidget* parent) : QWidget(parent), desk_(desk) {
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(grid(1.5));
    auto* mapCard = new Card(tr("Map"));
    map_ = new PromptMap(desk_, *mapCard);
    mapCard->content()->addWidget(map_, 1);
    layout->addWidget(mapCard, 1);
    tokenCard_ = new Card(tr("Nearest words by step"));
    byStep_ = new WordsByStep;
    byStep_->setObjectName("byStep");
    tokenCard_->content()->addWidget(byStep_);
    layout->addWidget(tokenCard_);
    auto* wordsCard = new Card(tr("As words"));
    words_ = new QLabel;
    words_->setObjectName("asWords");
    words_->setFont(tokenFont());
    words_->setWordWrap(true);
    words_->setTextFormat(Qt::PlainText);
    words_->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    score_ = new QLabel;
    measured_ = new QLabel;
    measured_->setObjectName("measured");
    for (auto* label : {score_, measured_}) {
        label->setWordWrap(true);
        makeSecondary(label);
    }
    measured_->hide();
    measure_ = makeButton(tr("Measure"));
    measure_->setObjectName("measureWords");
    measure_->setToolTip(tr("Asks the model the validation rows with these words in the prompt's place"));
    connect(measure_, &QPushButton::clicked, this, &PromptSide::measure);
    auto* copy = makeIconButton("copy", tr("Copy the words"));
    connect(copy, &QPushButton::clicked, this, [this] {
        QApplication::clipboard()->setText(plain_);
        desk_.tell(tr("The words are on the clipboard."));
    });
    wordsCard->addAtRight(measure_);
    wordsCard->addAtRight(copy);
    for (auto* label : {words_, score_, measured_}) wordsCard->content()->addWidget(label);
    layout->addWidget(wordsCard);
}

void PromptSide::showSteps(int token, const QVector<WordsByStep::Step>& steps, std::int64_t now) {
    tokenCard_->setTitle(token < 0 ? tr("Nearest words by step")
                                   : tr("Token %1: nearest words by step").arg(token));
    byStep_->setSteps(steps, now);
}

void PromptSide::showWords(const QStringList& words, const QString& plain, const QString& score) {
    constexpr int kMost = 60;
    const bool more = words.size() > kMost;
    plain_ = plain;
    words_->setText(words.isEmpty()
                        ? tr("–")
                        : words.mid(0, kMost).join(' ') + (more ? QStringLiteral(" …") : QString()));
    score_->setText(score);
    score_->setVisible(!score.isEmpty() && measured_->isHidden());
    measure_->setEnabled(!words.isEmpty());
}

void PromptSide::setPrompt(std::int64_t run, std::int64_t step, NearMetric metric) {
    if (run == run_ && step == step_ && metric == metric_) return;
    run_ = run;
    step_ = step;
    metric_ = metric;
    if (request_ != 0) desk_.cancel(std::exchange(request_, 0));
    measure_->setText(tr("Measure"));
    measured_->hide();
}

void PromptSide::measure() {
    if (request_ != 0) {
        desk_.cancel(std::exchange(request_, 0));
        measure_->setText(tr("Measure"));
        measured_->hide();
        return;
    }
    if (!desk_.project()) return;
    measure_->setText(tr("Stop"));
    measured_->setText(tr("Asking the validation rows…"));
    measured_->show();
    score_->hide();
    request_ = desk_.ask(Json::object({{"do", "harden"},
                                       {"project", desk_.project()->path().string()},
                                       {"run", run_},
                                       {"step", step_},
                                       {"metric", nearMetricName(metric_)}}),
                         this, [this](const Json& event) {
                             if (event["id"].toInteger() == request_) heard(event);
                         });
}

void PromptSide::heard(const Json& event) {
    const std::string kind = event["event"].toString();
    if (kind == "progress") {
        measured_->setText(tr("Asking the validation rows: %1 of %2 measured…")
                               .arg(event["done"].toInteger())
                               .arg(event["of"].toInteger()));
        return;
    }
    if (kind != "result" && kind != "error") return;
    request_ = 0;
    measure_->setText(tr("Measure"));
    if (kind == "error") {
        const Error error{event["what"].toString(), event["where"].toString(), event["todo"].toString()};
        return measured_->setText(text(error.line()));
    }
    RunRow shown;
    for (const auto& [name, value] : event["before"].members())
        shown.best["validation." + name] = value.toNumber();
    const QString metric = mainMetric(shown).isEmpty() ? QStringLiteral("loss") : mainMetric(shown);
    const auto say = [&](const char* of) {
        return showMetric(metric, event[of][metric.toStdString()].toNumber());
    };
    measured_->setText(
        tr("%1 as soft prompt %2, as these words %3, with no prompt %4 (%5 rows of validation)")
            .arg(metricLabel(metric), say("before"), say("after"), say("bare"),
                 showNumber(double(event["examples"].toInteger()))));
}

}  // namespace lathe
