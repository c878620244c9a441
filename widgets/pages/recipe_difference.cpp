// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/pages/recipe_difference.h"

#include <QHeaderView>
#include <QLabel>
#include <QTableWidget>

#include "core/spec/recipe.h"
#include "widgets/forms/primitives.h"
#include "widgets/models/run_table_model.h"
#include "widgets/models/study_data.h"

namespace lathe {
namespace {

/// With its defaults where it is right, so that what was left out is no difference.
Json completed(const Json& recipe, const Catalogue& catalogue) {
    const auto checked = checkRecipe(recipe, catalogue);
    return checked ? checked->json() : recipe;
}

}  // namespace

RecipeDifference::RecipeDifference(const Catalogue& catalogue, QWidget* parent)
    : Card({}, parent), catalogue_(catalogue), table_(new QTableWidget), note_(new QLabel) {
    tidyTable(table_);
    table_->setObjectName(QStringLiteral("recipeDifferences"));
    table_->setColumnCount(4);
    table_->setSelectionMode(QAbstractItemView::SingleSelection);
    makeSecondary(note_);
    note_->setText(tr("No difference but the name."));
    content()->addWidget(note_);
    content()->addWidget(table_);
    auto* close = makeIconButton(QStringLiteral("close"), tr("Stop comparing"));
    close->setObjectName(QStringLiteral("stopComparing"));
    addAtRight(close);
    connect(close, &QPushButton::clicked, this, [this] { setOther({}, {}); });
    hide();
}

void RecipeDifference::setOther(const QString& name, const Json& recipe) {
    name_ = name;
    other_ = recipe.isNull() ? Json() : completed(recipe, catalogue_);
    setTitle(tr("Against %1").arg(name));
    table_->setAccessibleName(tr("Differences to %1").arg(name));
    table_->setHorizontalHeaderLabels({tr("Option"), name, tr("Here"), {}});
    setVisible(active());
    fill();
}

void RecipeDifference::setRecipe(const Json& recipe) {
    recipe_ = recipe;
    if (active()) fill();
}

void RecipeDifference::fill() {
    table_->setRowCount(0);
    if (!active()) return;
    for (const Difference& each : differences(other_, completed(recipe_, catalogue_))) {
        if (each.key == "name") continue;
        const int row = table_->rowCount();
        table_->insertRow(row);
        table_->setItem(row, 0, new QTableWidgetItem(optionLabel(catalogue_, each.key)));
        table_->setItem(row, 1, new QTableWidgetItem(showOption(each.left)));
        table_->setItem(row, 2, new QTableWidgetItem(showOption(each.right)));
        for (int column = 0; column < 3; ++column)
            table_->item(row, column)->setToolTip(QString::fromStdString(each.key));
        if (each.left.isNull()) continue;
        auto* take = makeButton(tr("Take over"), ButtonKind::Quiet);
        take->setAccessibleName(tr("Take over %1").arg(optionLabel(catalogue_, each.key)));
        // From the event loop: taking a value over fills the table anew, and this button goes with it.
        connect(
            take, &QPushButton::clicked, this,
            [this, key = each.key, value = each.left] { Q_EMIT taken(key, value); }, Qt::QueuedConnection);
        table_->setCellWidget(row, 3, take);
    }
    const int rows = table_->rowCount();
    note_->setVisible(rows == 0);
    table_->setVisible(rows > 0);
    table_->horizontalHeader()->setStretchLastSection(false);
    table_->horizontalHeader()->setSectionResizeMode(0, QHeaderView::ResizeToContents);
    table_->horizontalHeader()->setSectionResizeMode(1, QHeaderView::Stretch);
    table_->horizontalHeader()->setSectionResizeMode(2, QHeaderView::Stretch);
    table_->horizontalHeader()->setSectionResizeMode(3, QHeaderView::ResizeToContents);
    table_->setFixedHeight(grid(3.5) * (qMin(rows, 8) + 1) + grid(1));
}

}  // namespace lathe
