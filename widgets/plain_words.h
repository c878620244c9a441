// SPDX-License-Identifier: GPL-3.0-or-later
// Names, notes and rows come from strangers: what looks like markup in them is shown as it is written.
#pragma once

class QWidget;

namespace lathe {

/// Called for each widget when it is made ready to be shown (LatheStyle::polish): labels and tooltips, which
/// Qt would read as HTML where they look like it, are plain text; tooltips are wrapped and end somewhere.
void keepPlain(QWidget* widget);

}  // namespace lathe
