// SPDX-License-Identifier: GPL-3.0-or-later
// Texts with the answer that is expected, kept in the project and asked again of any prompts.
#pragma once

#include <QAbstractTableModel>
#include <QWidget>
#include <functional>
#include <map>
#include <vector>

#include "core/base/json.h"

class QLabel;
class QPushButton;
class QTableView;

namespace lathe {

class Desk;
class Notice;

struct PlaygroundCase {
    bool generate = false;
    Json fields;
    QString expected;
};

/// An answer fits a classified case where it is the expected label, a generated one where it holds the
/// expected text.
bool fits(const PlaygroundCase& one, const QString& answer);

class CaseModel : public QAbstractTableModel {
    Q_OBJECT
  public:
    enum Column { Text, Expected, FirstAnswer };
    using QAbstractTableModel::QAbstractTableModel;
    void setCases(std::vector<PlaygroundCase> cases);
    const std::vector<PlaygroundCase>& cases() const { return cases_; }
    /// Who is asked; forgets the answers.
    void setAsked(const QStringList& names);
    void setAnswer(int row, int asked, const QString& answer, bool problem);
    /// How many of one's answers fit, and how many there are.
    std::pair<int, int> score(int asked) const;

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

  private:
    struct Answer {
        QString text;
        bool problem = false;
    };
    std::vector<PlaygroundCase> cases_;
    QStringList asked_;
    std::map<std::pair<int, int>, Answer> answers_;  // by case and who was asked
};

class PlaygroundCases : public QWidget {
    Q_OBJECT
  public:
    /// Who can be asked: a name, and the question for a case (null and why where it can't be asked).
    struct Asked {
        QString name;
        std::function<Json(const PlaygroundCase& one, QString& problem)> request;
    };
    explicit PlaygroundCases(Desk& desk, QWidget* parent = nullptr);
    /// Reads the project's cases.
    void read();
    void add(const PlaygroundCase& one);
    /// Asks everybody every case, one after the other.
    void run(std::vector<Asked> asked);
    void stop();
    bool waiting() const { return request_ != 0; }
    const CaseModel& model() const { return model_; }

  Q_SIGNALS:
    void settled();

  private:
    void next();
    void heard(const Json& event);
    void removeChosen();
    void keep(std::vector<PlaygroundCase> cases);
    void say();
    Desk& desk_;
    CaseModel model_;
    QTableView* table_;
    QLabel* said_;
    Notice* notice_;
    std::vector<Asked> asked_;
    std::vector<PlaygroundCase> before_;  // the cases before the last deletion
    std::size_t at_ = 0;                  // of cases times asked
    std::int64_t request_ = 0;
};

}  // namespace lathe
