// SPDX-License-Identifier: GPL-3.0-or-later
// A sweep's table as a chart's points: over one of its options, a curve for each value of another.
#pragma once

#include <QStringList>

#include "core/project/sweep_table.h"
#include "core/spec/option.h"
#include "widgets/plots/study_chart.h"

namespace lathe {

/// The options that differ among the configurations, in their order.
std::vector<std::string> variedKeys(const SweepTable& table);
/// The option that a chart goes over unless the user chose: a number before a name, else the first.
std::string usualKey(const SweepTable& table);
/// Points over `key`. With one other varied option of few values each of these is a series; with more the
/// points stand unjoined.
QVector<StudySeries> studySeries(const SweepTable& table, const std::string& key);
/// Levels without training on the same validation rows, as far as they have the table's metric.
QVector<StudyLevel> studyLevels(const Project& project, const SweepTable& table);
/// "Soft tokens" for "method.tokens".
QString optionLabel(const Catalogue& catalogue, const std::string& key);
/// A configuration in words: "Soft tokens 20, Learning rate 0.01"; one that sets nothing: the recipe as it
/// is.
QString configurationText(const Catalogue& catalogue, const SweepLine& line);
/// "length" -> "Prompt length"; a sweep of the user's own: "Sweep".
QString studyTitle(const std::string& study);

}  // namespace lathe
