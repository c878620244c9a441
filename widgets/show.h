// SPDX-License-Identifier: GPL-3.0-or-later
// Numbers, tokens and times as users read them.
#pragma once

#include <QString>
#include <cstdint>
#include <string_view>

#include "core/spec/events.h"

class QDateTime;

namespace lathe {

inline QString text(const std::string& utf8) {
    return QString::fromStdString(utf8);
}
inline QString text(std::string_view utf8) {
    return QString::fromUtf8(utf8.data(), qsizetype(utf8.size()));
}

/// An English text of the core's (an option's label, its help, its unit) in the window's language.
QString coreText(std::string_view english);

/// Every language has the point for decimals, as recipes, filters, files and papers do. Thousands stand apart
/// as the language's readers know it, and never by what they could take for the decimal sign.
QString withThousandsApart(QString english);
QString showWhole(std::int64_t number);
/// "26 Nov 2026  12:50".
QString showWhen(const QDateTime& when);

/// Three significant digits below 1 (0.893, 0.0029), thousands apart above (1,284); "–" for what is not
/// finite.
QString showNumber(double value);
/// With a sign, for deltas: "+0.032", "−0.014", "±0".
QString showDelta(double value);
/// A metric by its name: shares with three decimals, others like showNumber.
QString showMetric(const QString& metric, double value);
/// "47 s", "2 min 40 s", "1 h 5 min".
QString showDuration(double seconds);
/// The same for an estimate, to about two digits: "2 min 40 s" of 158 s, "25 min" of 1,480 s.
QString showAbout(double seconds);
/// MiB as "1.1 GiB" or "640 MiB".
QString showMemory(double mib);
QString showState(RunState state);
/// "validation.accuracy" -> "Accuracy"; "loss" -> "Loss".
QString metricLabel(const QString& metric);
/// Whether a lower value of this metric is better (losses, perplexity).
bool lowerIsBetter(const QString& metric);

}  // namespace lathe
