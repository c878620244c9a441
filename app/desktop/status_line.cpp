// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/status_line.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>

#include "core/base/text.h"
#include "widgets/forms/numbers.h"
#include "widgets/measure.h"
#include "widgets/theme.h"

namespace lathe {

StatusLine::StatusLine(Workbench& desk, QWidget* parent)
    : QWidget(parent), desk_(desk), worker_(new QLabel(this)), progress_(new NumberLabel), speed_(new NumberLabel),
      memory_(new NumberLabel), backbone_(new QLabel(this)), saved_(new QLabel(this)) {
    setObjectName(QStringLiteral("statusLine"));
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(grid(3.5), grid(0.5), grid(2), grid(0.5));
    layout->setSpacing(grid(2.25));
    for (auto* part : {progress_, speed_, memory_}) {
        part->setFont(scaledFont(0.92));
        part->setForegroundRole(QPalette::PlaceholderText);
    }
    for (auto* part : {worker_, backbone_, saved_}) {
        part->setFont(scaledFont(0.92));
        part->setTextFormat(Qt::PlainText);
        makeSecondary(part);
    }
    layout->addWidget(worker_);
    layout->addWidget(progress_);
    layout->addWidget(speed_);
    layout->addWidget(memory_);
    layout->addStretch(1);
    layout->addWidget(backbone_);
    layout->addWidget(saved_);
    setAutoFillBackground(true);
    setBackgroundRole(QPalette::Base);
    setFixedHeight(grid(3.25));
    connect(&desk, &Desk::event, this, &StatusLine::hear);
    connect(&desk, &Desk::projectChanged, this, [this] {
        step_.reset();
        refresh();
    });
    connect(&desk, &Desk::runsChanged, this, &StatusLine::refresh);
    connect(&desk, &Desk::currentRunChanged, this, &StatusLine::refresh);
    refresh();
}

void StatusLine::setBusy(const QString& text) {
    busy_ = text;
    refresh();
}

QString StatusLine::text() const {
    QStringList parts;
    for (const QString& part : {worker_->text(), progress_->text(), speed_->text(), memory_->text(), backbone_->text(), saved_->text()})
        if (!part.isEmpty()) parts.append(part);
    return parts.join(QStringLiteral("  "));
}

void StatusLine::hear(const Event& event) {
    if (const auto* step = std::get_if<Stepped>(&event.body)) {
        step_ = *step;
        stepRun_ = event.run;
        if (!live_) return refresh();
        progress_->setText(tr("step %1 of %2").arg(step->step).arg(step->steps));
        speed_->setText(step->tokensASecond > 0 ? tr("%1 tok/s").arg(grouped(qRound64(step->tokensASecond))) : QString());
        memory_->setText(step->residentMib > 0 ? QString::fromStdString(byteSize(step->residentMib * 1048576.0)) : QString());
        return;
    }
    if (std::holds_alternative<StateChanged>(event.body) || std::holds_alternative<Failed>(event.body)) refresh();
}

void StatusLine::refresh() {
    const auto live = desk_.liveRun();
    live_ = live.has_value();
    QString progress, speed, memory, backbone;
    if (!busy_.isEmpty()) {
        worker_->setText(busy_);
    } else if (live) {
        shown_ = live->state;
        const std::string device = live->resolved["device"].toString("CPU"), dtype = live->resolved["dtype"].toString();
        QString where = QString::fromStdString(device == "cpu" ? "CPU" : device);
        if (!dtype.empty()) where += QStringLiteral(" (%1)").arg(QString::fromStdString(dtype));
        const QString text = live->state == RunState::Paused ? tr("Run %1 is paused") : tr("Training run %1 on %2");
        worker_->setText(live->state == RunState::Paused ? text.arg(live->run) : text.arg(live->run).arg(where));
        progress = tr("step %1 of %2").arg(live->step).arg(live->steps);
        if (step_ && stepRun_ == live->run) {
            if (step_->tokensASecond > 0) speed = tr("%1 tok/s").arg(grouped(qRound64(step_->tokensASecond)));
            if (step_->residentMib > 0) memory = QString::fromStdString(byteSize(step_->residentMib * 1048576.0));
        }
        backbone = QString::fromStdString(live->recipe.at("backbone.id").toString());
    } else {
        worker_->setText(tr("No run is training"));
        if (desk_.project() && desk_.currentRun() > 0)
            if (const auto run = findRun(*desk_.project(), std::to_string(desk_.currentRun())))
                backbone = QString::fromStdString(run->recipe.at("backbone.id").toString());
    }
    progress_->setText(progress);
    speed_->setText(speed);
    memory_->setText(memory);
    for (auto* part : {progress_, speed_, memory_}) part->setVisible(!part->text().isEmpty() || live_);
    backbone_->setText(backbone);
    backbone_->setVisible(!backbone.isEmpty());
    saved_->setText(!desk_.project() ? QString() : desk_.project()->readOnly() ? tr("read only") : tr("all changes saved"));
    setAccessibleName(text());
    update();
}

void StatusLine::paintEvent(QPaintEvent*) {
    const Theme theme = Theme::of(palette());
    QPainter painter(this);
    painter.setPen(theme.border);
    painter.drawLine(rect().topLeft(), rect().topRight());
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    QColor dot = theme.border;
    if (!busy_.isEmpty())
        dot = theme.warning;
    else if (live_)
        dot = shown_ == RunState::Paused ? theme.warning : theme.good;
    painter.setBrush(dot);
    const int size = grid(1);
    painter.drawEllipse(QRectF(grid(1.75), (height() - size) / 2.0, size, size));
}

}  // namespace lathe
