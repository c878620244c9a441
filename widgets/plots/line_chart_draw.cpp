// SPDX-License-Identifier: GPL-3.0-or-later
// How the line chart looks, and which part of the plane it shows.
#include "widgets/plots/line_chart_impl.h"
#include "widgets/show.h"
#include "widgets/theme.h"

namespace lathe {
namespace {

QColor faint(QColor colour, int alpha) {
    colour.setAlpha(alpha);
    return colour;
}

}  // namespace

void LineChart::Impl::schedule() {
    tableStale = true;
    if (!refresh.isActive()) refresh.start();
}

void LineChart::Impl::redraw() {
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

void LineChart::Impl::fit() {
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
    if (logarithmicX) left = std::max(left, 1.0);  // step 0 has no place there
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

void LineChart::Impl::styleAxes() {
    const Theme theme = Theme::of(self->palette());
    plot->setBackground(QBrush(theme.surface));
    events->setTheme(theme);
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
}

double LineChart::Impl::styleSeries(int index, bool dense) {
    const Theme theme = Theme::of(self->palette());
    Series& s = *series[size_t(index)];
    const QColor colour = theme.curve(s.look.colour);
    const bool dim = dimmed(index);
    QPen pen(faint(colour, dim ? 70 : 255), highlighted == index ? 2.6 : 1.8, s.look.dash);
    pen.setCapStyle(Qt::FlatCap);
    pen.setJoinStyle(Qt::RoundJoin);
    if (s.look.dash == Qt::DashLine) pen.setDashPattern({5, 3});
    // Many points a pixel make a band: smooth edges and round joins cost much there and show nothing.
    s.line_->setPen(dense ? QPen(pen.color(), 1, pen.style()) : pen);
    s.line_->setVisible(s.shown);
    s.line_->setAntialiased(!dense);
    s.faintLine->setAntialiased(!dense);
    // A single point is no line yet: it is shown as a dot at once.
    const bool dots = s.look.dots || s.points.size() == 1;
    s.line_->setScatterStyle(dots ? QCPScatterStyle(QCPScatterStyle::ssDisc, pen.color(), pen.color(), 5)
                                  : QCPScatterStyle());
    s.faintLine->setPen(QPen(faint(colour, dim ? 25 : theme.dark ? 90 : 80), 1));
    s.faintLine->setVisible(s.shown && s.smooths(weight));
    for (auto* edge : {s.low, s.high}) {
        edge->setPen(QPen(Qt::NoPen));
        edge->setVisible(s.shown && s.enveloped);
    }
    s.high->setBrush(faint(colour, dim ? 12 : 36));
    s.high->setChannelFillGraph(s.enveloped ? s.low : nullptr);
    s.evaluations->setScatterStyle(QCPScatterStyle(QCPScatterStyle::ssDisc, pen.color(), pen.color(), 5));
    s.snapshots->setScatterStyle(
        QCPScatterStyle(QCPScatterStyle::ssTriangle, QPen(pen.color(), 1), theme.surface, 6));
    s.best->setScatterStyle(
        QCPScatterStyle(QCPScatterStyle::ssCircle, QPen(pen.color(), 2), theme.surface, 9));
    for (auto* marks : {s.snapshots, s.evaluations, s.best}) marks->setVisible(s.shown && !dim);
    QFont labelFont = plot->xAxis->labelFont();
    labelFont.setWeight(QFont::DemiBold);
    s.label->setText(s.look.name);
    s.label->setFont(labelFont);
    s.label->setColor(pen.color());
    s.label->setBrush(theme.surface);  // a longer curve runs behind it
    const bool labelled = s.shown && !s.look.name.isEmpty() && std::isfinite(s.lastDrawn);
    s.label->setVisible(labelled);
    if (!labelled) return 0;
    const double width = QFontMetricsF(labelFont).horizontalAdvance(s.look.name) + 12;
    const double reach = std::max({extent, s.points.last().x, 1.0});
    const double last = std::max(s.points.last().x, 1.0);
    const double share = logarithmicX ? std::log(last) / std::max(std::log(reach), 1e-9) : last / reach;
    const double inside = (1 - share) * (plot->width() - 70);
    return width - std::max(0.0, inside);
}

void LineChart::Impl::style() {
    styleAxes();
    double labelRoom = 0;
    bool anyDense = false;
    for (int i = 0; i < int(series.size()); ++i) {
        const bool dense = series[size_t(i)]->points.size() > 8 * std::max(1, plot->width());
        anyDense = anyDense || dense;
        labelRoom = std::max(labelRoom, styleSeries(i, dense));
    }
    plot->setPlottingHint(QCP::phFastPolylines, anyDense);
    // Half of the last tick's number stands beyond the axis.
    const QFontMetrics metrics(plot->xAxis->tickLabelFont());
    const int lastTick = 6 + metrics.horizontalAdvance(showNumber(std::max(extent, 1000.0))) / 2;
    plot->axisRect()->setMinimumMargins(QMargins(0, 8, std::max(lastTick, int(std::ceil(labelRoom))), 0));
}

}  // namespace lathe
