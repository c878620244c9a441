// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLineEdit>

#include "core/spec/option.h"

namespace lathe {

/// A number as text: Up and Down step it, the unit stands behind it, and what is no number is kept for the check to name.
class NumberField : public QLineEdit {
    Q_OBJECT
  public:
    explicit NumberField(const Option& option, QWidget* parent = nullptr);
    /// A number; a text where it is none; null where it is empty.
    Json value() const;
    void setValue(const Json& value);
    QSize sizeHint() const override;

  protected:
    void keyPressEvent(QKeyEvent* event) override;
    void paintEvent(QPaintEvent* event) override;

  private:
    void step(int direction);
    bool whole_;
    double minimum_, maximum_;
    QString unit_;
};

/// 0.01 -> "0.01", 300 -> "300", 1e-05 -> "1e-05".
QString numberText(const Json& value);

}  // namespace lathe
