// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLineEdit>
#include <functional>

#include "widgets/models/run_query.h"

class QCompleter;
class QStringListModel;

namespace lathe {

/// A line for filters that offers what may come next while one types; Ctrl Space asks for it.
class QueryEdit : public QLineEdit {
    Q_OBJECT
  public:
    explicit QueryEdit(QWidget* parent = nullptr);
    /// What may stand at the end of this text.
    void setCompletion(std::function<QueryCompletion(const QString& before)> complete);
    /// Says what is wrong with the text, by the error colour and a tooltip; empty: nothing.
    void setProblem(const QString& problem);
    QString problem() const { return problem_; }

  protected:
    void keyPressEvent(QKeyEvent* event) override;

  private:
    void offer();
    void take(const QString& word);
    std::function<QueryCompletion(const QString&)> complete_;
    QStringListModel* words_;
    QCompleter* completer_;
    QString problem_;
    qsizetype from_ = 0;
};

}  // namespace lathe
