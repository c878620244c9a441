// SPDX-License-Identifier: Apache-2.0
#include "core/library/fetch.h"

#include "app/cli/serve/helper.h"
#include "core/library/library.h"

namespace lathe::cli {

/// Events as `backbone fetch --progress jsonl` tells them. Paused and cancelled downloads keep what came: the
/// next request for the same model goes on by range.
Result<Json> fetchAnswer(Helper&, const Question& question) {
    LATHE_TRY(settings, hubSettings());
    FetchHooks hooks;
    hooks.wish = [&question] {
        if (question.cancelled()) return FetchWish::Stop;
        return question.paused() ? FetchWish::Pause : FetchWish::Go;
    };
    hooks.tell = [&question](const FetchProgress& progress) { question.tell(toJson(progress)); };
    const FetchRequest request{question.ask["model"].toString(), question.ask["file"].toString()};
    LATHE_TRY(fetched, fetchModel(request, settings, hooks));
    Json result = Json::object({{"model", fetched.repository},
                                {"commit", fetched.commit},
                                {"state", fetched.stopped ? "stopped" : "done"},
                                {"path", fetched.path.string()},
                                {"bytes", static_cast<std::int64_t>(fetched.bytes)},
                                {"fetched", static_cast<std::int64_t>(fetched.fetched)}});
    // What came may be of a family that is not built: said now, not at the first run.
    if (!fetched.stopped)
        if (const auto opened = openBackbone(fetched.path.string()); !opened)
            result.set("problem", opened.error().line());
    return result;
}

}  // namespace lathe::cli
