// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace lathe {

/// Seconds since the kernel started this process (before its libraries were loaded); exact to 10 ms.
double processAge();

}  // namespace lathe
