// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/plots/chart_widget.h"

#include <QAccessible>
#include <QAccessibleWidget>
#include <QDateTime>
#include <QEvent>

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

ChartWidget::ChartWidget(QWidget* parent) : QWidget(parent) {
    static const bool installed = (QAccessible::installFactory(makeAccess), true);
    Q_UNUSED(installed);
}

void ChartWidget::summaryChanged() {
    const qint64 now = QDateTime::currentMSecsSinceEpoch();
    if (!QAccessible::isActive() || now - told_ < 1000) return;
    told_ = now;
    QAccessibleValueChangeEvent event(this, summary());
    QAccessible::updateAccessibility(&event);
}

void ChartWidget::changeEvent(QEvent* event) {
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange ||
        event->type() == QEvent::StyleChange)
        restyle();
}

}  // namespace lathe
