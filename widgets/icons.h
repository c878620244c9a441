// SPDX-License-Identifier: GPL-3.0-or-later
// Icons drawn from resources/icons/NAME.svg in the theme's colours, sharp at every scale.
#pragma once

#include <QIcon>

namespace lathe {

enum class IconTone { Text, Secondary, Accent, OnAccent, Good, Warning, Error };

/// The icon of that name; it follows the theme when it is painted again.
QIcon icon(const QString& name, IconTone tone = IconTone::Text);

}  // namespace lathe
