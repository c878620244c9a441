// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPushButton>

namespace lathe {

/// How loud a button is: one primary a page, plain for the others, quiet (no border) inside rows and notices.
enum class ButtonKind { Plain, Primary, Quiet };

/// Sets the property `kind` that the style paints by.
void setButtonKind(QPushButton* button, ButtonKind kind);
QPushButton* makeButton(const QString& text, ButtonKind kind = ButtonKind::Plain, QWidget* parent = nullptr);
/// A quiet square button with an icon; `name` is its accessible name and tooltip.
QPushButton* makeIconButton(const QString& icon, const QString& name, QWidget* parent = nullptr);

}  // namespace lathe
