// SPDX-License-Identifier: Apache-2.0
#include "core/engine/bench.h"

#include <CLI/CLI.hpp>
#include <fstream>
#include <memory>
#include <sstream>

#include "app/cli/verb.h"
#include "core/base/text.h"
#include "core/engine/machine.h"
#include "core/methods/description.h"

namespace lathe::cli {
namespace {

struct Flags {
    std::string backbone, lengths;
    LoadOptions load;
    BenchOptions bench;
};

/// "source target" token counts, one row a line.
Result<std::vector<std::pair<std::int64_t, std::int64_t>>> readLengths(const std::string& path) {
    std::ifstream file(path);
    if (!file) return failed("cannot open", path, "check the path");
    std::vector<std::pair<std::int64_t, std::int64_t>> rows;
    std::string line;
    for (std::int64_t at = 1; std::getline(file, line); ++at) {
        if (trimmed(line).empty()) continue;
        std::istringstream words(line);
        std::int64_t source = 0, target = 0;
        std::string rest;
        if (!(words >> source >> target) || words >> rest || source < 1 || target < 1)
            return failed("not two token counts", path + ", line " + std::to_string(at), "give: source target");
        rows.emplace_back(source, target);
    }
    if (rows.empty()) return failed("no rows", path);
    return rows;
}

std::vector<std::string> methodNames() {
    std::vector<std::string> names;
    for (const MethodDescription& method : methods()) names.push_back(method.kind.name);
    return names;
}

/// Where the step's time goes, for people: milliseconds, the part's share, and what of it is bare products.
void printProfile(const Json& profile) {
    double all = 0;
    for (const auto& [part, seconds] : profile.members()) all += seconds["seconds"].toNumber();
    std::fprintf(stderr, "%-12s %10s %7s %10s\n", "part", "ms", "share", "floor ms");
    for (const auto& [part, seconds] : profile.members())
        std::fprintf(stderr, "%-12s %10.2f %6.1f%% %10.2f\n", part.c_str(), 1e3 * seconds["seconds"].toNumber(),
                     100 * seconds["seconds"].toNumber() / all, 1e3 * seconds["floor"].toNumber());
}

Ran benchBackbone(Flags flags) {
    if (!flags.lengths.empty()) {
        LATHE_TRY(rows, readLengths(flags.lengths));
        flags.bench.lengths = std::move(rows);
    }
    LATHE_TRY(files, openBackbone(flags.backbone));
    flags.bench.restingBytes = residentBytes();
    LATHE_TRY(backbone, Backbone::load(files, flags.load));
    LATHE_TRY(result, bench(*backbone, flags.bench));
    if (flags.bench.profile) printProfile(result["profile"]);
    std::puts(result.dump().c_str());
    return 0;
}

}  // namespace

Action benchVerb(CLI::App& app, const Output&) {
    auto flags = std::make_shared<Flags>();
    flags->load.device = "auto";
    app.add_option("BACKBONE", flags->backbone, "An id of the library, a folder, or a GGUF file")->required();
    app.add_option("--method", flags->bench.method, "The method whose step is timed")->required()->check(CLI::IsMember(methodNames()));
    app.add_option("--tokens", flags->bench.tokens, "Soft tokens")->check(CLI::Range(1, 4096));
    app.add_option("--batch", flags->bench.batch, "Rows a step")->check(CLI::Range(1, 65536));
    app.add_option("--length", flags->bench.length, "Tokens a row")->check(CLI::Range(2, 1 << 20));
    app.add_option("--labelled", flags->bench.labelled, "Share of a row's tokens that is labelled")->check(CLI::Range(0.0, 1.0));
    app.add_flag("--behind", flags->bench.behind, "Soft tokens behind the source, not in front of it");
    app.add_flag("--stored", flags->bench.stored, "With --behind: the source's keys and values are kept already, as from the second epoch on");
    app.add_option("--lengths", flags->lengths, "Rows of this file instead: source and target tokens a line");
    app.add_option("--dtype", flags->load.dtype, "auto, float32 or bfloat16")->check(CLI::IsMember({"auto", "float32", "bfloat16"}));
    app.add_option("--device", flags->load.device, "auto, cpu or cuda")->check(CLI::IsMember({"auto", "cpu", "cuda"}));
    app.add_flag("--no-network{false}", flags->bench.network, "Prefix-tuning without its network: the prefix itself is trained");
    app.add_option("--seconds", flags->bench.seconds, "How long to measure")->check(CLI::PositiveNumber);
    app.add_flag("--profile", flags->bench.profile, "Also where the step's time goes, by part");
    app.add_option("--threads", flags->load.threads, "Processor threads; 0: the machine's")->check(CLI::NonNegativeNumber);
    example(app, "promptlathe-cli bench smollm2-135m-instruct --method prompt_tuning --batch 16 --length 128");
    return [flags]() -> Ran { return benchBackbone(*flags); };
}

}  // namespace lathe::cli
