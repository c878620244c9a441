// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/pages/playground_text.h"

#include <QFormLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QRandomGenerator>
#include <QVBoxLayout>

#include "core/project/data_sets.h"
#include "widgets/desk.h"
#include "widgets/forms/primitives.h"
#include "widgets/models/template_fields.h"
#include "widgets/pages/playground_answer.h"
#include "widgets/show.h"

namespace lathe {
namespace {

/// A value of the data as people write it.
std::string plain(const Json& value) {
    return value.isString() ? value.string() : value.isNull() ? std::string() : value.dump();
}

}  // namespace

PlaygroundText::PlaygroundText(Desk& desk, QWidget* parent)
    : Card(tr("Text"), parent),
      desk_(desk),
      form_(new QFormLayout),
      rowText_(new QLabel),
      expected_(new QLineEdit),
      saveCase_(makeButton(tr("Save as case"))) {
    form_->setHorizontalSpacing(grid(2));
    form_->setVerticalSpacing(grid(1));
    form_->setLabelAlignment(Qt::AlignLeft | Qt::AlignTop);
    content()->addLayout(form_);
    rowText_->setObjectName("rowText");
    rowText_->setTextFormat(Qt::PlainText);
    makeSecondary(rowText_);
    content()->addWidget(rowText_);
    rowText_->hide();
    auto* row = new QHBoxLayout;
    auto* label = new QLabel(tr("Expected answer"));
    makeSecondary(label);
    expected_->setObjectName("expected");
    expected_->setAccessibleName(tr("Expected answer"));
    label->setBuddy(expected_);
    expected_->setMaximumWidth(grid(40));
    saveCase_->setObjectName("saveCase");
    saveCase_->setEnabled(false);
    connect(expected_, &QLineEdit::textChanged, this,
            [this](const QString& typed) { saveCase_->setEnabled(!typed.trimmed().isEmpty()); });
    connect(saveCase_, &QPushButton::clicked, this, &PlaygroundText::caseWanted);
    row->addWidget(label);
    row->addWidget(expected_, 1);
    row->addWidget(saveCase_);
    row->addStretch(1);
    content()->addLayout(row);
}

void PlaygroundText::setNames(const QStringList& names, QWidget* before) {
    auto sorted = names, known = names_;
    sorted.sort();
    known.sort();
    if (sorted == known) return;
    QMap<QString, QString> kept;
    for (auto at = fields_.begin(); at != fields_.end(); ++at) kept[at.key()] = at.value()->toPlainText();
    names_ = names;
    fields_.clear();
    while (form_->rowCount() > 0) form_->removeRow(0);
    for (const QString& name : names) {
        auto* box = new QPlainTextEdit(kept.value(name));
        box->setObjectName("field_" + name);
        box->setAccessibleName(name);
        box->setTabChangesFocus(true);
        dressTextBox(box);
        box->setPlaceholderText(tr("Type here, or take a row of the data"));
        box->setFixedHeight(grid(names.size() == 1 ? 8 : 5));
        box->installEventFilter(this);
        connect(box, &QPlainTextEdit::textChanged, this, [this] {
            expected_->clear();
            rowText_->clear();
            rowText_->hide();
        });
        auto* label = new QLabel(name);
        makeSecondary(label);
        form_->addRow(label, box);
        // The boxes are newer than what stands below them.
        setTabOrder(before, box);
        before = box;
        fields_[name] = box;
    }
    rowText_->hide();
}

Json PlaygroundText::fields() const {
    Json fields = Json::object();
    for (auto at = fields_.begin(); at != fields_.end(); ++at)
        fields.set(at.key().toStdString(), at.value()->toPlainText().toStdString());
    return fields;
}

QString PlaygroundText::expected() const {
    return expected_->text().trimmed();
}

bool PlaygroundText::takeRow(const Json& recipe) {
    Project* project = desk_.project();
    if (!project) return false;
    const auto problem = [this](const QString& why) {
        desk_.tell(why, true);
        return false;
    };
    const auto set = findDataSet(*project, recipe.at("task.data").toString());
    if (!set) return problem(text(set.error().line()));
    const std::string split = set->rows("validation") > 0 ? "validation" : "train";
    const std::int64_t count = set->rows(split);
    if (count == 0) return problem(tr("The data set %1 has no rows.").arg(text(set->name)));
    const auto at =
        QRandomGenerator::global()->bounded(quint32(std::min<std::int64_t>(count, 1'000'000'000)));
    const auto rows = dataRows(*project, set->id, split, at, 1);
    if (!rows || rows->empty()) return problem(rows ? tr("That row is gone.") : text(rows.error().line()));
    const Json& values = rows->front().fields;
    for (auto box = fields_.begin(); box != fields_.end(); ++box)
        box.value()->setPlainText(text(plain(values[box.key().toStdString()])));
    const QString known = text(plain(values[answerField(recipe)]));
    expected_->setText(known);
    const QString where = tr("Row %1 of %2").arg(rows->front().row).arg(text(split));
    rowText_->setText(known.isEmpty() ? where : tr("%1 · the data says %2").arg(where, known));
    rowText_->show();
    return true;
}

bool PlaygroundText::eventFilter(QObject* watched, QEvent* event) {
    // Ctrl Return belongs to the page, not to the text.
    if (event->type() == QEvent::KeyPress) {
        const auto* key = static_cast<QKeyEvent*>(event);
        if ((key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter) &&
            key->modifiers() & Qt::ControlModifier) {
            Q_EMIT submitted();
            return true;
        }
    }
    return Card::eventFilter(watched, event);
}

}  // namespace lathe
