// SPDX-License-Identifier: Apache-2.0
#include <CLI/CLI.hpp>
#include <algorithm>
#include <cmath>
#include <iostream>

#include "app/cli/verb.h"
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

void Output::line(std::string_view text) const {
    if (!json) std::cout << text << '\n' << std::flush;
}

void Output::result(const Json& value) const {
    if (json) std::cout << value.dump() << '\n' << std::flush;
}

void Output::note(std::string_view text) const { std::cerr << text << std::endl; }

void Output::table(const std::vector<std::string>& header, const std::vector<std::vector<std::string>>& rows) const {
    if (json) return;
    const std::size_t columns = header.size();
    std::vector<std::size_t> widths(columns);
    std::vector<bool> right(columns, !rows.empty());
    const auto measure = [&](const std::vector<std::string>& row, bool content) {
        for (std::size_t c = 0; c < columns && c < row.size(); ++c) {
            widths[c] = std::max(widths[c], width(row[c]));
            if (content && !row[c].empty() && !numeric(row[c])) right[c] = false;
        }
    };
    measure(header, false);
    for (const auto& row : rows) measure(row, true);
    const auto print = [&](const std::vector<std::string>& row) {
        std::string text;
        for (std::size_t c = 0; c < columns; ++c) {
            const std::string cell = c < row.size() ? printable(row[c]) : "";
            const std::size_t used = width(cell);
            const std::string space(widths[c] > used ? widths[c] - used : 0, ' ');
            if (c > 0) text += "  ";
            text += right[c] ? space + cell : cell + space;
        }
        while (!text.empty() && text.back() == ' ') text.pop_back();
        std::cout << text << '\n';
    };
    print(header);
    for (const auto& row : rows) print(row);
    std::cout << std::flush;
}

void example(CLI::App& app, std::string_view text) { app.footer("Example: " + std::string(text)); }

std::string number(double value) {
    if (!std::isfinite(value)) return "-";
    char text[48];
    const double size = std::fabs(value);
    if (value == std::floor(value) && size < 1e15)
        std::snprintf(text, sizeof text, "%.0f", value);
    else if (size >= 1e-3 && size < 1e6)
        std::snprintf(text, sizeof text, "%.*f", size >= 1000 ? 1 : size >= 100 ? 2 : size >= 1 ? 3 : 4, value);
    else
        std::snprintf(text, sizeof text, "%.3g", value);
    return text;
}

}  // namespace lathe::cli
