// SPDX-License-Identifier: Apache-2.0
#include "app/cli/progress.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <iostream>
#include <map>

#include "app/cli/verb.h"
#include "core/base/clock.h"
#include "core/base/text.h"

namespace lathe::cli {
namespace {

std::string grouped(double value) {
    std::string digits = std::to_string(static_cast<long long>(value + 0.5));
    for (auto at = static_cast<std::ptrdiff_t>(digits.size()) - 3; at > 0; at -= 3)
        digits.insert(static_cast<std::size_t>(at), ",");
    return digits;
}

/// "loss 0.412  1,284 tokens/s  47 s left"
std::string summary(const Stepped& step) {
    return "loss " + number(step.loss) + "  " + grouped(step.tokensASecond) + " tokens/s  " +
           duration(step.secondsLeft) + " left";
}

std::string summary(const Evaluated& evaluation) {
    std::string text = evaluation.data;
    for (const auto& [name, value] : evaluation.metrics) text += "  " + name + " " + number(value);
    return text;
}

class Quiet : public Progress {
  public:
    void tell(const Event&) override {}
};

class Lines : public Progress {
  public:
    void tell(const Event& event) override {
        const std::string line = toJson(event).dump() + "\n";
        // A reader that has gone ends the stream, never the run.
        if (open_ && std::fwrite(line.data(), 1, line.size(), stdout) != line.size()) open_ = false;
        if (open_ && std::fflush(stdout) != 0) open_ = false;
    }

  private:
    bool open_ = true;
};

/// What bar and plain lines share: everything but steps is said as a line.
class Words : public Progress {
  public:
    void tell(const Event& event) override {
        if (const auto* step = std::get_if<Stepped>(&event.body)) return stepped(*step);
        if (const auto* start = std::get_if<Started>(&event.body))
            return say("run " + std::to_string(event.run) + " starts on " + start->resolved["device"].toString("cpu") + ", " +
                       start->resolved["dtype"].toString());
        if (const auto* evaluation = std::get_if<Evaluated>(&event.body)) {
            if (evaluation->metrics.contains("accuracy")) accuracy_ = number(evaluation->metrics.at("accuracy"));
            return say("step " + std::to_string(evaluation->step) + "  " + summary(*evaluation));
        }
        if (const auto* state = std::get_if<StateChanged>(&event.body))
            return say("run " + std::to_string(event.run) + " is " + std::string(runStateName(state->state)));
        if (const auto* message = std::get_if<Message>(&event.body))
            return say((message->level == "info" ? "" : message->level + ": ") + message->text);
        if (const auto* failure = std::get_if<Failed>(&event.body)) return say("failed: " + failure->what);
    }

  protected:
    virtual void stepped(const Stepped& step) = 0;
    virtual void say(const std::string& text) { std::cerr << printable(text) << std::endl; }
    std::string accuracy_;
};

class Plain : public Words {
    void stepped(const Stepped& step) override {
        const double now = steadySeconds();
        if (step.step != step.steps && now - last_ < 10) return;
        last_ = now;
        say("step " + std::to_string(step.step) + "/" + std::to_string(step.steps) + "  " + summary(step));
    }
    double last_ = 0;
};

class Bar : public Words {
    void stepped(const Stepped& step) override {
        const double now = steadySeconds();
        if (step.step != step.steps && now - last_ < 0.1) return;
        last_ = now;
        winsize size{};
        const int columns = ::ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 20 ? size.ws_col : 80;
        std::string text = " " + std::to_string(step.step) + "/" + std::to_string(step.steps) + "  " + summary(step);
        if (!accuracy_.empty()) text += "  accuracy " + accuracy_;
        const int room = std::clamp(columns - static_cast<int>(text.size()) - 4, 0, 40);
        const auto full = static_cast<int>(static_cast<double>(room) * static_cast<double>(step.step) /
                                           static_cast<double>(std::max<std::int64_t>(step.steps, 1)));
        std::string bar;
        if (room >= 8) bar = "[" + std::string(static_cast<std::size_t>(full), '#') + std::string(static_cast<std::size_t>(room - full), '.') + "]";
        text = (bar + text).substr(0, static_cast<std::size_t>(columns - 1));
        std::cerr << '\r' << text << "\x1b[K" << std::flush;
        shown_ = true;
        if (step.step == step.steps) end();
    }
    void say(const std::string& text) override {
        if (shown_) std::cerr << "\r\x1b[K";
        Words::say(text);
    }
    void end() {
        if (shown_) std::cerr << std::endl;
        shown_ = false;
    }
    double last_ = 0;
    bool shown_ = false;
};

/// Of runs side by side: "step 40/300  loss 0.31 to 0.92  1,284 tokens/s  47 s left".
class Side : public Words {
  public:
    void tell(const Event& event) override {
        run_ = event.run;
        Words::tell(event);
        const auto* state = std::get_if<StateChanged>(&event.body);
        const bool ended = std::holds_alternative<Failed>(event.body) ||
                           (state && (state->state == RunState::Finished || state->state == RunState::Stopped));
        if (ended) last_.erase(event.run);
    }

  private:
    void stepped(const Stepped& step) override {
        last_[run_] = step;
        const double now = steadySeconds();
        if (now - told_ < 10) return;
        told_ = now;
        Stepped all = step;
        double most = step.loss;
        all.tokensASecond = 0;
        for (const auto& [run, one] : last_) {
            all.step = std::min(all.step, one.step);
            all.steps = std::max(all.steps, one.steps);
            all.loss = std::min(all.loss, one.loss);
            most = std::max(most, one.loss);
            all.tokensASecond += one.tokensASecond;
            all.secondsLeft = std::max(all.secondsLeft, one.secondsLeft);
        }
        Words::say(std::to_string(last_.size()) + " runs: step " + std::to_string(all.step) + "/" +
                   std::to_string(all.steps) + "  loss " + number(all.loss) + " to " + number(most) + "  " +
                   grouped(all.tokensASecond) + " tokens/s  " + duration(all.secondsLeft) + " left");
    }
    void say(const std::string& text) override {
        Words::say(text.starts_with("run ") ? text : "run " + std::to_string(run_) + ": " + text);
    }
    std::int64_t run_ = 0;
    std::map<std::int64_t, Stepped> last_;
    double told_ = 0;
};

}  // namespace

Result<std::unique_ptr<Progress>> makeLaneProgress(const std::string& kind) {
    if (kind == "none" || kind == "jsonl") return makeProgress(kind);
    return std::make_unique<Side>();
}

Result<std::unique_ptr<Progress>> makeProgress(const std::string& kind) {
    const bool terminal = ::isatty(STDERR_FILENO) != 0;
    if (kind == "none") return std::make_unique<Quiet>();
    if (kind == "jsonl") return std::make_unique<Lines>();
    if (kind == "plain" || (kind == "auto" && !terminal)) return std::make_unique<Plain>();
    if (kind == "bar" || kind == "auto") return std::make_unique<Bar>();
    return badCall("\"" + kind + "\" is not allowed", "--progress", "give auto, bar, plain, jsonl or none");
}

}  // namespace lathe::cli
