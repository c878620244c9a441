// SPDX-License-Identifier: Apache-2.0
// A run, or a comparison of runs, on one page: what was asked, what came out, its curves and its nearest
// words.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/project/project.h"

namespace lathe {

struct ReportTable {
    std::vector<std::string> header{};
    std::vector<std::vector<std::string>> rows{};
    std::vector<bool> right{};  ///< columns of numbers; shorter than the header: the rest are texts
};
/// A heading with what stands below it, in this order: words, a table, a chart, lines of code.
struct ReportSection {
    std::string title{};
    std::vector<std::string> words{};
    ReportTable table{};
    std::string svg{};  ///< a whole <svg> element, already escaped
    std::string code{};
};
/// Plain text everywhere but in `svg`: writers escape it.
struct Report {
    std::string title, subtitle;
    std::vector<ReportSection> sections{};
};

/// One run: the report of it; several: what differs, their results beside each other, their curves overlaid.
/// Refuses an empty list and runs that are not there.
Result<Report> makeReport(const Project& project, const std::vector<std::int64_t>& runs);

/// A page that needs nothing else: no script, nothing fetched, every text of the project's escaped.
std::string reportHtml(const Report& report);
/// Text inside HTML's or SVG's elements and quoted attributes; control characters and ill-formed UTF-8 made
/// visible.
std::string escapedHtml(std::string_view text);

}  // namespace lathe
