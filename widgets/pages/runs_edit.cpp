// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/pages/runs_edit.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>

#include "widgets/forms/buttons.h"
#include "widgets/measure.h"

namespace lathe {

InlineEdit::InlineEdit(QWidget* parent) : QWidget(parent), question_(new QLabel), line_(new QLineEdit) {
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(grid(1));
    layout->addWidget(question_);
    layout->addWidget(line_, 1);
    line_->setObjectName("inlineEdit");
    auto* keepButton = makeButton(tr("Save"), ButtonKind::Primary);
    auto* leaveButton = makeButton(tr("Cancel"));
    layout->addWidget(keepButton);
    layout->addWidget(leaveButton);
    question_->setBuddy(line_);
    connect(line_, &QLineEdit::returnPressed, this, &InlineEdit::keep);
    connect(keepButton, &QPushButton::clicked, this, &InlineEdit::keep);
    connect(leaveButton, &QPushButton::clicked, this, &InlineEdit::leave);
    hide();
}

void InlineEdit::ask(const QString& question, const QString& text, std::function<void(const QString&)> keep) {
    question_->setText(question);
    line_->setAccessibleName(question);
    line_->setText(text);
    keep_ = std::move(keep);
    show();
    line_->setFocus();
    line_->selectAll();
}

void InlineEdit::keep() {
    const auto keep = std::exchange(keep_, nullptr);
    hide();
    if (keep) keep(line_->text().trimmed());
}

void InlineEdit::leave() {
    keep_ = nullptr;
    hide();
}

void InlineEdit::keyPressEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_Escape) return leave();
    QWidget::keyPressEvent(event);
}

}  // namespace lathe
