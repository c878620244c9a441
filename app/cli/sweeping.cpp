// SPDX-License-Identifier: Apache-2.0
#include "app/cli/sweeping.h"

#include <algorithm>
#include <deque>
#include <optional>
#include <set>

#include "app/cli/row_choice.h"
#include "app/cli/session.h"
#include "app/cli/worker.h"
#include "core/base/text.h"
#include "core/methods/description.h"

namespace lathe::cli {
namespace {

std::string described(const SweepSettings& settings) {
    std::vector<std::string> parts;
    for (const auto& [key, value] : settings) parts.push_back(key.substr(key.rfind('.') + 1) + "=" + value);
    return joined(parts);
}

/// At most `most` bytes, cut between characters.
std::string shortened(std::string text, std::size_t most) {
    text = printable(text);
    if (text.size() <= most) return text;
    std::size_t end = most - 3;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
    return text.substr(0, end) + "...";
}

Json planOf(const SweepAsk& ask, const std::string& metric, const std::vector<std::string>& parts) {
    Json configurations = Json::array();
    for (const SweepSettings& settings : ask.configurations) {
        Json one = Json::object();
        for (const auto& [key, value] : settings) one.set(key, value);
        configurations.append(std::move(one));
    }
    Json values = Json::array();
    for (const std::string& part : parts) values.append(part);
    return Json::object({{"configurations", std::move(configurations)},
                         {"seeds", ask.seeds},
                         {"draws", ask.draws},
                         {"each", ask.each},
                         {"parts", std::move(values)},
                         {"by", metric}});
}

Result<Recipe> recipeOf(const Json& base, const SweepSettings& settings, std::int64_t seed,
                        const std::string& each, const std::string& part, bool draws) {
    const Catalogue all = catalogue();
    Json recipe = base;
    for (const auto& [key, value] : settings) LATHE_CHECK(setOption(recipe, key + "=" + value, all));
    recipe.setAt("training.seed", recipe.at("training.seed").toInteger() + seed);
    if (draws) recipe.setAt("training.draw", recipe.at("training.draw").toInteger() + seed);
    if (!each.empty()) recipe.setAt("task.only", each + "=" + part);
    std::string name = recipe["name"].toString("run");
    std::string what = described(settings);
    if (!part.empty()) what += (what.empty() ? "" : ", ") + part;
    if (seed > 0) what += (what.empty() ? "" : ", ") + ("seed " + recipe.at("training.seed").dump());
    if (!what.empty()) name += ": " + what;
    recipe.set("name", shortened(name, 190));
    return checkRecipe(recipe, all);
}

/// The values of a field among the training rows, in their order.
Result<std::vector<std::string>> partsOf(const Project& project, const Json& recipe,
                                         const std::string& field) {
    LATHE_TRY(data, findDataSet(project, recipe.at("task.data").toString()));
    LATHE_CHECK(RowChoice::read(field + "=", data.fields));
    LATHE_TRY(rows, dataRows(project, data.id, "train"));
    std::vector<std::string> parts;
    std::set<std::string> seen;
    for (const DataRow& row : rows) {
        const Json& value = row.fields[field];
        const std::string text = value.isString() ? value.string() : value.dump();
        if (seen.insert(text).second) parts.push_back(text);
    }
    constexpr std::size_t kMost = 1000;
    if (parts.empty() || parts.size() > kMost)
        return failed("the field " + field + " has " + std::to_string(parts.size()) + " values in train",
                      data.name, "give a field with 1 to 1000 of them");
    return parts;
}

/// One loaded backbone, kept while runs ask for the same.
class KeptBackbone {
  public:
    Result<std::shared_ptr<Backbone>> load(const Prepared& prepared, const Json& resolved) {
        const std::string key = prepared.backbone.digest + laneKey(prepared.recipe);
        if (backbone_ && key == key_ && serves(resolved)) return backbone_;
        backbone_.reset();  // the old one first: both need not fit
        LATHE_TRY(loaded, loadFor(prepared, resolved));
        key_ = key;
        backbone_ = std::move(loaded);
        return backbone_;
    }
    /// Runs of one key can share a backbone's passes.
    static std::string laneKey(const Recipe& recipe) {
        return recipe.json()["backbone"].dump() + dtypeFor(recipe) +
               recipe.json().at("training.threads").dump();
    }

  private:
    /// Whether a run that goes on finds what it began with.
    bool serves(const Json& resolved) const {
        const Json now = backbone_->resolved();
        for (const char* key : {"dtype", "threads", "device"})
            if (resolved.contains(key) && resolved[key] != now[key]) return false;
        return true;
    }
    std::string key_;
    std::shared_ptr<Backbone> backbone_;
};

bool wantsWork(const RunRow& run) {
    return run.state != RunState::Finished;
}

/// The run of a position as it can be trained: the one there is, unless it failed; else a new one.
Result<RunRow> runToTrain(Project& project, const SweepRow& sweep, const SweepRunRow& place,
                          const Recipe& recipe) {
    if (place.run > 0) {
        LATHE_TRY(known, findRun(project, std::to_string(place.run)));
        if (known.state != RunState::Failed) return known;
    }
    LATHE_TRY(made, createRun(project, recipe.json()));
    LATHE_CHECK(setTags(project, made, {sweep.name}));
    LATHE_CHECK(setSweepRun(project, sweep.id, place.position, made));
    return findRun(project, std::to_string(made));
}

/// Why a run cannot share passes over the backbone with others, or nothing.
std::optional<std::string> apart(const Recipe& recipe) {
    const std::string method = recipe.text("method.kind");
    for (const MethodDescription& known : methods())
        if (known.kind.name == method && known.apart) return known.apart(recipe);
    return std::nullopt;
}

/// Takes the next run, and with it up to `lanes` in all that can share its backbone's passes; what must run
/// apart is said.
std::vector<SweepRunRow> nextLanes(std::deque<SweepRunRow>& waiting, const std::vector<Recipe>& recipes,
                                   std::int64_t lanes, const Output& output) {
    const auto recipeOf = [&](const SweepRunRow& place) -> const Recipe& {
        return recipes[static_cast<std::size_t>(place.position)];
    };
    std::vector<SweepRunRow> taken{waiting.front()};
    waiting.pop_front();
    if (lanes == 1) return taken;
    if (const auto why = apart(recipeOf(taken.front()))) {
        output.note("note: the next run is trained alone: " + *why);
        return taken;
    }
    const std::string key = KeptBackbone::laneKey(recipeOf(taken.front()));
    for (auto at = waiting.begin(); at != waiting.end() && static_cast<std::int64_t>(taken.size()) < lanes;) {
        if (apart(recipeOf(*at)) || KeptBackbone::laneKey(recipeOf(*at)) != key) {
            ++at;
            continue;
        }
        taken.push_back(*at);
        at = waiting.erase(at);
    }
    if (taken.size() == 1 && !waiting.empty())
        output.note(
            "note: the next run is trained alone: no other has its backbone, number format and threads");
    return taken;
}

}  // namespace

Result<std::string> choosingMetric(const std::string& by, const Json& completeRecipe) {
    std::string metric = by.empty() ? completeRecipe.at("training.choose_by").toString("loss") : by;
    if (metric == "test" || metric.starts_with("test.") || metric.find("/test") != std::string::npos)
        return badCall("test is not read for choosing", "--by",
                       "choose by a validation metric, and read test once with evaluate");
    if (metric.starts_with("validation.")) metric = metric.substr(11);
    return "validation." + metric;
}

SweepAsk askOf(const SweepRow& sweep) {
    SweepAsk ask;
    ask.name = sweep.name;
    ask.study = sweep.study;
    ask.recipe = sweep.recipe;
    for (const Json& configuration : sweep.plan["configurations"].items()) {
        SweepSettings settings;
        for (const auto& [key, value] : configuration.members()) settings.emplace_back(key, value.toString());
        ask.configurations.push_back(std::move(settings));
    }
    ask.seeds = sweep.plan["seeds"].toInteger(1);
    ask.draws = sweep.plan["draws"].toBool();
    ask.each = sweep.plan["each"].toString();
    ask.by = sweep.plan["by"].toString();
    return ask;
}

Result<SweepTable> runSweep(Project& project, const SweepAsk& ask, const Output& output) {
    // Everything that can be refused is refused before the first run.
    std::vector<std::string> parts{""};
    LATHE_TRY(base, checkRecipe(ask.recipe, catalogue()));
    if (!ask.each.empty()) {
        LATHE_TRY(found, partsOf(project, base.json(), ask.each));
        parts = std::move(found);
    }
    LATHE_TRY(metric, choosingMetric(ask.by, base.json()));
    std::vector<Recipe> recipes;
    std::vector<SweepRunRow> places;
    for (std::size_t c = 0; c < ask.configurations.size(); ++c)
        for (std::int64_t seed = 0; seed < ask.seeds; ++seed)
            for (const std::string& part : parts) {
                LATHE_TRY(recipe,
                          recipeOf(ask.recipe, ask.configurations[c], seed, ask.each, part, ask.draws));
                places.push_back({static_cast<std::int64_t>(places.size()), static_cast<std::int64_t>(c),
                                  recipe.integer("training.seed"), part});
                recipes.push_back(std::move(recipe));
            }
    for (std::size_t i = 0; i < recipes.size(); ++i) {
        if (places[i].seed != recipes[0].integer("training.seed") || places[i].part != parts[0]) continue;
        LATHE_TRY(prepared, prepare(project, recipes[i]));
        if (prepared.data.rows("validation") == 0)
            return failed("the data set has no validation rows, so nothing can be chosen", prepared.data.name,
                          "import it with --split validation=0.1");
        const std::int64_t asked = recipes[i].json().at("training.rows").toInteger();
        if (ask.each.empty() && asked > prepared.data.rows("train"))
            return failed("training.rows asks for " + std::to_string(asked) + " rows, there are " +
                              std::to_string(prepared.data.rows("train")),
                          prepared.data.name, "give fewer");
        if (recipes[i].integer("training.evaluate_every") == 0)
            return badCall("0 leaves nothing to choose by", "training.evaluate_every", "give how many steps");
    }
    SweepRow asked;
    asked.name = ask.name;
    asked.study = ask.study;
    asked.recipe = ask.recipe;
    asked.plan = planOf(ask, metric, ask.each.empty() ? std::vector<std::string>{} : parts);
    LATHE_TRY(sweep, beginSweep(project, asked, places));
    LATHE_TRY(known, sweepRuns(project, sweep.id));

    KeptBackbone kept;
    WorkerOptions options;
    options.progress = ask.progress;
    options.memory = ask.memory;
    options.load = [&](const Prepared& prepared, const Json& resolved) {
        return kept.load(prepared, resolved);
    };
    std::deque<SweepRunRow> waiting;
    for (const SweepRunRow& place : known) {
        if (place.run > 0) {
            LATHE_TRY(run, findRun(project, std::to_string(place.run)));
            if (!wantsWork(run)) continue;
        }
        waiting.push_back(place);
    }
    bool interrupted = false;
    while (!waiting.empty() && !interrupted) {
        const std::vector<SweepRunRow> next = nextLanes(waiting, recipes, ask.lanes, output);
        std::vector<RunRow> runs;
        for (const SweepRunRow& place : next) {
            LATHE_TRY(run,
                      runToTrain(project, sweep, place, recipes[static_cast<std::size_t>(place.position)]));
            output.note("run " + std::to_string(run.run) + " (" + std::to_string(place.position + 1) +
                        " of " + std::to_string(known.size()) + "): " + run.name);
            runs.push_back(std::move(run));
        }
        std::vector<Result<WorkerOutcome>> outcomes;
        if (runs.size() == 1) {
            outcomes.push_back(work(project, runs.front(), options));
        } else {
            LATHE_TRY(side, workLanes(project, runs, options));
            outcomes = std::move(side);
        }
        for (std::size_t i = 0; i < runs.size(); ++i) {
            // What fails for a reason of the machine's fails again: the next start tries it anew.
            if (!outcomes[i])
                output.note("run " + std::to_string(runs[i].run) + " failed: " + outcomes[i].error().line());
            else if (outcomes[i]->interrupted || outcomes[i]->training.state == RunState::Stopped)
                interrupted = true;
        }
    }
    LATHE_TRY(table, sweepTable(project, sweep));
    table.interrupted = interrupted;
    return table;
}

}  // namespace lathe::cli
