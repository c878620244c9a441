// SPDX-License-Identifier: GPL-3.0-or-later
// The colours of both themes; no other file names a colour.
#pragma once

#include <QColor>
#include <QList>
#include <QPalette>

namespace lathe {

struct Theme {
    bool dark = false;
    QColor background, surface, sunken;
    QColor border, grid;
    QColor text, secondary;
    QColor accent, accentBehind, onAccent;
    QColor focus;
    QColor good, warning, error;
    QList<QColor> curves;  ///< six, told apart by colour-blind eyes; beyond six: again, with other dashes

    static Theme light();
    static Theme night();
    /// The theme whose palette this is.
    static Theme of(const QPalette& palette);
    QPalette palette() const;
    /// The curve colour and dash of the n-th run.
    QColor curve(int index) const { return curves[index % curves.size()]; }
    static Qt::PenStyle dash(int index);
};

}  // namespace lathe
