// SPDX-License-Identifier: Apache-2.0
#include <CLI/CLI.hpp>
#include <csignal>
#include <iostream>
#include <new>
#include <utility>

#include "app/cli/verb.h"
#include "core/base/confinement.h"
#include "core/base/text.h"

namespace lathe::cli {

#define X(name, help) Action name##Verb(CLI::App& app, const Output& output);
#include "app/cli/list.inc"
#undef X

}  // namespace lathe::cli

namespace {

using namespace lathe;

struct Entry {
    const char* name;
    const char* help;
    cli::Verb verb;
};

const Entry kVerbs[] = {
#define X(name, help) {#name, help, lathe::cli::name##Verb},
#include "app/cli/list.inc"
#undef X
};

int report(const Error& error) {
    std::cerr << "promptlathe-cli: " << error.line() << std::endl;
    return error.kind == Error::Kind::Call ? 2 : 1;
}

/// The verb that was being read when parsing failed, for the hint.
std::string advice(const CLI::App& app) {
    std::string line = "promptlathe-cli";
    for (const CLI::App* at = &app; !at->get_subcommands().empty();) {
        at = at->get_subcommands().front();
        line += " " + at->get_name();
    }
    return "see " + line + " --help";
}

}  // namespace

int main(int argc, char** argv) {
    std::signal(SIGPIPE, SIG_IGN);
    CLI::App app("Promptlathe: trains soft prompts over a frozen language model.", "promptlathe-cli");
    app.set_version_flag("--version", PROMPTLATHE_VERSION);
    app.require_subcommand(1);
    app.get_formatter()->column_width(34);
    cli::Output output;
    std::vector<std::pair<CLI::App*, cli::Action>> actions;
    for (const Entry& entry : kVerbs) {
        CLI::App* verb = app.add_subcommand(entry.name, entry.help);
        actions.emplace_back(verb, entry.verb(*verb, output));
        // --json stands behind the innermost subcommand, where users write it.
        for (CLI::App* inner : verb->get_subcommands({})) inner->add_flag("--json", output.json, "One line of JSON on stdout");
        verb->add_flag("--json", output.json, "One line of JSON on stdout");
    }
    try {
        app.parse(argc, argv);
    } catch (const CLI::Success& done) {
        return app.exit(done);
    } catch (const CLI::ParseError& wrong) {
        return report({wrong.what(), {}, advice(app), Error::Kind::Call});
    }
    for (auto& [verb, action] : actions)
        if (verb->parsed()) {
            try {
                auto code = action();
                std::cout.flush();
                return code ? *code : report(code.error());
            } catch (const std::bad_alloc&) {  // of what stands outside the engine's own work
                return report(outOfMemory(verb->get_name()));
            }
        }
    return 2;
}
