// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace lathe {

/// Now, as UTC: "2026-11-23T20:40:00.123Z".
std::string timestamp();
/// Seconds since the epoch, with fractions.
double secondsNow();
/// Seconds of a clock that never goes back.
double steadySeconds();
/// 75 -> "1 min 15 s"; for messages.
std::string duration(double seconds);

}  // namespace lathe
