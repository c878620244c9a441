// SPDX-License-Identifier: Apache-2.0
#include <poll.h>
#include <unistd.h>

#include <CLI/CLI.hpp>

#include <cerrno>
#include <csignal>
#include <iostream>
#include <memory>

#include "app/cli/backbone/verbs.h"
#include "core/base/clock.h"
#include "core/base/text.h"
#include "core/library/fetch.h"
#include "core/spec/events.h"

namespace lathe::cli {
namespace {

// A signal handler can reach nothing else.
volatile std::sig_atomic_t gSignal = 0;

void remember(int signal) {
    if (gSignal != 0) ::_exit(130);  // what came so far is kept anyway
    gSignal = signal;
}

/// Requests on stdin: {"do": "pause"}, resume, stop. Without a window stdin is left alone.
class Wishes {
  public:
    explicit Wishes(bool readStdin) : readStdin_(readStdin) {}
    FetchWish now() {
        if (gSignal != 0) return FetchWish::Stop;
        if (readStdin_ && steadySeconds() - looked_ > 0.02) look();
        return wish_;
    }

  private:
    void look() {
        looked_ = steadySeconds();
        pollfd ready{STDIN_FILENO, POLLIN, 0};
        while (readStdin_ && ::poll(&ready, 1, 0) > 0) {
            char block[4096];
            const ssize_t got = ::read(STDIN_FILENO, block, sizeof block);
            if (got < 0 && errno == EINTR) continue;
            readStdin_ = got > 0;  // the window has gone; the fetch goes on
            if (!readStdin_) return;
            partial_.append(block, static_cast<std::size_t>(got));
            for (auto end = partial_.find('\n'); end != std::string::npos; end = partial_.find('\n')) {
                if (const auto request = readRequest(partial_.substr(0, end))) take(*request);
                partial_.erase(0, end + 1);
            }
            if (partial_.size() > 65536) partial_.clear();
        }
    }
    void take(const Request& request) {
        if (request.what == Request::What::Pause) wish_ = FetchWish::Pause;
        if (request.what == Request::What::Resume) wish_ = FetchWish::Go;
        if (request.what == Request::What::Stop) wish_ = FetchWish::Stop;
    }

    bool readStdin_;
    double looked_ = 0;
    std::string partial_;
    FetchWish wish_ = FetchWish::Go;
};

/// "model.safetensors  12.0 MiB of 256.0 MiB  3.1 MiB/s  1 min 20 s left"
std::string summary(const FetchProgress& progress) {
    std::string text = progress.file + "  " + byteSize(static_cast<double>(progress.done)) + " of " +
                       byteSize(static_cast<double>(progress.total));
    if (progress.state != "downloading") text += "  " + progress.state;
    if (progress.bytesASecond > 0)
        text += "  " + byteSize(progress.bytesASecond) + "/s  " + duration(progress.secondsLeft) + " left";
    return printable(text);
}

using Tell = std::function<void(const FetchProgress& progress)>;

Result<Tell> teller(const std::string& kind) {
    const bool terminal = ::isatty(STDERR_FILENO) != 0;
    if (kind == "none") return Tell();
    if (kind == "jsonl")
        return Tell([](const FetchProgress& progress) {
            std::cout << toJson(progress).dump() << '\n' << std::flush;
        });
    if (kind == "bar" || (kind == "auto" && terminal))
        return Tell([](const FetchProgress& progress) {
            if (progress.file.empty()) return;
            std::cerr << '\r' << summary(progress).substr(0, 100) << "\x1b[K" << std::flush;
            if (progress.state == "done" || progress.state == "stopped") std::cerr << std::endl;
        });
    if (kind == "plain" || kind == "auto")
        return Tell([last = 0.0, file = std::string()](const FetchProgress& progress) mutable {
            if (progress.file.empty() || (progress.file == file && steadySeconds() - last < 10)) return;
            last = steadySeconds();
            file = progress.file;
            std::cerr << summary(progress) << std::endl;
        });
    return badCall("\"" + kind + "\" is not allowed", "--progress", "give auto, bar, plain, jsonl or none");
}

}  // namespace

Action fetchBackboneVerb(CLI::App& app, const Output& output) {
    struct Flags {
        FetchRequest request;
        std::string progress = "auto";
    };
    auto flags = std::make_shared<Flags>();
    app.add_option("MODEL", flags->request.model,
                   "OWNER/NAME or OWNER/NAME@REVISION, as on the hub (HF_ENDPOINT)")
        ->required();
    app.add_option("--file", flags->request.file, "One GGUF file of it");
    app.add_option("--progress", flags->progress, "auto, bar, plain, jsonl (requests on stdin) or none");
    example(app, "promptlathe-cli backbone fetch HuggingFaceTB/SmolLM2-135M-Instruct");
    return [flags, &output]() -> Ran {
        LATHE_TRY(tell, teller(flags->progress));
        LATHE_TRY(settings, hubSettings());
        gSignal = 0;
        std::signal(SIGINT, remember);
        std::signal(SIGTERM, remember);
        Wishes wishes(flags->progress == "jsonl");
        LATHE_TRY(fetched, fetchModel(flags->request, settings, {[&] { return wishes.now(); }, tell}));
        Json json = Json::object({{"model", fetched.repository},
                                  {"commit", fetched.commit},
                                  {"state", fetched.stopped ? "stopped" : "done"},
                                  {"path", fetched.path.string()},
                                  {"bytes", static_cast<std::int64_t>(fetched.bytes)},
                                  {"fetched", static_cast<std::int64_t>(fetched.fetched)}});
        if (fetched.stopped) {
            output.note("stopped; fetch it again to go on where it stopped");
            output.result(json);
            return gSignal != 0 ? 130 : 0;
        }
        // What came may still be of a family that is not built: said now, not at the first run.
        if (const auto opened = openBackbone(fetched.path.string()); !opened) {
            output.note("note: " + opened.error().line());
            json.set("problem", opened.error().line());
        }
        if (flags->progress != "jsonl") output.line(fetched.repository + "  " + fetched.path.string());
        output.result(json);
        return 0;
    };
}

}  // namespace lathe::cli
