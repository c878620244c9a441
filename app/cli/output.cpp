// SPDX-License-Identifier: Apache-2.0
#include <CLI/CLI.hpp>
#include <algorithm>
#include <cmath>
#include <iostream>

#include "app/cli/verb.h"
#include "core/base/terminal.h"
#include "core/base/text.h"

namespace lathe::cli {
namespace {

std::size_t width(std::string_view text) {
    std::size_t points = 0;
    for (std::size_t at = 0; at < text.size(); ++points) nextCodePoint(text, at);
    return points;
}

bool numeric(std::string_view text) {
    return !text.empty() && text.find_first_not_of("0123456789.,-+%e") == std::string_view::npos;
}

}  // namespace

std::string inOneLine(std::string_view text) {
    constexpr std::size_t kWidest = 200;
    if (text.size() > 8 * kWidest)
        text = text.substr(0, 8 * kWidest);  // escaping makes it longer, never shorter
    const std::string whole = printable(text);
    std::size_t at = 0;
    for (std::size_t points = 0; points < kWidest && at < whole.size(); ++points) nextCodePoint(whole, at);
    return at < whole.size() ? whole.substr(0, at) + "..." : whole;
}

void Output::line(std::string_view text) const {
    if (!json) std::cout << forTerminal(text) << '\n' << std::flush;
}

void Output::result(const Json& value) const {
    if (json) std::cout << value.dump() << '\n' << std::flush;
}

void Output::note(std::string_view text) const {
    std::cerr << forTerminal(text) << std::endl;
}

void Output::table(const std::vector<std::string>& header,
                   const std::vector<std::vector<std::string>>& rows) const {
    if (json) return;
    const std::size_t columns = header.size();
    std::vector<std::size_t> widths(columns);
    std::vector<bool> right(columns, !rows.empty());
    std::vector<std::vector<std::string>> shown;
    const auto show = [&](const std::vector<std::string>& row) {
        shown.emplace_back();
        for (std::size_t c = 0; c < columns; ++c)
            shown.back().push_back(c < row.size() ? inOneLine(row[c]) : "");
    };
    show(header);
    for (const auto& row : rows) show(row);
    for (std::size_t r = 0; r < shown.size(); ++r)
        for (std::size_t c = 0; c < columns; ++c) {
            widths[c] = std::max(widths[c], width(shown[r][c]));
            if (r > 0 && !shown[r][c].empty() && !numeric(shown[r][c])) right[c] = false;
        }
    for (const auto& row : shown) {
        std::string text;
        for (std::size_t c = 0; c < columns; ++c) {
            const std::string space(widths[c] - width(row[c]), ' ');
            if (c > 0) text += "  ";
            text += right[c] ? space + row[c] : row[c] + space;
        }
        while (!text.empty() && text.back() == ' ') text.pop_back();
        std::cout << text << '\n';
    }
    std::cout << std::flush;
}

void example(CLI::App& app, std::string_view text) {
    app.footer("Example: " + std::string(text));
}

std::string number(double value) {
    if (!std::isfinite(value)) return "-";
    char text[48];
    const double size = std::fabs(value);
    if (value == std::floor(value) && size < 1e15)
        std::snprintf(text, sizeof text, "%.0f", value);
    else if (size >= 1e-3 && size < 1e6)
        std::snprintf(text, sizeof text, "%.*f",
                      size >= 1000  ? 1
                      : size >= 100 ? 2
                      : size >= 1   ? 3
                                    : 4,
                      value);
    else
        std::snprintf(text, sizeof text, "%.3g", value);
    return text;
}

}  // namespace lathe::cli
