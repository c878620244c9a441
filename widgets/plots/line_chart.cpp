// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/plots/line_chart.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QHeaderView>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QStackedLayout>
#include <QTableView>
#include <QTimer>
#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>

#include "widgets/plots/axis_ticks.h"
#include "widgets/plots/chart_export.h"
#include "widgets/plots/chart_overlay.h"
#include "widgets/plots/chart_table.h"
#include "widgets/plots/plot_library.h"
#include "widgets/plots/smoothing.h"
#include "widgets/show.h"
#include "widgets/theme.h"

namespace lathe {
namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

struct Extremes {
    double low = std::numeric_limits<double>::infinity(), high = -std::numeric_limits<double>::infinity();
    void add(double value) {
        if (!std::isfinite(value)) return;
        low = std::min(low, value);
        high = std::max(high, value);
    }
    bool empty() const { return low > high; }
};

QColor faint(QColor colour, int alpha) {
    colour.setAlpha(alpha);
    return colour;
}

}  // namespace

struct LineChart::Impl {
    struct Series {
        SeriesLook look;
        QVector<ChartPoint> points;
        QVector<ChartMark> marks;
        Smoothing smoothing;
        Extremes line, raw, positive;  // of what is drawn, of the values and envelopes, of the values above 0
        bool shown = true, enveloped = false;
        double lastDrawn = kNone;
        QCPGraph *faintLine = nullptr, *line_ = nullptr, *low = nullptr, *high = nullptr;
        QCPGraph *evaluations = nullptr, *best = nullptr, *snapshots = nullptr;
        QCPItemText* label = nullptr;
        bool smooths(double weight) const { return look.smoothed && weight > 0; }
    };

    LineChart* self;
    QCustomPlot* plot;
    ChartOverlay* overlay;
    QTableView* view;
    ChartTable* table;
    QStackedLayout* stack;
    QTimer refresh;
    std::vector<std::unique_ptr<Series>> series;
    QString xName, yName, emptyText;
    double weight = 0, extent = 0;
    bool logarithmic = false, zoomed = false, tableStale = true;
    int highlighted = -1, hovered = -1;
    double crosshair = kNone;

    explicit Impl(LineChart* chart) : self(chart) {
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

    QPoint pressed;
    void released(QMouseEvent* event) {
        if (event->button() != Qt::LeftButton) return;
        if ((event->pos() - pressed).manhattanLength() > 4) {
            zoomed = true;
            schedule();
            return;
        }
        const int nearest = curveAt(event->position());
        if (nearest >= 0) Q_EMIT self->seriesClicked(nearest);
    }

    // Data

    QCPGraph* graph(const char* layer) {
        QCPGraph* made = plot->addGraph();
        made->setLayer(layer);
        made->setSelectable(QCP::stNone);
        made->removeFromLegend();
        made->setVisible(false);  // until it has its colour
        return made;
    }

    void make(Series& s) {
        s.low = graph("main");
        s.high = graph("main");
        s.faintLine = graph("main");
        s.line_ = graph("curves");
        s.snapshots = graph("curves");
        s.evaluations = graph("curves");
        s.best = graph("curves");
        for (auto* marks : {s.snapshots, s.evaluations, s.best}) marks->setLineStyle(QCPGraph::lsNone);
        s.label = new QCPItemText(plot);
        s.label->setLayer("labels");
        s.label->setClipToAxisRect(false);
        s.label->setPositionAlignment(Qt::AlignLeft | Qt::AlignVCenter);
        s.label->position->setType(QCPItemPosition::ptAbsolute);
        s.label->setVisible(false);
    }

    void drop(Series& s) {
        for (auto* g : {s.low, s.high, s.faintLine, s.line_, s.snapshots, s.evaluations, s.best})
            plot->removeGraph(g);
        plot->removeItem(s.label);
    }

    /// Adds the point's drawn values, keeping sums that a redraw needs.
    double take(Series& s, const ChartPoint& point) {
        const double drawn = s.smooths(weight) ? s.smoothing.add(point.y) : point.y;
        s.line.add(drawn);
        s.raw.add(point.low);
        s.raw.add(point.high);
        if (point.y > 0) s.positive.add(point.y);
        if (drawn > 0) s.positive.add(drawn);
        if (point.low < point.high) s.enveloped = true;
        if (std::isfinite(drawn)) s.lastDrawn = drawn;
        return drawn;
    }

    void rebuild(Series& s) {
        s.smoothing = Smoothing(weight);
        s.line = s.raw = s.positive = Extremes();
        s.enveloped = false;
        s.lastDrawn = kNone;
        const auto count = s.points.size();
        QVector<double> xs(count), drawn(count), ys(count);
        for (qsizetype i = 0; i < count; ++i) {
            xs[i] = s.points[i].x;
            ys[i] = s.points[i].y;
            drawn[i] = take(s, s.points[i]);
        }
        s.line_->setData(xs, drawn, true);
        if (s.smooths(weight))
            s.faintLine->setData(xs, ys, true);
        else
            s.faintLine->data()->clear();
        s.low->data()->clear();
        s.high->data()->clear();
        if (s.enveloped) {
            QVector<double> lows(count), highs(count);
            for (qsizetype i = 0; i < count; ++i) {
                lows[i] = s.points[i].low;
                highs[i] = s.points[i].high;
            }
            s.low->setData(xs, lows, true);
            s.high->setData(xs, highs, true);
        }
        placeMarks(s);
    }

    double valueAt(const Series& s, double x) const {
        const auto at = s.line_->data()->findBegin(x, false);
        return at != s.line_->data()->constEnd() && at->key == x ? at->value : kNone;
    }

    void placeMarks(Series& s) {
        for (auto* marks : {s.snapshots, s.evaluations, s.best}) marks->data()->clear();
        for (const auto& mark : s.marks) {
            const double y = valueAt(s, mark.x);
            if (!std::isfinite(y)) continue;
            QCPGraph* to = mark.kind == ChartMark::Kind::Best         ? s.best
                           : mark.kind == ChartMark::Kind::Evaluation ? s.evaluations
                                                                      : s.snapshots;
            to->addData(mark.x, y);
        }
    }

    void schedule() {
        tableStale = true;
        if (!refresh.isActive()) refresh.start();
    }

    // Drawing

    void redraw() {
        const bool empty = std::all_of(series.begin(), series.end(),
                                       [](const auto& s) { return !s->shown || s->points.isEmpty(); });
        overlay->setNotice(empty ? emptyText : QString());
        if (view->isVisible()) fillTable();
        if (!self->isVisible()) return;
        style();
        if (!zoomed) fit();
        plot->replot(QCustomPlot::rpQueuedReplot);
        self->summaryChanged();
    }

    void fit() {
        Extremes x, line, raw, positive;
        for (const auto& s : series) {
            if (!s->shown || s->points.isEmpty()) continue;
            x.add(s->points.first().x);
            x.add(s->points.last().x);
            for (const Extremes* from : {&s->line}) line.add(from->low), line.add(from->high);
            raw.add(s->raw.low), raw.add(s->raw.high);
            positive.add(s->positive.low), positive.add(s->positive.high);
        }
        double left = x.empty() ? 0 : std::min(x.low, x.low <= 1 ? 0.0 : x.low);
        double right = std::max(x.empty() ? 1 : x.high, extent);
        if (right <= left) right = left + 1;
        plot->xAxis->setRange(left, right);
        if (line.empty()) {
            plot->yAxis->setRange(logarithmic ? 0.1 : 0, 1);
            return;
        }
        if (logarithmic) {
            if (positive.empty()) positive.low = positive.high = 1;
            const double span = std::max(std::log10(positive.high / positive.low), 0.05);
            plot->yAxis->setRange(positive.low / std::pow(10, span * 0.06),
                                  positive.high * std::pow(10, span * 0.06));
            return;
        }
        // A single spike of the raw values must not press the curve flat: they may add a quarter of its
        // height.
        const double height = line.high - line.low;
        double low = std::max(raw.low, line.low - 0.25 * height),
               high = std::min(raw.high, line.high + 0.25 * height);
        if (height <= 0) low = std::min(low, line.low), high = std::max(high, line.high);
        if (low > 0 && low < 0.45 * high) low = 0;  // near enough to show the whole
        double margin = (high - low) * 0.05;
        if (margin <= 0) margin = std::max(std::fabs(high) * 0.1, 1e-9);
        plot->yAxis->setRange(low == 0 ? 0 : low - margin, high + margin);
    }

    bool dimmed(int index) const { return highlighted >= 0 && highlighted != index; }

    void style() {
        const Theme theme = Theme::of(self->palette());
        plot->setBackground(QBrush(theme.surface));
        QFont small = self->font();
        small.setPointSizeF(self->font().pointSizeF() * 0.86);
        for (auto* axis : {plot->xAxis, plot->yAxis}) {
            axis->setBasePen(axis == plot->xAxis ? QPen(theme.border) : QPen(Qt::NoPen));
            axis->setTickPen(axis == plot->xAxis ? QPen(theme.border) : QPen(Qt::NoPen));
            axis->setSubTickPen(QPen(Qt::NoPen));
            axis->setTickLengthIn(0);
            axis->setTickLengthOut(axis == plot->xAxis ? 3 : 0);
            axis->setTickLabelColor(theme.secondary);
            axis->setLabelColor(theme.secondary);
            axis->setTickLabelFont(small);
            axis->setLabelFont(small);
            axis->setTickLabelPadding(6);
            axis->setLabelPadding(3);
            axis->grid()->setPen(QPen(theme.grid, 1));
            axis->grid()->setZeroLinePen(QPen(theme.grid, 1));
        }
        plot->xAxis->setLabel(xName);
        plot->yAxis->setLabel(yName);
        auto* band = plot->selectionRect();
        band->setPen(QPen(theme.focus, 1));
        band->setBrush(faint(theme.focus, 40));

        QFont labelFont = small;
        labelFont.setWeight(QFont::DemiBold);
        double labelRoom = 0;
        bool anyDense = false;
        for (int i = 0; i < int(series.size()); ++i) {
            Series& s = *series[size_t(i)];
            const QColor colour = theme.curve(s.look.colour);
            const bool dim = dimmed(i);
            QPen pen(faint(colour, dim ? 70 : 255), highlighted == i ? 2.6 : 1.8, s.look.dash);
            pen.setCapStyle(Qt::FlatCap);
            pen.setJoinStyle(Qt::RoundJoin);
            if (s.look.dash == Qt::DashLine) pen.setDashPattern({5, 3});
            s.line_->setPen(pen);
            s.line_->setVisible(s.shown);
            // A single point is no line yet: it is shown as a dot at once.
            const bool dots = s.look.dots || s.points.size() == 1;
            s.line_->setScatterStyle(
                dots ? QCPScatterStyle(QCPScatterStyle::ssDisc, pen.color(), pen.color(), 5)
                     : QCPScatterStyle());
            s.faintLine->setPen(QPen(faint(colour, dim ? 25 : theme.dark ? 90 : 80), 1));
            s.faintLine->setVisible(s.shown && s.smooths(weight));
            // Many points a pixel make a band: smooth edges and round joins cost much there and show nothing.
            const bool dense = s.points.size() > 8 * std::max(1, plot->width());
            anyDense = anyDense || dense;
            s.faintLine->setAntialiased(!dense);
            s.line_->setAntialiased(!dense);
            if (dense) s.line_->setPen(QPen(pen.color(), 1, pen.style()));
            for (auto* edge : {s.low, s.high}) {
                edge->setPen(QPen(Qt::NoPen));
                edge->setVisible(s.shown && s.enveloped);
            }
            s.high->setBrush(faint(colour, dim ? 12 : 36));
            s.high->setChannelFillGraph(s.enveloped ? s.low : nullptr);
            s.evaluations->setScatterStyle(
                QCPScatterStyle(QCPScatterStyle::ssDisc, pen.color(), pen.color(), 5));
            s.snapshots->setScatterStyle(
                QCPScatterStyle(QCPScatterStyle::ssTriangle, QPen(pen.color(), 1), theme.surface, 6));
            s.best->setScatterStyle(
                QCPScatterStyle(QCPScatterStyle::ssCircle, QPen(pen.color(), 2), theme.surface, 9));
            for (auto* marks : {s.snapshots, s.evaluations, s.best}) marks->setVisible(s.shown && !dim);
            s.label->setText(s.look.name);
            s.label->setFont(labelFont);
            s.label->setColor(pen.color());
            s.label->setBrush(theme.surface);  // a longer curve runs behind it
            const bool labelled = s.shown && !s.look.name.isEmpty() && std::isfinite(s.lastDrawn);
            s.label->setVisible(labelled);
            if (!labelled) continue;
            const double width = QFontMetricsF(labelFont).horizontalAdvance(s.look.name) + 12;
            const double reach = std::max({extent, s.points.last().x, 1.0});
            const double inside = (1 - s.points.last().x / reach) * (plot->width() - 70);
            labelRoom = std::max(labelRoom, width - std::max(0.0, inside));
        }
        plot->setPlottingHint(QCP::phFastPolylines, anyDense);
        // Half of the last tick's number stands beyond the axis.
        const int lastTick =
            6 + QFontMetrics(small).horizontalAdvance(showNumber(std::max(extent, 1000.0))) / 2;
        plot->axisRect()->setMinimumMargins(QMargins(0, 8, std::max(lastTick, int(std::ceil(labelRoom))), 0));
    }

    /// Where a curve leaves the picture or ends, in pixels; nothing where that is not in sight.
    std::optional<QPointF> endOf(const Series& s) const {
        if (!s.label->visible() || s.points.isEmpty() || !std::isfinite(s.lastDrawn)) return {};
        const QRect area = plot->axisRect()->rect();
        const QCPRange range = plot->xAxis->range();
        double x = s.points.last().x, y = s.lastDrawn;
        if (x > range.upper) {  // zoomed in
            const auto at = s.line_->data()->findEnd(range.upper, false);
            if (at == s.line_->data()->constBegin()) return {};
            x = range.upper;
            y = (at - 1)->value;
        }
        if (x < range.lower || !std::isfinite(y) || (logarithmic && y <= 0)) return {};
        const QPointF end(plot->xAxis->coordToPixel(x), plot->yAxis->coordToPixel(y));
        if (end.y() < area.top() - 2 || end.y() > area.bottom() + 2) return {};
        return end;
    }

    /// Puts the labels behind the ends of their curves, pushed apart where they would stand on each other.
    void placeLabels() {
        struct Place {
            QCPItemText* label;
            QRectF box;
        };
        std::vector<Place> places;
        const QRect area = plot->axisRect()->rect();
        for (const auto& s : series) {
            s->label->position->setPixelPosition(QPointF(-10000, -10000));
            const auto end = endOf(*s);
            if (!end) continue;
            const QFontMetricsF metrics(s->label->font());
            const QSizeF size(metrics.horizontalAdvance(s->label->text()), metrics.height());
            double x = end->x() + 6;
            // Behind the curves that end a little further on, not across them.
            for (const auto& other : series)
                if (const auto its = endOf(*other);
                    its && its->x() > end->x() && its->x() < end->x() + size.width())
                    x = std::max(x, its->x() + 6);
            places.push_back({s->label, QRectF(QPointF(x, end->y() - size.height() / 2), size)});
        }
        std::sort(places.begin(), places.end(),
                  [](const Place& a, const Place& b) { return a.box.top() < b.box.top(); });
        for (int round = 0; round < 60; ++round) {
            bool moved = false;
            for (size_t i = 1; i < places.size(); ++i)
                for (size_t j = 0; j < i; ++j) {
                    QRectF &upper = places[j].box, &lower = places[i].box;
                    const double overlap = upper.bottom() - lower.top();
                    if (overlap <= 0.1 || upper.left() >= lower.right() || lower.left() >= upper.right())
                        continue;
                    upper.translate(0, -overlap / 2);
                    lower.translate(0, overlap / 2);
                    moved = true;
                }
            for (auto& place : places) {
                if (place.box.top() < area.top()) place.box.moveTop(area.top());
                if (place.box.bottom() > area.bottom()) place.box.moveBottom(area.bottom());
            }
            if (!moved) break;
        }
        for (const auto& place : places)
            place.label->position->setPixelPosition(QPointF(place.box.left(), place.box.center().y()));
    }

    // Reading

    int primary() const {
        if (highlighted >= 0) return highlighted;
        int best = -1;
        for (int i = 0; i < int(series.size()); ++i) {
            const auto& s = *series[size_t(i)];
            if (s.shown && !s.points.isEmpty() &&
                (best < 0 || s.points.size() > series[size_t(best)]->points.size()))
                best = i;
        }
        return best;
    }

    static qsizetype nearest(const QVector<ChartPoint>& points, double x) {
        const auto at = std::lower_bound(points.begin(), points.end(), x,
                                         [](const ChartPoint& point, double to) { return point.x < to; });
        if (at == points.end()) return points.size() - 1;
        if (at == points.begin()) return 0;
        return std::fabs(at->x - x) < std::fabs((at - 1)->x - x) ? at - points.begin()
                                                                 : at - points.begin() - 1;
    }

    int curveAt(const QPointF& position) const {
        int found = -1;
        double closest = 8;
        for (int i = 0; i < int(series.size()); ++i) {
            const auto& s = *series[size_t(i)];
            if (!s.shown || s.points.isEmpty()) continue;
            QVariant details;
            const double distance = s.line_->selectTest(position, false, &details);
            Q_UNUSED(details);
            const QRectF label(s.label->topLeft->pixelPosition(), s.label->bottomRight->pixelPosition());
            const bool onLabel = s.label->visible() && label.adjusted(-2, -2, 2, 2).contains(position);
            if (onLabel || (distance >= 0 && distance < closest)) {
                closest = onLabel ? 0 : distance;
                found = i;
            }
        }
        return found;
    }

    void follow(const QPointF& position) {
        const int over = curveAt(position);
        if (over != hovered) {
            hovered = over;
            plot->setCursor(over >= 0 ? Qt::PointingHandCursor : Qt::ArrowCursor);
            Q_EMIT self->seriesHovered(over);
        }
        if (!plot->axisRect()->rect().contains(position.toPoint())) {
            overlay->hideCrosshair();
            return;
        }
        showCrosshair(plot->xAxis->pixelToCoord(position.x()));
    }

    void showCrosshair(double x) {
        const int lead = primary();
        if (lead < 0) return;
        const Theme theme = Theme::of(self->palette());
        x = series[size_t(lead)]->points[nearest(series[size_t(lead)]->points, x)].x;
        crosshair = x;
        if (!plot->xAxis->range().contains(x)) return overlay->hideCrosshair();
        QVector<ChartOverlay::Line> lines;
        for (const auto& s : series) {
            if (!s->shown || s->points.isEmpty()) continue;
            const ChartPoint& point = s->points[nearest(s->points, x)];
            const double drawn = valueAt(*s, point.x);
            QString text =
                s->look.name.isEmpty() ? showNumber(point.y) : s->look.name + ' ' + showNumber(point.y);
            if (s->smooths(weight) && std::isfinite(drawn))
                text += LineChart::tr(" (smoothed %1)").arg(showNumber(drawn));
            const bool elsewhere = point.x != x;
            if (elsewhere) text += LineChart::tr(" at %1").arg(showNumber(point.x));
            for (const auto& mark : s->marks)
                if (mark.x == point.x && mark.kind == ChartMark::Kind::Best) text += LineChart::tr(" (best)");
            QPointF dot;
            if (!elsewhere && std::isfinite(drawn) && (!logarithmic || drawn > 0))
                dot = QPointF(plot->xAxis->coordToPixel(point.x), plot->yAxis->coordToPixel(drawn));
            lines.append({text, theme.curve(s->look.colour), dot});
        }
        overlay->setCrosshair(plot->xAxis->coordToPixel(x), plot->axisRect()->rect(),
                              (xName.isEmpty() ? QString() : xName + ' ') + showNumber(x), lines);
    }

    void fillTable() {
        if (!tableStale) return;
        tableStale = false;
        QVector<ChartTable::Column> columns;
        for (const auto& s : series)
            if (s->shown) columns.append({s->look.name.isEmpty() ? yName : s->look.name, &s->points});
        table->reset(xName, columns);
    }
};

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
    impl_->stack->setCurrentIndex(on ? 1 : 0);
    impl_->schedule();
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

void LineChart::copy() const {
    QGuiApplication::clipboard()->setImage(picture());
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
