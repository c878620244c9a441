// SPDX-License-Identifier: Apache-2.0
#include "app/cli/inner.h"

#include <CLI/CLI.hpp>

namespace lathe::cli {

Action chosen(InnerVerbs inner) {
    return [inner = std::move(inner)]() -> Ran {
        for (const auto& [app, action] : inner)
            if (app->parsed()) return action();
        return badCall("which one is missing", {}, "see --help");
    };
}

}  // namespace lathe::cli
