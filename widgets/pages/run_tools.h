// SPDX-License-Identifier: GPL-3.0-or-later
// What can be done to a run wherever it is listed: look at it, name it, note, tag, colour, put away.
#pragma once

#include <QObject>

#include "core/base/result.h"
#include "widgets/models/run_table_model.h"

class QMenu;

namespace lathe {

class Desk;
class InlineEdit;

class RunTools : public QObject {
    Q_OBJECT
  public:
    /// `edit` asks for texts; all must outlive this.
    RunTools(Desk& desk, const RunTableModel& model, InlineEdit& edit, QObject* parent);
    /// Prompt, playground, branch, copy of the recipe.
    void addLooks(QMenu& menu, std::int64_t run);
    /// Name, note, tags, colour, archive; off where the project can't be written.
    void addEdits(QMenu& menu, std::int64_t run);
    /// Says what went wrong, or that runs changed.
    void written(const Result<>& result);

  private:
    void askName(std::int64_t run);
    void askNote(std::int64_t run);
    void askTags(std::int64_t run);
    void addColours(QMenu& menu, std::int64_t run);
    void archive(std::int64_t run);

    Desk& desk_;
    const RunTableModel& model_;
    InlineEdit& edit_;
};

}  // namespace lathe
