// SPDX-License-Identifier: Apache-2.0
// A verb of the command line: one file, one line in list.inc.
#pragma once

#include <functional>

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

/// Adds a verb's flags to its App and returns what runs it after parsing. Values live in what the function captures.
using Verb = std::function<Ran()> (*)(CLI::App& app, const Output& output);

}  // namespace lathe::cli
