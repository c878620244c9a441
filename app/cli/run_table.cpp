// SPDX-License-Identifier: Apache-2.0
#include "app/cli/run_table.h"

namespace lathe::cli {

std::map<std::string, double> summary(const RunRow& run) {
    std::map<std::string, double> metrics = run.last;
    for (const auto& [name, value] : run.best)
        if (name.find('.') != std::string::npos) metrics[name] = value;
    return metrics;
}

Json runJson(const RunRow& run) {
    Json metrics{Json::Object{}}, tags{Json::Array{}};
    for (const auto& [name, value] : summary(run)) metrics.set(name, value);
    for (const std::string& tag : run.tags) tags.append(tag);
    Json out = Json::object({{"run", run.run},
                             {"name", run.name},
                             {"state", runStateName(run.state)},
                             {"step", run.step},
                             {"steps", run.steps},
                             {"recipe", run.recipe},
                             {"resolved", run.resolved},
                             {"metrics", std::move(metrics)},
                             {"best_step", run.bestStep < 0 ? Json() : Json(run.bestStep)},
                             {"created", run.created},
                             {"started", run.started},
                             {"ended", run.ended},
                             {"seconds", run.seconds},
                             {"note", run.note},
                             {"tags", std::move(tags)}});
    if (run.failure)
        out.set("failure", Json::object({{"what", run.failure->what},
                                         {"where", run.failure->where},
                                         {"todo", run.failure->todo}}));
    return out;
}

std::string when(const std::string& timestamp) {
    if (timestamp.size() < 16) return timestamp;
    std::string text = timestamp.substr(0, 16);
    if (text[10] == 'T') text[10] = ' ';
    return text;
}

std::string cell(const Json& value) {
    if (value.isNull()) return "-";
    return value.isString() ? value.string() : value.dump();
}

}  // namespace lathe::cli
