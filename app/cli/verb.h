// SPDX-License-Identifier: Apache-2.0
// A verb of the command line: one file, one line in list.inc.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/json.h"
#include "core/base/result.h"

namespace CLI {
class App;
}

namespace lathe::cli {

/// What a verb ends with: the exit code (0; 130 after Ctrl C with state saved), or an error that becomes one line.
using Ran = Result<int>;

/// Where a verb's words go: results to stdout (with --json one line of JSON and nothing else), the rest to stderr.
class Output {
  public:
    bool json = false;  ///< --json, common to all verbs
    /// A line of result text on stdout; silent with --json.
    void line(std::string_view text) const;
    /// The JSON result, printed with --json alone.
    void result(const Json& value) const;
    /// A message on stderr.
    void note(std::string_view text) const;
    /// Rows as aligned columns on stdout; silent with --json. Numbers are right-aligned.
    void table(const std::vector<std::string>& header, const std::vector<std::vector<std::string>>& rows) const;
};

/// A text as tables and lists show it: printable, in one line, of at most 200 characters.
std::string inOneLine(std::string_view text);

/// What runs a verb after parsing.
using Action = std::function<Ran()>;
/// Adds a verb's flags to its App; values live in what the returned function captures.
using Verb = Action (*)(CLI::App& app, const Output& output);

/// The verb's example, as --help shows it last.
void example(CLI::App& app, std::string_view text);
/// Numbers for people: 4 significant digits, no exponent where it can be helped.
std::string number(double value);

}  // namespace lathe::cli
