// SPDX-License-Identifier: GPL-3.0-or-later
// The line chart's curves: their points, what is drawn of them, and their marks.
#include "widgets/plots/line_chart_impl.h"

namespace lathe {

QCPGraph* LineChart::Impl::graph(const char* layer) {
    QCPGraph* made = plot->addGraph();
    made->setLayer(layer);
    made->setSelectable(QCP::stNone);
    made->removeFromLegend();
    made->setVisible(false);  // until it has its colour
    return made;
}

void LineChart::Impl::make(Series& s) {
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

void LineChart::Impl::drop(Series& s) {
    for (auto* g : {s.low, s.high, s.faintLine, s.line_, s.snapshots, s.evaluations, s.best})
        plot->removeGraph(g);
    plot->removeItem(s.label);
}

double LineChart::Impl::take(Series& s, const ChartPoint& point) {
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

void LineChart::Impl::rebuild(Series& s) {
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

double LineChart::Impl::valueAt(const Series& s, double x) const {
    const auto at = s.line_->data()->findBegin(x, false);
    return at != s.line_->data()->constEnd() && at->key == x ? at->value : kNone;
}

void LineChart::Impl::placeMarks(Series& s) {
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

void LineChart::Impl::fillTable() {
    if (!tableStale) return;
    tableStale = false;
    QVector<ChartTable::Column> columns;
    for (const auto& s : series)
        if (s->shown) columns.append({s->look.name.isEmpty() ? yName : s->look.name, &s->points});
    table->reset(xName, columns);
}

}  // namespace lathe
