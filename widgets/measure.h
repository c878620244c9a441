// SPDX-License-Identifier: GPL-3.0-or-later
// Lengths in font units, so that layouts hold at 200% and with large fonts.
#pragma once

#include <QFont>

class QLabel;
class QWidget;

namespace lathe {

/// Grid steps in pixels for the application's font: 1 is 8 pixels at 100% (half a line of text).
int grid(double steps);
/// Width of about `characters` average characters of the application's font.
int columns(int characters);
/// The fixed-width font for tokens and code, at the application's size times `scale`.
QFont tokenFont(double scale = 1.0);
/// The application's font, larger or smaller, and with the given weight.
QFont scaledFont(double scale, int weight = QFont::Normal);
/// Text in the secondary colour; follows the theme.
void makeSecondary(QLabel* label);
/// Text in the error colour; follows the theme.
void makeError(QLabel* label);

}  // namespace lathe
