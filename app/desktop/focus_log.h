// SPDX-License-Identifier: GPL-3.0-or-later
// For tests that drive the window by its keys alone (tests/app/keyboard_way.py): where they are.
#pragma once

class QApplication;

namespace lathe {

/// Appends a line to the file that PROMPTLATHE_FOCUS names whenever the focus moves: object name, accessible name,
/// class, between tabs. Does nothing without it.
void logFocus(QApplication& app);

}  // namespace lathe
