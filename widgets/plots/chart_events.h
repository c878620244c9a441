// SPDX-License-Identifier: GPL-3.0-or-later
// What happened while a curve grew, drawn along the x axis: snapshots, pauses, warnings; private to this
// folder.
#pragma once

#include "widgets/plots/line_chart.h"
#include "widgets/plots/plot_library.h"
#include "widgets/theme.h"

namespace lathe {

class EventMarks : public QCPLayerable {
  public:
    EventMarks(QCustomPlot* plot, const QString& layer);
    void setEvents(QVector<ChartEvent> events) { events_ = std::move(events); }
    const QVector<ChartEvent>& events() const { return events_; }
    void setTheme(const Theme& theme) { theme_ = theme; }
    /// The events within a few pixels of this x of the picture.
    QVector<ChartEvent> near(double pixel) const;

  protected:
    void applyDefaultAntialiasingHint(QCPPainter* painter) const override;
    void draw(QCPPainter* painter) override;

  private:
    QVector<ChartEvent> events_;
    Theme theme_ = Theme::light();
};

}  // namespace lathe
