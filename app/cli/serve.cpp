// SPDX-License-Identifier: Apache-2.0
#include <CLI/CLI.hpp>
#include <condition_variable>
#include <deque>
#include <iostream>
#include <memory>
#include <mutex>
#include <set>
#include <thread>

#include "app/cli/serve/helper.h"
#include "app/cli/verb.h"

namespace lathe::cli {

#define X(name) Result<Json> name##Answer(Helper& helper, const Question& question);
#include "app/cli/serve/list.inc"
#undef X

namespace {

struct Known {
    const char* name;
    Answer answer;
};
const Known kAnswers[] = {
#define X(name) {#name, name##Answer},
#include "app/cli/serve/list.inc"
#undef X
};

/// Questions in order; cancels are heard while one is answered.
class Desk {
  public:
    /// Reads stdin until it closes.
    void read() {
        std::string line;
        while (std::getline(std::cin, line)) {
            auto ask = Json::parse(line, "a question");
            const std::lock_guard lock(mutex_);
            if (!ask) {
                broken_.push_back(ask.error());
            } else if ((*ask)["do"].string() == "cancel") {
                cancelled_.insert((*ask)["target"].toInteger());
                done_.push_back((*ask)["id"]);
            } else {
                waiting_.push_back(std::move(*ask));
            }
            changed_.notify_one();
        }
        const std::lock_guard lock(mutex_);
        closed_ = true;
        changed_.notify_one();
    }

    /// The next question; nothing once stdin has closed and all is answered.
    std::optional<Json> next() {
        std::unique_lock lock(mutex_);
        while (true) {
            for (const Error& error : broken_) tellError(Json(), error);
            broken_.clear();
            for (const Json& id : done_) send(id, Json::object({{"event", "result"}}));
            done_.clear();
            if (!waiting_.empty()) {
                Json ask = std::move(waiting_.front());
                waiting_.pop_front();
                return ask;
            }
            if (closed_) return std::nullopt;
            changed_.wait(lock);
        }
    }

    bool cancelled(std::int64_t id) {
        const std::lock_guard lock(mutex_);
        return closed_ || cancelled_.contains(id);
    }

    static void send(const Json& id, Json event) {
        Json line = Json::object({{"id", id}});
        for (const auto& [key, value] : event.members()) line.set(key, value);
        std::cout << line.dump() << '\n' << std::flush;
    }
    static void tellError(const Json& id, const Error& error) {
        send(id, Json::object({{"event", "error"}, {"what", error.what}, {"where", error.where}, {"todo", error.todo}}));
    }

  private:
    std::mutex mutex_;
    std::condition_variable changed_;
    std::deque<Json> waiting_;
    std::vector<Json> done_;
    std::vector<Error> broken_;
    std::set<std::int64_t> cancelled_;
    bool closed_ = false;
};

void answer(Helper& helper, Desk& desk, const Json& ask) {
    const Json& id = ask["id"];
    const std::int64_t number = id.toInteger(-1);
    if (desk.cancelled(number)) return Desk::tellError(id, {"cancelled", {}, {}});
    const Question question{ask, [&](Json event) { Desk::send(id, std::move(event)); },
                            [&desk, number] { return desk.cancelled(number); }};
    for (const Known& known : kAnswers) {
        if (ask["do"].string() != known.name) continue;
        auto result = known.answer(helper, question);
        if (!result) return Desk::tellError(id, result.error());
        result->set("event", "result");
        return Desk::send(id, std::move(*result));
    }
    Desk::tellError(id, {"\"" + ask["do"].toString() + "\" is no question", "do", "docs/serve.md lists them"});
}

}  // namespace

Action serveVerb(CLI::App& app, const Output&) {
    example(app, "echo '{\"id\": 1, \"do\": \"library\"}' | promptlathe-cli serve");
    return []() -> Ran {
        Desk desk;
        std::thread reader([&desk] { desk.read(); });
        Helper helper;
        while (const auto ask = desk.next()) answer(helper, desk, *ask);
        reader.join();
        return 0;
    };
}

}  // namespace lathe::cli
