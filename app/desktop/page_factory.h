// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/desk.h"

class QWidget;

namespace lathe {

/// Makes a page of the window.
QWidget* makePage(PageName page, Desk& desk, QWidget* parent);

}  // namespace lathe
