// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/pages/fetch_panel.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QRegularExpression>
#include <QVBoxLayout>
#include <optional>

#include "widgets/forms/primitives.h"
#include "widgets/pages/fetch_row.h"

namespace lathe {
namespace {

/// "OWNER/NAME[@REVISION][/FILE.gguf]" as its model and file; nothing where it is no name of a model.
struct ModelName {
    QString model, file;
};
std::optional<ModelName> modelName(QString text) {
    // An address that was copied from a browser names the model, too.
    static const QRegularExpression address(QStringLiteral("^https?://[^/]+/"));
    static const QRegularExpression form(
        QStringLiteral("^([\\w.-]+(?:/[\\w.-]+)?(?:@[\\w./-]+?)?)(?:/((?:[\\w.-]+/)*[\\w.-]+\\.gguf))?$"));
    const auto match = form.match(text.remove(address));
    if (!match.hasMatch()) return std::nullopt;
    return ModelName{match.captured(1), match.captured(2)};
}

}  // namespace

FetchPanel::FetchPanel(Desk& desk, QWidget* parent)
    : QWidget(parent), desk_(desk), name_(new QLineEdit), hint_(new QLabel), rows_(new QVBoxLayout) {
    auto* outer = new QVBoxLayout(this);
    outer->setContentsMargins(0, 0, 0, 0);
    auto* card = new Card;
    outer->addWidget(card);
    auto* line = new QHBoxLayout;
    line->setSpacing(grid(1));
    auto* label = new QLabel(tr("Fetch from the hub"));
    label->setFont(scaledFont(1.0, QFont::DemiBold));
    label->setBuddy(name_);
    name_->setPlaceholderText(tr("OWNER/NAME or OWNER/NAME@REVISION"));
    name_->setAccessibleName(tr("Model of the hub"));
    name_->setObjectName(QStringLiteral("fetchName"));
    name_->setMaximumWidth(columns(56));
    name_->setClearButtonEnabled(true);
    auto* go = makeButton(tr("Fetch"));
    go->setObjectName(QStringLiteral("fetch"));
    hint_->setTextFormat(Qt::PlainText);
    hint_->setObjectName(QStringLiteral("fetchHint"));
    makeError(hint_);
    line->addWidget(label);
    line->addWidget(name_, 1);
    line->addWidget(go);
    line->addWidget(hint_);
    line->addStretch(1);
    rows_->setSpacing(grid(1));
    card->content()->addLayout(line);
    card->content()->addLayout(rows_);
    connect(go, &QPushButton::clicked, this, &FetchPanel::start);
    connect(name_, &QLineEdit::returnPressed, this, &FetchPanel::start);
    connect(name_, &QLineEdit::textChanged, hint_, &QLabel::clear);
}

void FetchPanel::focusName() {
    name_->setFocus();
}

void FetchPanel::start() {
    const auto name = modelName(name_->text().trimmed());
    if (!name) return hint_->setText(tr("give OWNER/NAME, as the hub shows it"));
    for (const FetchRow* row : findChildren<FetchRow*>())
        if (row->model() == name->model && row->file() == name->file)
            return hint_->setText(tr("is on its way already"));
    name_->clear();
    auto* row = new FetchRow(desk_, name->model, name->file, this);
    rows_->addWidget(row);
    const auto drop = [this, row] {
        rows_->removeWidget(row);
        row->hide();
        row->setParent(nullptr);
        row->deleteLater();
    };
    connect(row, &FetchRow::over, this, drop);
    connect(row, &FetchRow::done, this, [this, row, drop](const QString& problem) {
        const QString model = row->model();
        drop();
        Q_EMIT fetched(model, problem);
    });
    row->begin();
}

}  // namespace lathe
