// SPDX-License-Identifier: GPL-3.0-or-later
// The text that is asked about: a box for each field of the templates, a row of the data in them, and the
// answer that is expected.
#pragma once

#include <QMap>

#include "core/base/json.h"
#include "widgets/forms/card.h"

class QFormLayout;
class QLineEdit;
class QPlainTextEdit;
class QPushButton;

namespace lathe {

class Desk;

class PlaygroundText : public Card {
    Q_OBJECT
  public:
    explicit PlaygroundText(Desk& desk, QWidget* parent = nullptr);
    /// Boxes for these fields; what stands in one that stays is kept. `before`: what Tab comes from.
    void setNames(const QStringList& names, QWidget* before);
    QStringList names() const { return names_; }
    Json fields() const;
    QString expected() const;
    /// Puts a random row of the recipe's data into the boxes, of validation where it has that; false, and
    /// told, where there is none.
    bool takeRow(const Json& recipe);

  Q_SIGNALS:
    /// Ctrl Return in a box.
    void submitted();
    void caseWanted();

  protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

  private:
    Desk& desk_;
    QFormLayout* form_;
    QStringList names_;
    QMap<QString, QPlainTextEdit*> fields_;
    QLabel* rowText_;
    QLineEdit* expected_;
    QPushButton* saveCase_;
};

}  // namespace lathe
