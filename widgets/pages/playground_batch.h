// SPDX-License-Identifier: GPL-3.0-or-later
// Every row of a file, asked of the bare model and any prompts: columns become fields, answers a table that
// can be saved.
#pragma once

#include <QElapsedTimer>
#include <QMap>
#include <QWidget>
#include <vector>

#include "widgets/models/batch_model.h"
#include "widgets/pages/playground_answer.h"

class QCheckBox;
class QComboBox;
class QHBoxLayout;
class QLabel;
class QProgressBar;
class QPushButton;
class QTableView;

namespace lathe {

class Desk;
class Notice;

class PlaygroundBatch : public QWidget {
    Q_OBJECT
  public:
    explicit PlaygroundBatch(Desk& desk, QWidget* parent = nullptr);
    /// The fields that the templates ask for.
    void setNames(const QStringList& names);
    /// Who can be asked: a card's name, and its prompt as the helper knows it.
    struct Who {
        QString name;
        Json prompt;
    };
    void setAsked(std::vector<Who> who);
    /// Looks into the file: its columns, its first rows.
    void open(const QString& path);
    bool ready() const;
    void run(const Question& question);
    void stop();
    bool waiting() const { return request_ != 0; }
    const BatchModel& model() const { return model_; }

  Q_SIGNALS:
    void settled();
    /// Another file or column was chosen.
    void changed();

  private:
    void chooseFile();
    void showColumns(const Json& event);
    void fillColumns();
    void heard(const Json& event);
    void sayProgress();
    void save();
    QWidget* makeFileCard();

    Desk& desk_;
    BatchModel model_;
    QString path_;
    QStringList names_, columns_, answerColumns_;
    std::vector<Who> who_;
    QMap<QString, QComboBox*> choices_;
    QComboBox* expected_ = nullptr;
    std::vector<QCheckBox*> boxes_;
    QLabel *file_, *said_;
    QPushButton *choose_, *save_;
    QLayout *fieldRow_, *whoRow_;
    QProgressBar* bar_;
    QTableView* table_;
    Notice* notice_;
    std::int64_t request_ = 0, looking_ = 0;
    QElapsedTimer since_;
};

}  // namespace lathe
