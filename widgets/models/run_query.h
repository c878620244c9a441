// SPDX-License-Identifier: GPL-3.0-or-later
// The run table's filter language: `method = prompt_tuning and accuracy > 0.9`.
#pragma once

#include <QString>
#include <QStringList>
#include <memory>
#include <vector>

#include "core/base/result.h"
#include "core/project/runs.h"

namespace lathe {

/// Comparisons (= != < <= > >= ~, the last for "contains") of a run's fields, joined by and, or, not and
/// parentheses. Texts are compared without case, and '_', '-' and a blank are the same; what has no value
/// fits `!=` alone.
class RunQuery {
  public:
    /// Whether a text is meant as a query: it holds a comparison.
    static bool isQuery(const QString& text);
    /// The error says what stands where; an unknown field names its nearest ones.
    static Result<RunQuery> parse(const QString& text, const QStringList& fields);
    bool fits(const RunRow& row) const;

    struct Node;

  private:
    std::shared_ptr<const Node> root_;
};

/// What these runs can be asked for: run, name, state, ...; metrics ("accuracy" is the best, "accuracy.last"
/// the last); options by path ("optimizer.learning_rate"), by their last word where that is clear, and
/// "method" for "method.kind".
QStringList runFields(const std::vector<RunRow>& runs);
/// A field's value: a number, a text, a list of tags; nothing where the run has none.
QVariant runField(const RunRow& row, const QString& field);

/// What may stand at the end of a text that is being typed.
struct QueryCompletion {
    qsizetype from = 0;  ///< where the word begins that is completed
    QStringList words;
};
QueryCompletion completeQuery(const QString& before, const std::vector<RunRow>& runs);

}  // namespace lathe
