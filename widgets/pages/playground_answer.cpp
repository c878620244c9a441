// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/pages/playground_answer.h"

#include <QComboBox>
#include <QLabel>
#include <QPlainTextEdit>
#include <QStackedWidget>
#include <QVBoxLayout>
#include <algorithm>

#include "widgets/desk.h"
#include "widgets/forms/buttons.h"
#include "widgets/forms/notice.h"
#include "widgets/measure.h"
#include "widgets/show.h"

namespace lathe {
namespace {

enum Side { Hint, Scores, Written };

}  // namespace

void dressTextBox(QPlainTextEdit* box) {
    box->setFrameShape(QFrame::StyledPanel);
    box->viewport()->setAutoFillBackground(false);  // the frame's round corners stay
    box->document()->setDocumentMargin(grid(0.75));
}

void addWriting(Json& request, const Question& question) {
    request.set("max_new", question.maxNew);
    request.set("beams", question.beams);
    request.set("length_penalty", question.lengthPenalty);
    request.set("temperature", question.temperature);
    request.set("top_k", question.topK);
    request.set("top_p", question.topP);
    request.set("seed", question.seed);
}

AnswerCard::AnswerCard(Desk& desk, const QString& title, bool bare, QWidget* parent)
    : Card(title, parent), desk_(desk), bare_(bare) {
    if (bare) {
        backbone_ = new QLabel;
        backbone_->setTextFormat(Qt::PlainText);
        makeSecondary(backbone_);
        backbone_->setMinimumHeight(QComboBox().sizeHint().height());  // answers stand at one height
        content()->addWidget(backbone_);
    } else {
        pickRun_ = new QComboBox;
        pickRun_->setAccessibleName(tr("%1: run").arg(title));
        pickRun_->setObjectName("pickRun");
        pickRun_->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
        pickRun_->setMinimumContentsLength(8);
        pickStep_ = new QComboBox;
        pickStep_->setAccessibleName(tr("%1: snapshot").arg(title));
        pickStep_->setObjectName("pickStep");
        auto* row = new QHBoxLayout;
        row->addWidget(pickRun_, 1);
        row->addWidget(pickStep_);
        content()->addLayout(row);
        connect(pickRun_, &QComboBox::activated, this, [this] {
            readSnapshots();
            Q_EMIT chosen();
        });
        connect(pickStep_, &QComboBox::activated, this, &AnswerCard::chosen);
    }
    notice_ = new Notice;
    content()->addWidget(notice_);
    stack_ = new QStackedWidget;
    hint_ = new QLabel;
    hint_->setWordWrap(true);
    hint_->setAlignment(Qt::AlignLeft | Qt::AlignTop);
    makeSecondary(hint_);
    auto* scores = new QWidget;
    auto* layout = new QVBoxLayout(scores);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(grid(0.5));
    answer_ = new QLabel;
    answer_->setObjectName("answer");
    answer_->setFont(scaledFont(1.5, QFont::DemiBold));
    answer_->setTextFormat(Qt::PlainText);
    answer_->setWordWrap(true);
    right_ = new QLabel;
    right_->setTextFormat(Qt::PlainText);
    makeSecondary(right_);
    bars_ = new ScoreBars;
    bars_->setAccessibleName(tr("Probabilities"));
    layout->addWidget(answer_);
    layout->addWidget(right_);
    layout->addSpacing(grid(0.5));
    layout->addWidget(bars_);
    layout->addStretch(1);
    text_ = new QPlainTextEdit;
    text_->setObjectName("written");
    text_->setReadOnly(true);
    dressTextBox(text_);
    text_->setAccessibleName(tr("%1: text").arg(title));
    stack_->addWidget(hint_);
    stack_->addWidget(scores);
    stack_->addWidget(text_);
    content()->addWidget(stack_, 1);
    say(bare ? tr("The model with no prompt in front.") : tr("The model with this prompt."));
}

void AnswerCard::say(const QString& text) {
    hint_->setText(text);
    stack_->setCurrentIndex(Hint);
}

void AnswerCard::setRuns(const std::vector<RunRow>& runs, std::int64_t chosen) {
    runs_ = runs;
    if (bare_) {
        for (const auto& row : runs_)
            if (row.run == chosen) backbone_->setText(text(row.recipe.at("backbone.id").toString()));
        return;
    }
    const std::int64_t before = run();
    pickRun_->clear();
    for (auto row = runs_.rbegin(); row != runs_.rend(); ++row)
        pickRun_->addItem(row->name.empty() ? tr("run %1").arg(row->run)
                                            : tr("run %1 · %2").arg(row->run).arg(text(row->name)),
                          qint64(row->run));
    const int index = pickRun_->findData(qint64(before != 0 ? before : chosen));
    pickRun_->setCurrentIndex(index >= 0 ? index : runs.empty() ? -1 : 0);
    readSnapshots();
    if (runs.empty()) say(tr("No prompt has been trained yet."));
}

void AnswerCard::setRun(std::int64_t run) {
    if (bare_ || pickRun_->findData(qint64(run)) < 0) return;
    pickRun_->setCurrentIndex(pickRun_->findData(qint64(run)));
    readSnapshots();
}

void AnswerCard::chooseFirstSnapshot() {
    if (!bare_ && pickStep_->count() > 2) pickStep_->setCurrentIndex(2);  // behind "best" and "last"
}

std::int64_t AnswerCard::run() const {
    return bare_ ? 0 : pickRun_->currentData().toLongLong();
}

Json AnswerCard::recipe() const {
    for (const auto& row : runs_)
        if (row.run == run()) return row.recipe;
    return {};
}

void AnswerCard::readSnapshots() {
    const QVariant before = pickStep_->currentData();
    pickStep_->clear();
    if (desk_.project() && run() != 0)
        if (const auto read = snapshots(*desk_.project(), run()); read && !read->empty()) {
            pickStep_->addItem(tr("best"), QStringLiteral("best"));
            pickStep_->addItem(tr("last"), QStringLiteral("last"));
            for (const auto& row : *read) pickStep_->addItem(tr("step %1").arg(row.step), qint64(row.step));
        }
    const bool evaluated = std::any_of(runs_.begin(), runs_.end(), [this](const RunRow& row) {
        return row.run == run() && row.bestStep >= 0;
    });
    int index = pickStep_->findData(before);
    if (index < 0 && pickStep_->count() > 0) index = evaluated ? 0 : 1;
    pickStep_->setCurrentIndex(index);
    pickStep_->setEnabled(pickStep_->count() > 0);
}

Json AnswerCard::prompt(QString& problem) const {
    if (bare_) return Json::object();
    if (run() == 0) {
        problem = tr("Choose a run.");
        return {};
    }
    if (pickStep_->count() == 0) {
        problem = tr("Run %1 has kept no snapshot of its prompt yet.").arg(run());
        return {};
    }
    const QVariant step = pickStep_->currentData();
    return Json::object(
        {{"run", run()},
         {"step", step.typeId() == QMetaType::QString ? Json(step.toString().toStdString())
                                                      : Json(std::int64_t(step.toLongLong()))}});
}

Json AnswerCard::request(const Question& question, QString& problem) const {
    if (!desk_.project()) return {};
    const Json asked = prompt(problem);
    if (asked.isNull()) return {};
    Json request = Json::object({{"do", question.generate ? "generate" : "classify"},
                                 {"project", desk_.project()->path().string()},
                                 {"fields", question.fields}});
    request.set("recipe", bare_ ? question.recipe : recipe());
    for (const auto& [name, value] : asked.members()) request.set(name, value);
    if (question.generate) addWriting(request, question);
    return request;
}

QString AnswerCard::who() const {
    return bare_ ? tr("Bare model") : tr("run %1, %2").arg(run()).arg(pickStep_->currentText());
}

void AnswerCard::setClosable() {
    auto* close = makeIconButton("close", tr("Take this prompt away"));
    close->setObjectName("closePrompt");
    addAtRight(close);
    connect(close, &QPushButton::clicked, this, &AnswerCard::closed);
}

void AnswerCard::ask(const Question& question) {
    stop();
    notice_->clear();
    question_ = question;
    QString problem;
    const Json asked = request(question, problem);
    if (asked.isNull()) return say(problem);
    if (question.generate) {
        text_->clear();
        stack_->setCurrentIndex(Written);
    } else {
        say(tr("Asking the model…"));
    }
    request_ = desk_.ask(asked, this, [this](const Json& event) {
        if (event["id"].toInteger() == request_) heard(event);
    });
}

void AnswerCard::stop() {
    if (request_ == 0) return;
    desk_.cancel(std::exchange(request_, 0));
    if (stack_->currentIndex() == Hint) say(tr("Stopped."));
    Q_EMIT settled();
}

void AnswerCard::heard(const Json& event) {
    const std::string kind = event["event"].toString();
    if (kind == "token") {
        text_->moveCursor(QTextCursor::End);
        text_->insertPlainText(text(event["text"].string()));
        return;
    }
    if (kind != "result" && kind != "error") return;
    request_ = 0;
    if (kind == "error") {
        const Error error{event["what"].toString(), event["where"].toString(), event["todo"].toString()};
        notice_->say(NoticeKind::Error, text(error.line()));
        say({});
    } else if (question_.generate) {
        text_->setPlainText(text(event["text"].string()));
        stack_->setCurrentIndex(Written);
    } else {
        const QString label = text(event["label"].string());
        QVector<ScoreBars::Score> scores;
        for (const auto& [name, share] : event["scores"].members())
            scores.append({text(name), share.toNumber()});
        answer_->setText(label);
        const QString& right = question_.right;
        right_->setText(right.isEmpty()  ? QString()
                        : right == label ? tr("as expected")
                                         : tr("expected %1").arg(right));
        right_->setVisible(!right.isEmpty());
        bars_->setScores(scores, label, right);
        stack_->setCurrentIndex(Scores);
    }
    Q_EMIT settled();
}

QString AnswerCard::answerText() const {
    switch (stack_->currentIndex()) {
        case Scores:
            return answer_->text();
        case Written:
            return text_->toPlainText();
        default:
            return notice_->text().isEmpty() ? hint_->text() : notice_->text();
    }
}

QVector<ScoreBars::Score> AnswerCard::scores() const {
    return request_ == 0 && stack_->currentIndex() == Scores ? bars_->scores() : QVector<ScoreBars::Score>();
}

}  // namespace lathe
