// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/pages/fetch_row.h"

#include <QGridLayout>
#include <QLabel>
#include <QProgressBar>

#include "core/base/text.h"
#include "widgets/answer_text.h"
#include "widgets/desk.h"
#include "widgets/forms/primitives.h"
#include "widgets/show.h"

namespace lathe {
namespace {

constexpr int kBarSteps = 1000;

}  // namespace

FetchRow::FetchRow(Desk& desk, const QString& model, const QString& file, QWidget* parent)
    : QWidget(parent),
      desk_(desk),
      model_(model),
      file_(file),
      what_(new QLabel(file.isEmpty() ? model : model + QLatin1Char('/') + file)),
      state_(new QLabel),
      bar_(new QProgressBar),
      pause_(makeButton(tr("Pause"))),
      cancel_(makeButton(tr("Cancel"))) {
    auto* layout = new QGridLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setHorizontalSpacing(grid(1));
    layout->setVerticalSpacing(grid(0.5));
    what_->setTextFormat(Qt::PlainText);
    what_->setFont(scaledFont(1.0, QFont::DemiBold));
    state_->setTextFormat(Qt::PlainText);
    state_->setTextInteractionFlags(Qt::TextSelectableByMouse);
    state_->setObjectName(QStringLiteral("fetchState"));
    makeSecondary(state_);
    bar_->setTextVisible(false);
    bar_->setAccessibleName(tr("Progress of %1").arg(model));
    pause_->setObjectName(QStringLiteral("fetchPause"));
    pause_->setMinimumWidth(columns(11));  // "Try again" and "Resume" come in its place
    cancel_->setObjectName(QStringLiteral("fetchCancel"));
    cancel_->setToolTip(tr("What came so far stays; fetching the model again goes on from there"));
    layout->addWidget(what_, 0, 0);
    layout->addWidget(state_, 0, 1);
    layout->addWidget(bar_, 1, 0, 1, 2);
    layout->addWidget(pause_, 0, 2, 2, 1, Qt::AlignVCenter);
    layout->addWidget(cancel_, 0, 3, 2, 1, Qt::AlignVCenter);
    layout->setColumnStretch(1, 1);
    connect(pause_, &QPushButton::clicked, this, &FetchRow::togglePause);
    connect(cancel_, &QPushButton::clicked, this, &FetchRow::cancel);
}

void FetchRow::begin() {
    paused_ = false;
    makeSecondary(state_);
    state_->setText(tr("asking the hub…"));
    bar_->setRange(0, 0);
    pause_->setText(tr("Pause"));
    cancel_->setText(tr("Cancel"));
    Json request = Json::object({{"do", "fetch"}, {"model", model_.toStdString()}});
    if (!file_.isEmpty()) request.set("file", file_.toStdString());
    asked_ = desk_.ask(request, this, [this](const Json& event) { hear(event); });
}

void FetchRow::hear(const Json& event) {
    const std::string kind = event["event"].toString();
    if (kind == "fetch") return showProgress(event);
    if (kind != "result" && kind != "error") return;
    asked_ = 0;
    if (kind == "error") return sayEnded(answerError(event));
    if (event["state"].toString() == "done")
        Q_EMIT done(QString::fromStdString(event["problem"].toString()));
    else
        Q_EMIT over();
}

void FetchRow::showProgress(const Json& event) {
    const double done = event["done"].toNumber(), total = event["total"].toNumber(),
                 speed = event["bytes_a_second"].toNumber();
    const std::string state = event["state"].toString();
    bar_->setRange(0, total > 0 ? kBarSteps : 0);
    if (total > 0) bar_->setValue(static_cast<int>(done / total * kBarSteps));
    QStringList parts;
    if (paused_ || state == "paused")
        parts.append(tr("paused"));
    else if (state == "retrying")
        parts.append(tr("the connection was lost, trying again"));
    else if (state == "waiting")
        parts.append(tr("another program fetches it, waiting"));
    else if (state == "listing")
        parts.append(tr("asking the hub…"));
    if (total > 0)
        parts.append(
            tr("%1 of %2")
                .arg(QString::fromStdString(byteSize(done)), QString::fromStdString(byteSize(total))));
    if (!paused_ && state == "downloading" && speed > 0) {
        parts.append(tr("%1/s").arg(QString::fromStdString(byteSize(speed))));
        parts.append(tr("%1 left").arg(showDuration(event["seconds_left"].toNumber())));
    }
    if (const QString file = QString::fromStdString(event["file"].toString()); !file.isEmpty())
        parts.append(file);
    state_->setText(parts.join(QStringLiteral(" · ")));
}

void FetchRow::togglePause() {
    if (asked_ == 0) return begin();
    paused_ = !paused_;
    desk_.ask(Json::object({{"do", paused_ ? "pause" : "resume"}, {"target", asked_}}), this,
              [](const Json&) {});
    pause_->setText(paused_ ? tr("Resume") : tr("Pause"));
    if (paused_) state_->setText(tr("pausing…"));
}

void FetchRow::cancel() {
    if (asked_ != 0) desk_.cancel(asked_);
    asked_ = 0;
    Q_EMIT over();
}

void FetchRow::sayEnded(const QString& problem) {
    makeError(state_);
    state_->setText(problem);
    state_->setToolTip(problem);
    bar_->setRange(0, kBarSteps);
    pause_->setText(tr("Try again"));
    cancel_->setText(tr("Dismiss"));
}

}  // namespace lathe
