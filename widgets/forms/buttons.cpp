// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/forms/buttons.h"

#include "widgets/icons.h"
#include "widgets/measure.h"

namespace lathe {

void setButtonKind(QPushButton* button, ButtonKind kind) {
    static constexpr const char* kNames[] = {"plain", "primary", "quiet"};
    button->setProperty("kind", kNames[static_cast<int>(kind)]);
    button->update();
}

QPushButton* makeButton(const QString& text, ButtonKind kind, QWidget* parent) {
    auto* button = new QPushButton(text, parent);
    setButtonKind(button, kind);
    button->setAutoDefault(false);
    return button;
}

QPushButton* makeIconButton(const QString& name, const QString& says, QWidget* parent) {
    auto* button = makeButton({}, ButtonKind::Quiet, parent);
    button->setIcon(icon(name, IconTone::Secondary));
    button->setAccessibleName(says);
    button->setToolTip(says);
    button->setFixedSize(grid(3.5), grid(3.5));
    return button;
}

}  // namespace lathe
