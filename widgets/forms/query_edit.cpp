// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/forms/query_edit.h"

#include <QAbstractItemView>
#include <QCompleter>
#include <QKeyEvent>
#include <QStringListModel>

namespace lathe {

QueryEdit::QueryEdit(QWidget* parent)
    : QLineEdit(parent), words_(new QStringListModel(this)), completer_(new QCompleter(words_, this)) {
    // Not set as the line's own: that one would complete the whole text instead of its last word.
    completer_->setWidget(this);
    completer_->setCompletionMode(QCompleter::UnfilteredPopupCompletion);
    connect(completer_, qOverload<const QString&>(&QCompleter::activated), this, &QueryEdit::take);
    connect(this, &QLineEdit::textEdited, this, &QueryEdit::offer);
}

void QueryEdit::setCompletion(std::function<QueryCompletion(const QString&)> complete) {
    complete_ = std::move(complete);
}

void QueryEdit::setProblem(const QString& problem) {
    if (problem == problem_) return;
    problem_ = problem;
    setToolTip(problem);
    setAccessibleDescription(problem);
    QPalette own;
    if (!problem.isEmpty()) own.setColor(QPalette::Text, palette().color(QPalette::BrightText));
    setPalette(own);
}

void QueryEdit::offer() {
    if (!complete_) return;
    const QueryCompletion completion = complete_(text().left(cursorPosition()));
    from_ = completion.from;
    words_->setStringList(completion.words);
    if (completion.words.isEmpty()) return completer_->popup()->hide();
    completer_->complete();
}

void QueryEdit::take(const QString& word) {
    const qsizetype end = cursorPosition();
    const QString rest = text().mid(end);
    setText(text().left(from_) + word + QLatin1Char(' ') + rest.trimmed());
    setCursorPosition(static_cast<int>(from_ + word.size() + 1));
    offer();
}

void QueryEdit::keyPressEvent(QKeyEvent* event) {
    auto* popup = completer_->popup();
    if (popup->isVisible()) {
        // The popup's own keys; without a chosen word Enter only closes it.
        const bool enter = event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter;
        if (enter && !popup->currentIndex().isValid()) popup->hide();
        if (enter || event->key() == Qt::Key_Escape || event->key() == Qt::Key_Tab) return event->ignore();
    }
    if (event->key() == Qt::Key_Space && event->modifiers() == Qt::ControlModifier) return offer();
    QLineEdit::keyPressEvent(event);
}

}  // namespace lathe
