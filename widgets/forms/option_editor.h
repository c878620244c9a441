// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

#include "core/spec/option.h"

namespace lathe {

/// Edits one option's value, by its type alone.
class OptionEditor : public QWidget {
    Q_OBJECT
  public:
    explicit OptionEditor(QWidget* parent = nullptr) : QWidget(parent) {}
    virtual Json value() const = 0;
    /// Shows a value; says nothing.
    virtual void setValue(const Json& value) = 0;
    /// Words to choose from where the option is a text (ids, names); any other stays possible.
    virtual void suggest(const QStringList& words) { Q_UNUSED(words) }
    /// What the value that is shown means; empty: nothing more to say than the option's help.
    virtual QString explanation() const { return {}; }
    /// The control that takes the keys.
    virtual QWidget* control() const = 0;
    void setWrong(bool wrong);

  Q_SIGNALS:
    void changed();
};

OptionEditor* makeEditor(const Option& option, QWidget* parent = nullptr);

}  // namespace lathe
