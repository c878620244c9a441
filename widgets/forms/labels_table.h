// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>
#include <map>

#include "core/base/json.h"

class QTableWidget;

namespace lathe {

/// The labels of a task with the text that says each (edited in place), and what is known of them: tokens and rows.
class LabelsTable : public QWidget {
    Q_OBJECT
  public:
    explicit LabelsTable(QWidget* parent = nullptr);
    /// {"animal": " animal", ...}
    Json labels() const;
    void setLabels(const Json& labels);
    /// [{"label", "tokens", "rows"}] as the helper's `estimate` gives them; an empty array forgets them.
    void setCounts(const Json& counts);

  Q_SIGNALS:
    void edited();
    /// The user asks for the labels that the data holds.
    void fillWanted();

  private:
    void addRow(const QString& label, const QString& said);
    void removeChosen();
    void showCounts();
    void fit();
    QTableWidget* table_;
    std::map<QString, std::pair<qint64, qint64>> counts_;  ///< label -> tokens, rows
    bool quiet_ = false;
};

}  // namespace lathe
