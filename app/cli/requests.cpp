// SPDX-License-Identifier: Apache-2.0
#include "app/cli/requests.h"

#include <poll.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <thread>

#include "core/project/runs.h"

namespace lathe::cli {
namespace {

// A signal handler can reach nothing else.
volatile std::sig_atomic_t gSignal = 0;

void remember(int signal) {
    // A second Ctrl C ends at once; the last resume state is in the file.
    if (gSignal != 0) ::_exit(130);
    gSignal = signal;
}

}  // namespace

RequestQueue::RequestQueue(Project& project, std::int64_t run, bool readStdin)
    : project_(project), run_(run), readStdin_(readStdin) {
    gSignal = 0;
    std::signal(SIGINT, remember);
    std::signal(SIGTERM, remember);
    std::signal(SIGHUP, readStdin ? SIG_IGN : remember);
}

RequestQueue::~RequestQueue() {
    std::signal(SIGINT, SIG_DFL);
    std::signal(SIGTERM, SIG_DFL);
    std::signal(SIGHUP, SIG_DFL);
}

bool RequestQueue::interrupted() const { return gSignal != 0; }

void RequestQueue::readLines(int milliseconds) {
    if (!readStdin_) {
        if (milliseconds > 0) std::this_thread::sleep_for(std::chrono::milliseconds(milliseconds));
        return;
    }
    pollfd stdinReady{STDIN_FILENO, POLLIN, 0};
    while (::poll(&stdinReady, 1, milliseconds) > 0) {
        char block[4096];
        const ssize_t got = ::read(STDIN_FILENO, block, sizeof block);
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) {  // the window has gone; the run goes on
            readStdin_ = false;
            return;
        }
        partial_.append(block, static_cast<std::size_t>(got));
        for (auto end = partial_.find('\n'); end != std::string::npos; end = partial_.find('\n')) {
            if (const auto request = readRequest(partial_.substr(0, end))) waiting_.push_back(*request);
            partial_.erase(0, end + 1);
        }
        if (partial_.size() > 65536) partial_.clear();
        milliseconds = 0;
    }
}

std::optional<Request> RequestQueue::next(bool wait) {
    if (interrupted() && !told_) {
        told_ = true;
        return Request{Request::What::Stop, false};
    }
    if (waiting_.empty()) readLines(wait ? 50 : 0);
    if (waiting_.empty())
        if (auto rows = takeRequests(project_, run_))
            for (const Request& request : *rows) waiting_.push_back(request);
    if (waiting_.empty()) return std::nullopt;
    const Request request = waiting_.front();
    waiting_.pop_front();
    return request;
}

}  // namespace lathe::cli
