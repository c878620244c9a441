// SPDX-License-Identifier: GPL-3.0-or-later
// The window's small parts, all at once; each is in a file of its own.
#pragma once

#include "widgets/forms/buttons.h"
#include "widgets/forms/card.h"
#include "widgets/forms/chip.h"
#include "widgets/forms/empty_state.h"
#include "widgets/forms/notice.h"
#include "widgets/forms/numbers.h"
#include "widgets/forms/page_header.h"
#include "widgets/forms/segmented_control.h"
#include "widgets/forms/tables.h"
#include "widgets/forms/tile.h"
#include "widgets/measure.h"
