// SPDX-License-Identifier: GPL-3.0-or-later
// Runs as a table: what was asked and what became of it; follows events without being built again.
#pragma once

#include <QAbstractTableModel>
#include <QStringList>
#include <map>
#include <optional>
#include <vector>

#include "core/project/run_views.h"
#include "core/project/runs.h"
#include "core/spec/events.h"
#include "widgets/models/run_colours.h"

namespace lathe {

struct RunColumn {
    enum class Kind {
        Run,
        Name,
        State,
        Steps,
        Best,
        Last,
        Option,
        Seconds,
        Created,
        Tags,
        Note,
        Lowest,
        Highest,
        Device
    };
    Kind kind = Kind::Run;
    QString key;  ///< a metric's name or an option's path
    QString title;
    friend bool operator==(const RunColumn& a, const RunColumn& b) {
        return a.kind == b.kind && a.key == b.key;
    }
};

class RunTableModel : public QAbstractTableModel {
    Q_OBJECT
  public:
    enum Role {
        SortRole = Qt::UserRole,  ///< the plain number or text
        RunRole,                  ///< the run's number
        FilterRole,               ///< all that a filter looks at, as one text
        NumberRole,               ///< true for columns of numbers
        ArchivedRole,             ///< true for runs in the archive
        ColourRole,               ///< the run's index among the theme's curves
    };
    explicit RunTableModel(QObject* parent = nullptr);

    /// The rows as the project has them now: changed in place, so that selections stay.
    void setRuns(std::vector<RunRow> runs);
    /// A worker's event, taken into its run's row.
    void take(const Event& event);
    const std::vector<RunRow>& runs() const { return runs_; }
    const RunRow* find(std::int64_t run) const;
    int rowOf(std::int64_t run) const;

    void setColumns(std::vector<RunColumn> columns);
    const std::vector<RunColumn>& columns() const { return columns_; }
    /// What the window shows unless the user chose: run, name, state, steps, best loss and the best of the
    /// main metric.
    std::vector<RunColumn> usualColumns() const;
    /// Every column that these runs can fill, in the order of a menu.
    std::vector<RunColumn> possibleColumns() const;
    /// Paths of recipe keys at which these runs differ (all runs where the list is empty), in the recipe's
    /// order.
    QStringList differingOptions(const QVector<std::int64_t>& among = {}) const;

    /// Metrics are followed by their difference to this run; 0: none.
    void setBaseline(std::int64_t run);
    std::int64_t baseline() const { return baseline_; }
    /// The extremes of a metric by run, for the columns Lowest and Highest of that metric; events extend
    /// them.
    void setRanges(const QString& metric, std::map<std::int64_t, MetricRange> ranges);
    void setColours(const RunColours& colours);
    int colour(std::int64_t run) const { return colours_.of(run); }
    /// Whether names can be edited in place (rename is asked with renamed()).
    void setEditable(bool editable) { editable_ = editable; }

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    bool setData(const QModelIndex& index, const QVariant& value, int role) override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    Qt::ItemFlags flags(const QModelIndex& index) const override;

  Q_SIGNALS:
    void renamed(std::int64_t run, const QString& name);

  private:
    QVariant plain(const RunRow& row, const RunColumn& column) const;
    std::optional<double> number(const RunRow& row, const RunColumn& column) const;
    QString shown(const RunRow& row, const RunColumn& column) const;
    void changed(int row);
    void changedAll();

    std::vector<RunRow> runs_;  // by number
    std::vector<RunColumn> columns_;
    std::int64_t baseline_ = 0;
    std::map<QString, std::map<std::int64_t, MetricRange>> ranges_;
    RunColours colours_;
    bool editable_ = false;
};

/// The metric that a table shows first: the one this run's task is judged by. Empty: only losses are there.
QString mainMetric(const RunRow& row);
/// The main metric's best value on validation, or nothing.
std::optional<double> bestOf(const RunRow& row, const QString& metric);
/// Paths of all values in a recipe that are not objects, in its order; labels count as one value.
std::vector<std::string> recipePaths(const Json& recipe);
/// The tag of runs that lists leave out unless they are asked for.
inline constexpr const char* kArchivedTag = "archived";
bool isArchived(const RunRow& row);
/// "CPU, bfloat16": what a run was or is trained on; empty before it began.
QString deviceOf(const RunRow& row);
/// Whether a worker has it, or will.
bool isLive(RunState state);
/// The index of a run's colour among the theme's curves where the user chose none (run_colours.h).
int runColour(std::int64_t run);
/// The state with what it means for the user: "running", "stopped at best".
QString stateText(const RunRow& row);
/// "prompt tuning · 20 soft tokens behind the text · AdamW 0.01".
QString recipeSummary(const Json& recipe);
/// "optimizer.learning_rate" -> "Learning rate".
QString optionTitle(const QString& key);
/// A recipe's value as a table shows it.
QString showOption(const Json& value);

}  // namespace lathe
