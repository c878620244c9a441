// SPDX-License-Identifier: Apache-2.0
#include <CLI/CLI.hpp>
#include <memory>

#include "app/cli/backbone/verbs.h"
#include "core/base/text.h"

namespace lathe::cli {

Action listBackbonesVerb(CLI::App& app, const Output& output) {
    example(app, "promptlathe-cli backbone list");
    return [&output]() -> Ran {
        LATHE_TRY(entries, listBackbones());
        Json list{Json::Array{}};
        std::vector<std::vector<std::string>> rows;
        for (const BackboneEntry& entry : entries) {
            list.append(entryJson(entry));
            rows.push_back({entry.id, entry.shape.family,
                            entry.problem.empty() ? millions(entry.shape.parameters) : "-", entry.storedDtype,
                            byteSize(static_cast<double>(entry.bytes)),
                            entry.problem.empty() ? (entry.fits ? "yes" : "no") : "-", entry.license,
                            entry.problem.empty() ? entry.path.string() : entry.problem});
        }
        if (rows.empty())
            output.note(
                "no backbones yet; add one with: promptlathe-cli backbone add PATH, or backbone fetch "
                "OWNER/NAME");
        else
            output.table({"id", "family", "parameters", "stored as", "size", "fits", "license", "where"},
                         rows);
        output.result(list);
        return 0;
    };
}

}  // namespace lathe::cli
