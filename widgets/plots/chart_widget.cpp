// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/plots/chart_widget.h"

#include <QAccessible>
#include <QAccessibleWidget>
#include <QContextMenuEvent>
#include <QDateTime>
#include <QHeaderView>
#include <QMenu>
#include <QTableView>
#include <cmath>

#include "widgets/forms/buttons.h"
#include "widgets/forms/file_choice.h"
#include "widgets/models/table_text.h"
#include "widgets/plots/chart_export.h"
#include "widgets/plots/numbers_table.h"
#include "widgets/show.h"

namespace lathe {
namespace {

class ChartAccess : public QAccessibleWidget {
  public:
    explicit ChartAccess(ChartWidget* chart)
        : QAccessibleWidget(chart, QAccessible::Chart, chart->accessibleName()) {}
    QString text(QAccessible::Text kind) const override {
        if (kind == QAccessible::Value) return static_cast<const ChartWidget*>(widget())->summary();
        return QAccessibleWidget::text(kind);
    }
};

QAccessibleInterface* makeAccess(const QString&, QObject* object) {
    auto* chart = qobject_cast<ChartWidget*>(object);
    return chart ? new ChartAccess(chart) : nullptr;
}

}  // namespace

QString ChartNumbers::csv() const {
    NumbersTable table;
    table.reset(*this);
    return tableCsv(table, NumbersTable::ValueRole);
}

ChartWidget::ChartWidget(QWidget* parent) : QWidget(parent) {
    static const bool installed = (QAccessible::installFactory(makeAccess), true);
    Q_UNUSED(installed);
}

ChartWidget::~ChartWidget() = default;

void ChartWidget::summaryChanged() {
    if (table_ && table_->isVisible()) fillTable();
    const qint64 now = QDateTime::currentMSecsSinceEpoch();
    if (!QAccessible::isActive() || now - told_ < 1000) return;
    told_ = now;
    QAccessibleValueChangeEvent event(this, summary());
    QAccessible::updateAccessibility(&event);
}

void ChartWidget::fillTable() {
    static_cast<NumbersTable*>(table_->model())->reset(numbers());
}

void ChartWidget::setShownAsTable(bool on) {
    if (on == shownAsTable()) return;
    if (!table_) {
        table_ = new QTableView(this);
        table_->setObjectName("chartTable");
        table_->setModel(new NumbersTable(table_));
        table_->setFrameShape(QFrame::NoFrame);
        table_->verticalHeader()->hide();
        table_->horizontalHeader()->setSectionResizeMode(QHeaderView::Stretch);
        table_->horizontalHeader()->setMinimumSectionSize(fontMetrics().averageCharWidth() * 10);
        table_->setSelectionMode(QAbstractItemView::ContiguousSelection);
        table_->setShowGrid(false);
        table_->setAutoFillBackground(true);
    }
    table_->setAccessibleName(accessibleName());
    if (on) fillTable();
    table_->setGeometry(rect());
    table_->setVisible(on);
    Q_EMIT shownAsTableChanged(on);
}

bool ChartWidget::shownAsTable() const {
    return table_ && !table_->isHidden();
}

Result<> ChartWidget::save(const QString& path) const {
    return saveWidget(*this, path);
}

QImage ChartWidget::picture() const {
    return widgetPicture(*this);
}

void ChartWidget::copy() const {
    copyPicture(picture());
}

void ChartWidget::fillMenu(QMenu& menu) {
    menu.addAction(shownAsTable() ? tr("Show as chart") : tr("Show as table"), this,
                   [this] { setShownAsTable(!shownAsTable()); });
    menu.addSeparator();
    menu.addAction(tr("Copy picture"), this, [this] {
        copy();
        Q_EMIT told(tr("The picture is on the clipboard."), false);
    });
    const auto said = [this](const QString& path, const Result<>& saved) {
        Q_EMIT told(saved ? tr("Saved %1.").arg(path) : text(saved.error().line()), !saved);
    };
    menu.addAction(tr("Save picture…"), this, [this, said] {
        chooseFile(this, tr("Save chart"), fileName_ + ".png", tr("Pictures (*.png *.svg *.pdf)"),
                   [this, said](const QString& path) { said(path, save(path)); });
    });
    menu.addSeparator();
    menu.addAction(tr("Copy numbers"), this, [this] {
        copyText(numbers().csv());
        Q_EMIT told(tr("The numbers are on the clipboard."), false);
    });
    menu.addAction(tr("Save numbers as CSV…"), this, [this, said] {
        chooseFile(this, tr("Save numbers"), fileName_ + ".csv", tr("CSV (*.csv)"),
                   [this, said](const QString& path) { said(path, writeText(path, numbers().csv())); });
    });
}

void ChartWidget::contextMenuEvent(QContextMenuEvent* event) {
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    fillMenu(*menu);
    menu->popup(event->globalPos());
    event->accept();
}

bool ChartWidget::event(QEvent* event) {
    if (event->type() == QEvent::Resize && table_) table_->setGeometry(rect());
    return QWidget::event(event);
}

void ChartWidget::changeEvent(QEvent* event) {
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange ||
        event->type() == QEvent::StyleChange)
        restyle();
}

QPushButton* makeChartButton(ChartWidget* chart) {
    auto* button = makeIconButton("more", ChartWidget::tr("Chart: table, picture, numbers"));
    button->setObjectName("chartMenu");
    QObject::connect(button, &QPushButton::clicked, chart, [chart, button] {
        auto* menu = new QMenu(button);
        menu->setAttribute(Qt::WA_DeleteOnClose);
        chart->fillMenu(*menu);
        menu->popup(button->mapToGlobal(QPoint(0, button->height() + 2)));
    });
    return button;
}

}  // namespace lathe
