// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/forms/labels_table.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QLineEdit>
#include <QStyledItemDelegate>
#include <QTableWidget>
#include <QVBoxLayout>

#include "widgets/forms/buttons.h"
#include "widgets/forms/chip.h"
#include "widgets/forms/numbers.h"
#include "widgets/forms/tables.h"
#include "widgets/measure.h"

namespace lathe {
namespace {

enum Column { kLabel, kSaid, kTokens, kRows, kColumns };

/// Shows spaces as ␣; edits the text as it is.
class SaidDelegate : public QStyledItemDelegate {
  public:
    using QStyledItemDelegate::QStyledItemDelegate;
    QString displayText(const QVariant& value, const QLocale&) const override { return visibleToken(value.toString()); }
    QWidget* createEditor(QWidget* parent, const QStyleOptionViewItem& option, const QModelIndex& index) const override {
        QWidget* editor = QStyledItemDelegate::createEditor(parent, option, index);
        if (auto* line = qobject_cast<QLineEdit*>(editor)) line->setFrame(false);
        editor->setAutoFillBackground(true);
        return editor;
    }
};

}  // namespace

LabelsTable::LabelsTable(QWidget* parent) : QWidget(parent), table_(new QTableWidget(0, kColumns, this)) {
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(grid(1));
    table_->setHorizontalHeaderLabels({tr("Label"), tr("Said as"), tr("Tokens"), tr("Training rows")});
    for (const int column : {kTokens, kRows}) table_->horizontalHeaderItem(column)->setTextAlignment(Qt::AlignRight | Qt::AlignVCenter);
    tidyTable(table_);
    table_->setAccessibleName(tr("Labels and the text that says each"));
    table_->setObjectName(QStringLiteral("task.labels"));
    table_->setEditTriggers(QAbstractItemView::DoubleClicked | QAbstractItemView::EditKeyPressed | QAbstractItemView::AnyKeyPressed);
    table_->setItemDelegateForColumn(kSaid, new SaidDelegate(table_));
    table_->horizontalHeader()->setSectionResizeMode(QHeaderView::Stretch);
    table_->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    layout->addWidget(table_, 1);
    auto* line = new QHBoxLayout;
    auto* add = makeButton(tr("Add a label"), ButtonKind::Quiet);
    auto* remove = makeButton(tr("Remove"), ButtonKind::Quiet);
    auto* fill = makeButton(tr("Take them from the data"), ButtonKind::Quiet);
    fill->setObjectName(QStringLiteral("fillLabels"));
    for (auto* button : {add, remove, fill}) line->addWidget(button);
    line->addStretch(1);
    layout->addLayout(line);
    connect(add, &QPushButton::clicked, this, [this] {
        const QString name = tr("label %1").arg(table_->rowCount() + 1);
        addRow(name, QLatin1Char(' ') + name);
        fit();
        table_->setCurrentCell(table_->rowCount() - 1, kLabel);
        table_->editItem(table_->currentItem());
        Q_EMIT edited();
    });
    connect(remove, &QPushButton::clicked, this, &LabelsTable::removeChosen);
    connect(fill, &QPushButton::clicked, this, &LabelsTable::fillWanted);
    connect(table_, &QTableWidget::itemChanged, this, [this](const QTableWidgetItem* item) {
        if (quiet_ || item->column() > kSaid) return;
        showCounts();
        Q_EMIT edited();
    });
    fit();
}

void LabelsTable::addRow(const QString& label, const QString& said) {
    quiet_ = true;
    const int row = table_->rowCount();
    table_->insertRow(row);
    table_->setItem(row, kLabel, new QTableWidgetItem(label));
    auto* text = new QTableWidgetItem(said);
    text->setFont(tokenFont());
    table_->setItem(row, kSaid, text);
    for (const int column : {kTokens, kRows}) {
        auto* number = new QTableWidgetItem(QStringLiteral("–"));
        number->setTextAlignment(Qt::AlignRight | Qt::AlignVCenter);
        number->setFlags(number->flags() & ~Qt::ItemIsEditable);
        table_->setItem(row, column, number);
    }
    quiet_ = false;
}

void LabelsTable::removeChosen() {
    const int row = table_->currentRow();
    if (row < 0) return;
    table_->removeRow(row);
    fit();
    Q_EMIT edited();
}

Json LabelsTable::labels() const {
    Json result = Json::object();
    for (int row = 0; row < table_->rowCount(); ++row)
        result.set(table_->item(row, kLabel)->text().toStdString(), table_->item(row, kSaid)->text().toStdString());
    return result;
}

void LabelsTable::setLabels(const Json& labels) {
    if (labels == this->labels()) return;
    quiet_ = true;
    table_->setRowCount(0);
    for (const auto& [label, said] : labels.members()) addRow(QString::fromStdString(label), QString::fromStdString(said.toString()));
    quiet_ = false;
    showCounts();
    fit();
}

void LabelsTable::setCounts(const Json& counts) {
    counts_.clear();
    for (const Json& entry : counts.items())
        counts_[QString::fromStdString(entry["label"].toString())] = {entry["tokens"].toInteger(), entry["rows"].toInteger()};
    showCounts();
}

void LabelsTable::showCounts() {
    quiet_ = true;
    for (int row = 0; row < table_->rowCount(); ++row) {
        const auto found = counts_.find(table_->item(row, kLabel)->text());
        const bool known = found != counts_.end();
        table_->item(row, kTokens)->setText(known ? grouped(found->second.first) : QStringLiteral("–"));
        table_->item(row, kRows)->setText(known ? grouped(found->second.second) : QStringLiteral("–"));
    }
    quiet_ = false;
}

void LabelsTable::fit() {
    const int rows = qBound(2, table_->rowCount(), 12);
    table_->setFixedHeight(table_->horizontalHeader()->sizeHint().height() + rows * table_->verticalHeader()->defaultSectionSize() + 2);
}

}  // namespace lathe
