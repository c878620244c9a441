// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/plots/line_chart.h"

#include <QHeaderView>
#include <QKeyEvent>
#include <QMouseEvent>
#include <algorithm>

#include "widgets/plots/axis_ticks.h"
#include "widgets/plots/chart_export.h"
#include "widgets/plots/line_chart_impl.h"
#include "widgets/show.h"
#include "widgets/theme.h"

namespace lathe {

LineChart::Impl::Impl(LineChart* chart) : self(chart) {
    plot = new QCustomPlot(chart);
    plot->setObjectName("plot");
    overlay = new ChartOverlay(plot);
    view = new QTableView(chart);
    table = new ChartTable(chart);
    view->setModel(table);
    view->setObjectName("chartTable");
    view->verticalHeader()->hide();
    view->horizontalHeader()->setSectionResizeMode(QHeaderView::Stretch);
    view->setSelectionMode(QAbstractItemView::ContiguousSelection);
    view->setShowGrid(false);
    stack = new QStackedLayout(chart);
    stack->setContentsMargins(0, 0, 0, 0);
    stack->addWidget(plot);
    stack->addWidget(view);

    plot->setFocusPolicy(Qt::NoFocus);
    plot->setInteractions(QCP::iRangeZoom | QCP::iRangeDrag);
    plot->setSelectionRectMode(QCP::srmZoom);
    plot->setNoAntialiasingOnDrag(false);
    plot->setPlottingHints(QCP::phCacheLabels);
    plot->setMultiSelectModifier(Qt::NoModifier);
    plot->axisRect()->setRangeZoomFactor(0.85);
    plot->addLayer("curves", plot->layer("main"), QCustomPlot::limAbove);
    plot->addLayer("labels", plot->layer("axes"), QCustomPlot::limAbove);
    events = new EventMarks(plot, "labels");  // the plot owns it
    plot->xAxis->setTicker(QSharedPointer<WholeTicker>::create());
    plot->yAxis->setTicker(QSharedPointer<EvenTicker>::create());
    plot->xAxis->grid()->setVisible(false);
    plot->installEventFilter(chart);
    plot->setMouseTracking(true);

    refresh.setSingleShot(true);
    refresh.setInterval(16);
    QObject::connect(&refresh, &QTimer::timeout, chart, [this] { redraw(); });
    QObject::connect(plot, &QCustomPlot::afterLayout, chart, [this] { placeLabels(); });
    QObject::connect(plot, &QCustomPlot::mouseMove, chart,
                     [this](QMouseEvent* event) { follow(event->position()); });
    QObject::connect(plot, &QCustomPlot::mousePress, chart, [this](QMouseEvent* event) {
        self->setFocus(Qt::MouseFocusReason);
        const bool pan = event->modifiers() & Qt::ShiftModifier;
        plot->setSelectionRectMode(pan ? QCP::srmNone : QCP::srmZoom);
    });
    QObject::connect(plot, &QCustomPlot::mouseRelease, chart,
                     [this](QMouseEvent* event) { released(event); });
    QObject::connect(plot, &QCustomPlot::mouseDoubleClick, chart, [this] { self->resetZoom(); });
    QObject::connect(plot, &QCustomPlot::mouseWheel, chart, [this] { zoomed = true; });
    QObject::connect(plot, &QCustomPlot::afterReplot, chart, [this] {
        if (overlay->crosshairShown()) showCrosshair(crosshair);  // the curves below it moved
    });
}

LineChart::LineChart(QWidget* parent) : ChartWidget(parent), impl_(std::make_unique<Impl>(this)) {
    setFocusPolicy(Qt::StrongFocus);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
    impl_->style();
    impl_->fit();
}

LineChart::~LineChart() {
    impl_->refresh.stop();
}

void LineChart::setAxisLabels(const QString& x, const QString& y) {
    impl_->xName = x;
    impl_->yName = y;
    impl_->schedule();
}

void LineChart::setExtent(double x) {
    if (impl_->extent == x) return;
    impl_->extent = x;
    impl_->schedule();
}

void LineChart::setEmptyText(const QString& text) {
    impl_->emptyText = text;
    impl_->schedule();
}

int LineChart::addSeries(const SeriesLook& look) {
    auto s = std::make_unique<Impl::Series>();
    s->look = look;
    s->smoothing = Smoothing(impl_->weight);
    impl_->make(*s);
    impl_->series.push_back(std::move(s));
    impl_->schedule();
    return int(impl_->series.size()) - 1;
}

void LineChart::setLook(int series, const SeriesLook& look) {
    auto& s = *impl_->series.at(size_t(series));
    const bool again = s.look.smoothed != look.smoothed;
    s.look = look;
    if (again) impl_->rebuild(s);
    impl_->schedule();
}

void LineChart::clear() {
    for (auto& s : impl_->series) impl_->drop(*s);
    impl_->series.clear();
    impl_->events->setEvents({});
    impl_->extent = 0;
    impl_->highlighted = impl_->hovered = -1;
    impl_->overlay->hideCrosshair();
    impl_->zoomed = false;
    impl_->schedule();
}

int LineChart::seriesCount() const {
    return int(impl_->series.size());
}

void LineChart::setPoints(int series, QVector<ChartPoint> points) {
    auto& s = *impl_->series.at(size_t(series));
    s.points = std::move(points);
    impl_->rebuild(s);
    impl_->schedule();
}

void LineChart::append(int series, const ChartPoint& point) {
    auto& s = *impl_->series.at(size_t(series));
    if (!std::isfinite(point.x)) return;
    const bool back = !s.points.isEmpty() && s.points.last().x >= point.x;
    while (!s.points.isEmpty() && s.points.last().x >= point.x) s.points.removeLast();
    const bool wasEnveloped = s.enveloped;
    s.points.append(point);
    if (back || wasEnveloped || point.low < point.high) {
        impl_->rebuild(s);
    } else {
        const double drawn = impl_->take(s, point);
        s.line_->addData(point.x, drawn);
        if (s.smooths(impl_->weight)) s.faintLine->addData(point.x, point.y);
    }
    impl_->schedule();
}

QVector<ChartPoint> LineChart::points(int series) const {
    return impl_->series.at(size_t(series))->points;
}

QVector<double> LineChart::drawn(int series) const {
    QVector<double> values;
    for (const auto& item : *impl_->series.at(size_t(series))->line_->data()) values.append(item.value);
    return values;
}

void LineChart::setMarks(int series, const QVector<ChartMark>& marks) {
    auto& s = *impl_->series.at(size_t(series));
    s.marks = marks;
    impl_->placeMarks(s);
    impl_->schedule();
}

void LineChart::setEvents(const QVector<ChartEvent>& events) {
    impl_->events->setEvents(events);
    impl_->schedule();
}

QVector<ChartEvent> LineChart::events() const {
    return impl_->events->events();
}

void LineChart::setSeriesShown(int series, bool shown) {
    impl_->series.at(size_t(series))->shown = shown;
    impl_->schedule();
}

void LineChart::setSmoothing(double weight) {
    weight = std::clamp(weight, 0.0, 0.999);
    if (weight == impl_->weight) return;
    impl_->weight = weight;
    for (auto& s : impl_->series) impl_->rebuild(*s);
    impl_->schedule();
}

double LineChart::smoothing() const {
    return impl_->weight;
}

void LineChart::setLogarithmic(bool on) {
    if (impl_->logarithmic == on) return;
    impl_->logarithmic = on;
    auto* axis = impl_->plot->yAxis;
    axis->setScaleType(on ? QCPAxis::stLogarithmic : QCPAxis::stLinear);
    if (on)
        axis->setTicker(QSharedPointer<LogTicker>::create());
    else
        axis->setTicker(QSharedPointer<EvenTicker>::create());
    impl_->zoomed = false;
    impl_->schedule();
}

bool LineChart::logarithmic() const {
    return impl_->logarithmic;
}

void LineChart::setLogarithmicX(bool on) {
    if (impl_->logarithmicX == on) return;
    impl_->logarithmicX = on;
    auto* axis = impl_->plot->xAxis;
    axis->setScaleType(on ? QCPAxis::stLogarithmic : QCPAxis::stLinear);
    if (on)
        axis->setTicker(QSharedPointer<LogTicker>::create());
    else
        axis->setTicker(QSharedPointer<WholeTicker>::create());
    impl_->zoomed = false;
    impl_->schedule();
}

bool LineChart::logarithmicX() const {
    return impl_->logarithmicX;
}

void LineChart::highlight(int series) {
    if (impl_->highlighted == series) return;
    impl_->highlighted = series < seriesCount() ? series : -1;
    impl_->schedule();
}

QVector<double> LineChart::visibleRange() const {
    const auto x = impl_->plot->xAxis->range(), y = impl_->plot->yAxis->range();
    return {x.lower, x.upper, y.lower, y.upper};
}

void LineChart::resetZoom() {
    impl_->zoomed = false;
    impl_->overlay->hideCrosshair();
    impl_->schedule();
}

void LineChart::zoom(double factor) {
    impl_->zoomed = true;
    auto* axis = impl_->plot->xAxis;
    axis->scaleRange(factor, std::isfinite(impl_->crosshair) && axis->range().contains(impl_->crosshair)
                                 ? impl_->crosshair
                                 : axis->range().center());
    impl_->schedule();
}

QAbstractItemModel* LineChart::table() const {
    impl_->fillTable();
    return impl_->table;
}

void LineChart::setShownAsTable(bool on) {
    if (on) impl_->fillTable();
    const bool before = shownAsTable();
    impl_->stack->setCurrentIndex(on ? 1 : 0);
    impl_->schedule();
    if (before != on) Q_EMIT shownAsTableChanged(on);
}

bool LineChart::shownAsTable() const {
    return impl_->stack->currentIndex() == 1;
}

Result<> LineChart::save(const QString& path) const {
    impl_->style();
    if (!impl_->zoomed) impl_->fit();
    return savePlot(*impl_->plot, path, Theme::of(palette()).surface);
}

QImage LineChart::picture() const {
    impl_->style();
    if (!impl_->zoomed) impl_->fit();
    return impl_->plot->toPixmap(0, 0, 2).toImage();
}

QString LineChart::summary() const {
    QStringList parts;
    for (const auto& s : impl_->series) {
        if (!s->shown || s->points.isEmpty()) continue;
        Extremes values;
        for (const auto& point : s->points) values.add(point.y);
        const auto& last = s->points.last();
        parts << tr("%1 %2 at %3 %4, lowest %5")
                     .arg(s->look.name.isEmpty() ? impl_->yName : s->look.name + ' ' + impl_->yName,
                          showNumber(last.y), impl_->xName, showNumber(last.x), showNumber(values.low));
    }
    return parts.isEmpty() ? impl_->emptyText : parts.join(QLatin1String("; "));
}

ChartNumbers LineChart::numbers() const {
    impl_->fillTable();
    return impl_->table->numbers();
}

QSize LineChart::sizeHint() const {
    const int unit = fontMetrics().height();
    return {unit * 40, unit * 20};
}

QSize LineChart::minimumSizeHint() const {
    const int unit = fontMetrics().height();
    return {unit * 14, unit * 8};
}

void LineChart::restyle() {
    if (!impl_) return;
    impl_->overlay->update();
    impl_->schedule();
}

void LineChart::keyPressEvent(QKeyEvent* event) {
    auto& d = *impl_;
    const int lead = d.primary();
    const auto moveBy = [&](int by) {
        if (lead < 0) return;
        const auto& points = d.series[size_t(lead)]->points;
        const auto from = std::isfinite(d.crosshair) ? Impl::nearest(points, d.crosshair) : points.size() - 1;
        d.showCrosshair(points[std::clamp<qsizetype>(from + by, 0, points.size() - 1)].x);
        setAccessibleDescription(d.overlay->crosshairText());
    };
    const int stride = event->modifiers() & Qt::ControlModifier ? 10 : 1;
    if (event->matches(QKeySequence::Copy)) return copy();
    switch (event->key()) {
        case Qt::Key_Left:
            return moveBy(-stride);
        case Qt::Key_Right:
            return moveBy(stride);
        case Qt::Key_Plus:
        case Qt::Key_Equal:
            return zoom(0.8);
        case Qt::Key_Minus:
            return zoom(1.25);
        case Qt::Key_0:
        case Qt::Key_Home:
            return resetZoom();
        case Qt::Key_Escape:
            d.overlay->hideCrosshair();
            break;
        default:
            break;
    }
    ChartWidget::keyPressEvent(event);
}

void LineChart::focusInEvent(QFocusEvent* event) {
    ChartWidget::focusInEvent(event);
    impl_->overlay->setFocusShown(event->reason() != Qt::MouseFocusReason);
}

void LineChart::focusOutEvent(QFocusEvent* event) {
    ChartWidget::focusOutEvent(event);
    impl_->overlay->setFocusShown(false);
}

void LineChart::showEvent(QShowEvent* event) {
    ChartWidget::showEvent(event);
    impl_->redraw();
}

bool LineChart::eventFilter(QObject* watched, QEvent* event) {
    if (impl_ && watched == impl_->plot) {
        if (event->type() == QEvent::Leave) {
            impl_->overlay->hideCrosshair();
            if (impl_->hovered >= 0) {
                impl_->hovered = -1;
                Q_EMIT seriesHovered(-1);
            }
        } else if (event->type() == QEvent::Resize) {
            impl_->overlay->setGeometry(impl_->plot->rect());
            impl_->overlay->raise();
            impl_->schedule();
        } else if (event->type() == QEvent::MouseButtonPress) {
            impl_->pressed = static_cast<QMouseEvent*>(event)->pos();
        }
    }
    return ChartWidget::eventFilter(watched, event);
}

}  // namespace lathe
