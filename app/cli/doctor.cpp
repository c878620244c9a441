// SPDX-License-Identifier: Apache-2.0
#include <CLI/CLI.hpp>
#include <filesystem>
#include <memory>

#include "app/cli/verb.h"
#include "core/base/paths.h"
#include "core/base/text.h"
#include "core/data/wordnet.h"
#include "core/engine/machine.h"
#include "core/library/library.h"
#include "core/project/data_sets.h"
#include "core/project/project.h"
#include "core/project/runs.h"

namespace lathe::cli {
namespace {

/// The nearest parent that exists, for a folder that will be made later.
std::filesystem::path existing(std::filesystem::path path) {
    std::error_code code;
    path = std::filesystem::absolute(path, code);
    while (!std::filesystem::exists(path, code) && path.has_parent_path() && path != path.parent_path())
        path = path.parent_path();
    return path;
}

Json spaceAt(const std::filesystem::path& path) {
    std::error_code code;
    const auto space = std::filesystem::space(existing(path), code);
    if (code) return Json();
    return Json(static_cast<double>(space.available) / (1024.0 * 1024.0 * 1024.0));
}

class Report {
  public:
    explicit Report(const Output& output) : output_(output) {}
    void line(const std::string& name, const std::string& value) const {
        if (!value.empty())
            output_.line(name + std::string(name.size() < 12 ? 12 - name.size() : 1, ' ') + inOneLine(value));
    }
    void gib(const std::string& name, const Json& gib, const std::string& rest) const {
        if (gib.isNumber()) line(name, byteSize(gib.toNumber() * 1024 * 1024 * 1024) + rest);
    }

  private:
    const Output& output_;
};

Json libraryState(const Report& report) {
    Json list{Json::Array{}};
    const auto entries = listBackbones();
    if (!entries) {
        report.line("library", entries.error().line());
        return list;
    }
    std::vector<std::string> names;
    for (const BackboneEntry& entry : *entries) {
        names.push_back(entry.problem.empty() ? entry.id : entry.id + " (" + entry.problem + ")");
        list.append(Json::object(
            {{"id", entry.id}, {"problem", entry.problem.empty() ? Json() : Json(entry.problem)}}));
    }
    report.line("library", names.empty() ? "no backbones yet; add one with: promptlathe-cli backbone add PATH"
                                         : joined(names));
    return list;
}

Result<Json> projectState(const std::string& file, const Report& report) {
    LATHE_TRY(problems, checkProject(file));
    LATHE_TRY(project, Project::open(file, Project::Access::ReadOnly));
    LATHE_TRY(runs, listRuns(project));
    LATHE_TRY(sets, dataSets(project));
    std::error_code code;
    const auto bytes = static_cast<std::int64_t>(std::filesystem::file_size(file, code));
    std::map<std::string, std::int64_t> states;
    for (const RunRow& run : runs) ++states[std::string(runStateName(run.state))];
    std::vector<std::string> counts;
    Json runStates{Json::Object{}}, found{Json::Array{}};
    for (const auto& [state, count] : states) {
        counts.push_back(std::to_string(count) + " " + state);
        runStates.set(state, count);
    }
    for (const std::string& problem : problems) found.append(problem);
    report.line("project",
                file + ", " + byteSize(static_cast<double>(bytes)) +
                    (problems.empty() ? ", sound"
                                      : ", DAMAGED: " + problems.front() + "; see promptlathe-cli check"));
    report.line("", project.notice());
    report.line("data", std::to_string(sets.size()) + (sets.size() == 1 ? " set" : " sets"));
    report.line("runs", runs.empty() ? "none" : joined(counts));
    for (const RunRow& run : runs)
        if (run.state == RunState::Interrupted)
            report.line("", "run " + std::to_string(run.run) + " was interrupted at step " +
                                std::to_string(run.step) + "; go on with: promptlathe-cli resume " + file +
                                " " + std::to_string(run.run));
    return Json::object({{"file", file},
                         {"bytes", bytes},
                         {"problems", std::move(found)},
                         {"notice", project.notice().empty() ? Json() : Json(project.notice())},
                         {"data", sets.size()},
                         {"runs", std::move(runStates)}});
}

}  // namespace

Action doctorVerb(CLI::App& app, const Output& output) {
    auto file = std::make_shared<std::string>();
    app.add_option("FILE", *file, "Also look at this project");
    example(app, "promptlathe-cli doctor topics.lathe");
    return [file, &output]() -> Ran {
        const Report report(output);
        Json json = machine();
        json.set("version", PROMPTLATHE_VERSION);
        const Json& cpu = json["cpu"];
        report.line("promptlathe",
                    std::string(PROMPTLATHE_VERSION) + ", LibTorch " + json["libtorch"].string());
        report.line("cpu", cpu.isString() ? cpu.string() : cpu["name"].string());
        report.line("features", cpu["features"].string());
        report.line("threads", json["threads"].isNull() ? "" : json["threads"].dump());
        report.gib("memory", json["memory_gib"], "");
        report.line("device", json["device"].string());
        const Json& cuda = json["cuda"];
        report.line("cuda", cuda["name"].isString()
                                ? cuda["name"].string() + ", " + byteSize(cuda["memory_gib"].toNumber() * 1024 * 1024 * 1024) +
                                      ", compute capability " + cuda["capability"].string()
                                : cuda["problem"].string());
        report.line("dtype auto", json["dtype"].string() + ": " + json["why"].string());
        json.set("disk_gib", spaceAt(dataDirectory()));
        report.gib("disk", json["disk_gib"], " free in " + dataDirectory().string());
        std::error_code code;
        const bool wordnet = std::filesystem::exists(wordnetNouns(), code);
        json.set("wordnet", wordnet);
        report.line("wordnet", wordnet ? wordnetNouns().string()
                                       : "not here; the sample needs it: install the package wordnet-base");
        json.set("library", libraryState(report));
        bool sound = true;
        if (!file->empty()) {
            LATHE_TRY(state, projectState(*file, report));
            sound = state["problems"].size() == 0;
            json.set("project", std::move(state));
        }
        output.result(json);
        if (!sound) return failed("the file is damaged", *file, "see: promptlathe-cli check " + *file);
        return 0;
    };
}

}  // namespace lathe::cli
