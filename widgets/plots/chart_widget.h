// SPDX-License-Identifier: GPL-3.0-or-later
// What every chart can do: say its content as a sentence (role Chart for screen readers), show its numbers as
// a table, and give picture and numbers away. The context menu (right click, Menu key) offers all of it.
#pragma once

#include <QImage>
#include <QStringList>
#include <QVariant>
#include <QVector>
#include <QWidget>

#include "core/base/result.h"

class QMenu;
class QPushButton;
class QTableView;

namespace lathe {

/// A chart's content as a table: numbers as numbers, NaN and invalid for "none".
struct ChartNumbers {
    QStringList header;
    QVector<QVector<QVariant>> rows;
    QString csv() const;
};

class ChartWidget : public QWidget {
    Q_OBJECT
  public:
    explicit ChartWidget(QWidget* parent = nullptr);
    ~ChartWidget() override;
    /// What the chart shows, as one sentence: "training loss 0.31 at step 212, lowest 0.22".
    virtual QString summary() const = 0;
    virtual ChartNumbers numbers() const { return {}; }

    /// The table stands in the chart's place.
    virtual void setShownAsTable(bool on);
    virtual bool shownAsTable() const;
    /// Writes PNG (twice the screen's resolution), SVG or PDF by the file's ending; whole or not at all.
    virtual Result<> save(const QString& path) const;
    virtual QImage picture() const;
    /// The picture to the clipboard.
    void copy() const;

    /// What the context menu offers; `name` (without ending) is suggested for files.
    void fillMenu(QMenu& menu);
    void setFileName(const QString& name) { fileName_ = name; }

  Q_SIGNALS:
    /// Something was saved or copied, or could not be.
    void told(const QString& text, bool problem);
    void shownAsTableChanged(bool on);

  protected:
    /// Tells assistive software that the sentence changed, at most once a second, and renews the table.
    void summaryChanged();
    void changeEvent(QEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;
    bool event(QEvent* event) override;
    /// Called when palette or font changed.
    virtual void restyle() { update(); }

  private:
    void fillTable();
    qint64 told_ = 0;
    QTableView* table_ = nullptr;  // made when it is first asked for
    QString fileName_ = QStringLiteral("chart");
};

/// A quiet button that opens the chart's menu; for the right end of its card.
QPushButton* makeChartButton(ChartWidget* chart);

}  // namespace lathe
