// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

class QTableView;

namespace lathe {

/// Tables as this window has them: whole rows chosen, hairlines between rows only, quiet headers, rows of grid(3.5);
/// the style paints right-aligned texts with equal digits.
void tidyTable(QTableView* table);

}  // namespace lathe
