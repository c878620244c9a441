// SPDX-License-Identifier: Apache-2.0
#include "app/cli/session.h"

#include <algorithm>
#include <charconv>

#include "app/cli/row_choice.h"
#include "core/base/files.h"
#include "core/base/text.h"
#include "core/data/candidates.h"
#include "core/data/samples.h"
#include "core/library/row_model.h"
#include "core/methods/description.h"
#include "core/spec/presets.h"

namespace lathe::cli {

Result<std::shared_ptr<const Tokenizer>> tokenizerAt(const std::string& backbone) {
    auto files = openBackbone(backbone);
    if (files) return tokenizerOf(*files);
    // A folder with only tokenizer files is no backbone, nor is a GGUF file without weights, but they can
    // tokenize.
    std::error_code code;
    if (std::filesystem::is_directory(backbone, code)) return loadTokenizer(backbone);
    if (std::filesystem::is_regular_file(backbone, code))
        if (auto alone = loadTokenizer(backbone)) return alone;
    return tl::unexpected<Error>(files.error());
}

Result<Json> namedRecipe(const Project* project, const std::string& name,
                         const std::vector<std::string>& settings) {
    Json recipe;
    std::error_code code;  // a name may be longer than any path
    if (std::filesystem::exists(name, code)) {
        LATHE_TRY(text, readFile(name, 1 << 24));
        auto parsed = Json::parse(text, name);
        if (!parsed) return badCall(parsed.error().what, parsed.error().where, parsed.error().todo);
        recipe = std::move(*parsed);
    } else {
        bool found = false;
        std::vector<std::string> known;
        if (project) {
            LATHE_TRY(saved, savedRecipes(*project));
            for (auto& [saying, json] : saved) {
                known.push_back(saying);
                if (saying == name && !found) {
                    recipe = std::move(json);
                    found = true;
                }
            }
        }
        for (const SampleRecipe& sample : sampleRecipes()) {
            known.push_back(sample.name);
            if (sample.name == name && !found) {
                LATHE_TRY(parsed, Json::parse(sample.text, name));
                recipe = std::move(parsed);
                found = true;
            }
        }
        for (Preset& preset : presets()) {
            known.push_back(preset.name);
            if (preset.name == name && !found) {
                recipe = std::move(preset.recipe);
                found = true;
            }
        }
        if (!found)
            return badCall("no such recipe", name,
                           known.empty() ? "give a recipe file" : "give a file or one of: " + joined(known));
    }
    const Catalogue all = catalogue();
    for (const std::string& setting : settings) LATHE_CHECK(setOption(recipe, setting, all));
    return recipe;
}

Result<Prepared> prepare(const Project& project, const Recipe& recipe, const std::string& dataName) {
    LATHE_TRY(files, openBackbone(recipe.text("backbone.id")));
    const std::string method = recipe.text("method.kind");
    for (const MethodDescription& known : methods())
        if (known.kind.name == method && known.refuses)
            if (const auto why = known.refuses(files.entry.shape, recipe))
                return badCall(*why, "method.kind");
    LATHE_TRY(tokenizer, tokenizerOf(files));
    LATHE_TRY(data, findDataSet(project, dataName.empty() ? recipe.text("task.data") : dataName));
    const RowTokens room = rowTokensOf(files.entry.shape, recipe);
    RowModel model = rowModelOf(files.entry.shape);
    if (model.context > 0) model.context -= room.front;
    LATHE_TRY(encoder, RowEncoder::make(recipe.json()["task"], room.slots, tokenizer, model));
    LATHE_CHECK(encoder.checkFields(data.fields));
    LATHE_TRY(note, giveCandidates(encoder, recipe.json()["task"], project, data));
    std::vector<std::string> notes;
    if (!note.empty()) notes.push_back(std::move(note));
    return Prepared{recipe,          std::move(files),   std::move(tokenizer),
                    std::move(data), std::move(encoder), std::move(notes)};
}

Result<EncodedSplit> encodeSplit(const Project& project, const RowEncoder& encoder, const DataSet& data,
                                 std::string_view split, const std::optional<TestReading>& reading,
                                 std::string_view only) {
    if (split == "test" && !reading)
        return failed("test rows choose nothing", data.name + "/test",
                      "choose by validation, and read test once with evaluate");
    if (split == "test" && !reading->project.readOnly())
        LATHE_CHECK(addLog(reading->project, "info", "test read: " + data.name + "/test by " + reading->by,
                           reading->run));
    EncodedSplit result;
    LATHE_TRY(choice, RowChoice::read(only, data.fields));
    constexpr std::int64_t kBlock = 5000;
    for (std::int64_t offset = 0;; offset += kBlock) {
        LATHE_TRY(rows, dataRows(project, data.id, split, offset, kBlock));
        for (const DataRow& row : rows) {
            if (!choice.keeps(row.fields)) continue;
            if (encoder.leavesOut(row.fields)) {
                ++result.leftOut;
                continue;
            }
            auto encoded = encoder.encode(row.row, row.fields);
            if (!encoded) {
                Error error = encoded.error();
                error.where = data.name + "/" + row.split + (error.where.empty() ? "" : ", " + error.where);
                return tl::unexpected<Error>(std::move(error));
            }
            if (encoded->cut > 0) {
                if (result.cut++ == 0) result.firstCut = row.row;
            }
            result.rows.push_back(std::move(*encoded));
        }
        if (static_cast<std::int64_t>(rows.size()) < kBlock) return result;
    }
}

Result<StoredPrompt> storedPrompt(const Project& project, const RunRow& run, const std::string& step) {
    LATHE_TRY(taken, snapshots(project, run.run));
    const std::string where = "run " + std::to_string(run.run);
    if (taken.empty())
        return failed("it holds no prompt yet", where, "train it further, or ask it for a snapshot");
    std::int64_t wanted = -1;
    const auto stored = [&](std::int64_t at) {
        return std::any_of(taken.begin(), taken.end(),
                           [&](const SnapshotRow& row) { return row.step == at; });
    };
    if (step == "best" || (step.empty() && stored(run.bestStep))) {
        if (run.bestStep < 0)
            return failed("it was never evaluated, so it has no best step", where, "give --step last");
        wanted = run.bestStep;
    } else if (step.empty() || step == "last") {
        wanted = taken.back().step;
    } else {
        const auto [end, code] = std::from_chars(step.data(), step.data() + step.size(), wanted);
        if (code != std::errc() || end != step.data() + step.size())
            return badCall("\"" + step + "\" is no step", "--step", "give best, last or a number");
    }
    if (!stored(wanted)) {
        std::vector<std::string> steps;
        for (const SnapshotRow& row : taken) steps.push_back(std::to_string(row.step));
        return failed("no snapshot of step " + std::to_string(wanted), where, "there are: " + joined(steps));
    }
    LATHE_TRY(tensors, snapshotTensors(project, run.run, wanted));
    return StoredPrompt{wanted, std::move(tensors)};
}

Result<std::shared_ptr<Backbone>> loadFor(const Prepared& prepared, const Json& resolved) {
    LoadOptions options;
    options.dtype = resolved["dtype"].toString(dtypeFor(prepared.recipe));
    const Json& threads = prepared.recipe.json().at("training.threads");
    options.threads = resolved["threads"].toInteger(threads.toInteger(0));
    options.device = resolved["device"].toString(deviceFor(prepared.recipe));
    return Backbone::load(prepared.backbone, options);
}

Result<DataChoice> chosenData(const Project& project, const std::string& text, const std::string& fallback) {
    const std::string whole = text.empty() ? fallback : text;
    const auto slash = whole.rfind('/');
    // A data set's own name may hold a slash: the longest name that exists wins.
    auto data = findDataSet(project, whole);
    std::string wanted;
    if (!data && slash != std::string::npos) {
        auto shorter = findDataSet(project, whole.substr(0, slash));
        if (shorter) {
            wanted = whole.substr(slash + 1);
            data = std::move(shorter);
        }
    }
    if (!data) return tl::unexpected<Error>(data.error());
    if (wanted.empty()) wanted = data->rows("test") > 0 ? "test" : "validation";
    if (data->rows(wanted) == 0) {
        std::vector<std::string> known;
        for (const auto& split : data->splits) known.push_back(split.name);
        return failed("the data set " + data->name + " has no rows in split " + wanted, "--data",
                      "its splits: " + joined(known));
    }
    return DataChoice{std::move(*data), wanted};
}

Json toJson(const std::map<std::string, double>& metrics) {
    Json result = Json::object();
    for (const auto& [name, value] : metrics) result.set(name, value);
    return result;
}

}  // namespace lathe::cli
