// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/run_colours.h"

#include <algorithm>
#include <charconv>

#include "core/project/runs.h"
#include "widgets/models/run_table_model.h"

namespace lathe {
namespace {

constexpr const char* kView = "run colours";
constexpr int kMost = 30;  // six colours, five dashes

}  // namespace

RunColours RunColours::read(const Project* project) {
    RunColours colours;
    if (!project) return colours;
    const auto kept = keptView(*project, kView);
    if (!kept) return colours;
    for (const auto& [key, value] : kept->members()) {
        std::int64_t run = 0;
        const auto [end, code] = std::from_chars(key.data(), key.data() + key.size(), run);
        if (code != std::errc() || end != key.data() + key.size() || !value.isInteger()) continue;
        colours.chosen_[run] = int(std::clamp<std::int64_t>(value.toInteger(), 0, kMost - 1));
    }
    return colours;
}

int RunColours::of(std::int64_t run) const {
    const auto at = chosen_.find(run);
    return at == chosen_.end() ? runColour(run) : at->second;
}

Result<> RunColours::keep(Project& project, std::int64_t run, int colour) {
    if (colour < 0)
        chosen_.erase(run);
    else
        chosen_[run] = std::min(colour, kMost - 1);
    Json view = Json::object();
    for (const auto& [key, value] : chosen_) view.set(std::to_string(key), value);
    return keepView(project, kView, view);
}

}  // namespace lathe
