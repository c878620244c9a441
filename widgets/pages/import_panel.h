// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringList>
#include <QWidget>

#include "core/base/json.h"

class QLabel;
class QLineEdit;
class QProgressBar;
class QPushButton;
class QTableWidget;

namespace lathe {

class Card;
class Desk;
class Notice;
class NumberField;

/// A data file before it is imported: its first rows, the set's name, what is held back; then progress, or what is wrong
/// and where.
class ImportPanel : public QWidget {
    Q_OBJECT
  public:
    explicit ImportPanel(Desk& desk, QWidget* parent = nullptr);
    void look(const QString& path);

  Q_SIGNALS:
    /// The set is in the project.
    void imported(const QString& name);
    void closed();

  private:
    void showDetected(const Json& event);
    void begin();
    void hear(const Json& event);
    void stop();
    void showFields(const QStringList& names);
    /// The fields that get another name, or none (""); null where a name stands twice.
    Json fields() const;
    Desk& desk_;
    QString path_;
    Card* card_;
    Notice* notice_;
    QLabel* about_;
    QTableWidget* rows_;
    QStringList names_;  ///< the file's own
    QLineEdit* name_;
    NumberField* share_;
    QPushButton* import_;
    QPushButton* cancel_;
    QLabel* progress_;
    std::int64_t asked_ = 0;
    bool importing_ = false;
};

}  // namespace lathe
