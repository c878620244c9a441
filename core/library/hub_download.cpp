// SPDX-License-Identifier: Apache-2.0
#include "core/library/hub_download.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <chrono>
#include <cmath>
#include <cstring>
#include <thread>
#include <utility>

#include "core/base/clock.h"
#include "core/base/files.h"
#include "core/base/text.h"
#include "core/library/content_digest.h"

namespace lathe {
namespace {

void sleepShortly() {
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
}

class Descriptor {
  public:
    explicit Descriptor(int value) : value_(value) {}
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    ~Descriptor() {
        if (value_ >= 0) ::close(value_);
    }
    int operator*() const { return value_; }

  private:
    int value_;
};

/// The ETag without its quotes and its W/.
std::string plainTag(std::string tag) {
    if (tag.starts_with("W/")) tag.erase(0, 2);
    std::erase(tag, '"');
    return tag;
}

class Download {
  public:
    Download(Http& http, const HubSettings& settings, const BlobTask& task, const BlobWatch& watch)
        : http_(http), settings_(settings), task_(task), watch_(watch), size_(*task.file.size) {}

    Result<BlobEnd> run();

  private:
    enum class After { Whole, Again, Stopped };
    Result<BlobEnd> locked();
    ContentDigest freshDigest() const {
        return {expected_.empty() ? std::string(40, '0') : expected_, size_};
    }
    Result<After> attempt();
    Result<After> judged(const HttpReply& reply);
    Result<> openPartial();
    Result<> startAnew();
    /// Decides by the first bytes of an answer whether they go on from what is here; false: not of use.
    bool begins(const HttpReply& reply);
    bool take(std::string_view bytes);
    Result<> checkedAndNamed();
    bool paused();
    tl::unexpected<Error> trouble(std::string what, std::string todo = "try again") const {
        return failed(task_.file.name + ": " + std::move(what), {}, std::move(todo));
    }
    tl::unexpected<Error> writeTrouble(int code) const {
        const bool full = code == ENOSPC || code == EDQUOT || code == EFBIG;
        return failed(
            full ? "the disk is full" : std::string("cannot write (") + std::strerror(code) + ")",
            partial_.string(),
            full ? "free some space and fetch again: it goes on where it stopped" : "check the permissions");
    }

    Http& http_;
    const HubSettings& settings_;
    const BlobTask& task_;
    const BlobWatch& watch_;
    const std::uint64_t size_;
    const std::string expected_ = task_.file.content();
    const std::filesystem::path partial_ = task_.folder.partial(task_.key());
    int file_ = -1;
    std::uint64_t have_ = 0, most_ = 0;
    ContentDigest digest_ = freshDigest();
    std::string tag_, content_;
    bool begun_ = false, resumed_ = false, once_ = false, wantsAnew_ = false, tooLong_ = false,
         otherCommit_ = false;
    int writeError_ = 0, idle_ = 0;
};

Result<> Download::openPartial() {
    have_ = 0;
    digest_ = freshDigest();
    std::string block(1 << 20, '\0');
    while (true) {
        const ssize_t got = ::pread(file_, block.data(), block.size(), static_cast<off_t>(have_));
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return writeTrouble(errno);
        if (got == 0) break;
        have_ += static_cast<std::uint64_t>(got);
        if (have_ > size_) return startAnew();
        digest_.add({block.data(), static_cast<std::size_t>(got)});
    }
    resumed_ = have_ > 0;
    most_ = have_;
    return {};
}

Result<> Download::startAnew() {
    if (::ftruncate(file_, 0) != 0) return writeTrouble(errno);
    have_ = 0;
    digest_ = freshDigest();
    resumed_ = false;
    tag_.clear();
    return {};
}

bool Download::begins(const HttpReply& reply) {
    begun_ = true;
    if (const std::string commit = reply.header("x-repo-commit"); !commit.empty() && commit != task_.commit) {
        otherCommit_ = true;
        return false;
    }
    const std::string tag = plainTag(reply.header("etag"));
    const bool changed = !tag_.empty() && !tag.empty() && tag != tag_;
    if (have_ > 0 && reply.status == 206) {
        // Content-Range: bytes FIRST-LAST/SIZE
        const std::string range = reply.header("content-range");
        const std::string expected = "bytes " + std::to_string(have_) + "-";
        const auto slash = range.find('/');
        const std::string whole = slash == std::string::npos ? "" : range.substr(slash + 1);
        if (!range.starts_with(expected) || (whole != "*" && whole != std::to_string(size_)) || changed) {
            wantsAnew_ = true;
            return false;
        }
    } else if (have_ > 0) {  // 200: the whole file from its first byte
        if (!startAnew()) {
            writeError_ = errno;
            return false;
        }
    } else if (reply.status == 206) {
        wantsAnew_ = true;
        return false;
    }
    if (!tag.empty()) tag_ = tag;
    return true;
}

bool Download::take(std::string_view bytes) {
    if (bytes.size() > size_ - have_) {
        tooLong_ = true;
        return false;
    }
    while (!bytes.empty()) {
        const ssize_t put = ::pwrite(file_, bytes.data(), bytes.size(), static_cast<off_t>(have_));
        if (put < 0 && errno == EINTR) continue;
        if (put <= 0) {
            writeError_ = put < 0 ? errno : ENOSPC;
            return false;
        }
        digest_.add(bytes.substr(0, static_cast<std::size_t>(put)));
        have_ += static_cast<std::uint64_t>(put);
        bytes.remove_prefix(static_cast<std::size_t>(put));
    }
    if (watch_.progress) watch_.progress(have_);
    return true;
}

/// Waits while a pause is wished; true where there was one.
bool Download::paused() {
    if (watch_.wish() != FetchWish::Pause) return false;
    if (watch_.state) watch_.state("paused");
    while (watch_.wish() == FetchWish::Pause) sleepShortly();
    if (watch_.state && watch_.wish() == FetchWish::Go) watch_.state("downloading");
    return true;
}

Result<Download::After> Download::attempt() {
    if (have_ == size_) return After::Whole;
    begun_ = wantsAnew_ = tooLong_ = otherCommit_ = false;
    writeError_ = 0;
    const HttpReply reply = http_.get(
        task_.url,
        [this](const HttpReply& answer, std::string_view bytes) {
            if (!begun_ && !begins(answer)) return false;
            return take(bytes);
        },
        have_ > 0 ? std::optional(have_) : std::nullopt);
    return judged(reply);
}

Result<Download::After> Download::judged(const HttpReply& reply) {
    if (writeError_ != 0) return writeTrouble(writeError_);
    if (tooLong_) {
        ::unlink(partial_.c_str());
        return trouble("the hub sends more than the " + std::to_string(size_) + " bytes that it lists");
    }
    if (otherCommit_)
        return trouble("the hub answers with another commit (" + reply.header("x-repo-commit") + ")",
                       "fetch again");
    if (have_ == size_) return After::Whole;
    if (watch_.wish() == FetchWish::Stop) return After::Stopped;
    if (paused()) return watch_.wish() == FetchWish::Stop ? After::Stopped : After::Again;
    const bool unusable = wantsAnew_ || reply.status == 416;
    if (unusable) {
        if (have_ == 0) return trouble("the hub answers with a range that was not asked for");
        LATHE_CHECK(startAnew());
    } else if (reply.status >= 300 && !isPassing(reply)) {
        return tl::unexpected<Error>(hubRefusal(reply, task_.file.name));
    } else if (reply.status == 200 && reply.problem.empty() && !reply.stopped &&
               reply.header("content-length") == std::to_string(have_)) {
        const std::uint64_t got = have_;
        ::unlink(partial_.c_str());
        return trouble("the hub sends " + std::to_string(got) + " of the " + std::to_string(size_) +
                       " bytes that it lists");
    }
    const bool moved = have_ > most_;
    most_ = std::max(most_, have_);
    resumed_ = resumed_ || have_ > 0;
    idle_ = moved ? 0 : idle_ + 1;
    if (idle_ >= settings_.attempts) {
        if (reply.status >= 300 && reply.status != 416)
            return tl::unexpected<Error>(hubRefusal(reply, task_.file.name));
        return trouble("only " + std::to_string(have_) + " of " + std::to_string(size_) + " bytes came" +
                           (reply.problem.empty() ? "" : " (" + reply.problem + ")"),
                       "fetch again: it goes on where it stopped");
    }
    if (watch_.state && !moved) watch_.state("retrying");
    if (!moved && !waitToRetry(settings_, idle_, reply, [this] { return watch_.wish() == FetchWish::Stop; }))
        return After::Stopped;
    return After::Again;
}

Result<> Download::checkedAndNamed() {
    content_ = digest_.finish();
    if (!expected_.empty() && content_ != expected_) {
        const std::string got = std::exchange(content_, {});
        const bool again = resumed_ && !once_;
        LATHE_CHECK(startAnew());
        once_ = true;
        if (again) return {};  // what was here before may have been wrong: once more from the first byte
        ::unlink(partial_.c_str());
        return trouble("the hub sends other bytes than it lists (" +
                           std::string(got.size() == 64 ? "SHA-256 " : "git's SHA-1 ") + got + ", listed " +
                           expected_ + ")",
                       "try again later, or tell the model's owner");
    }
    if (::fsync(file_) != 0) return writeTrouble(errno);
    if (::rename(partial_.c_str(), task_.folder.blob(content_).c_str()) != 0) return writeTrouble(errno);
    return {};
}

Result<BlobEnd> Download::locked() {
    std::error_code code;
    const auto blob = task_.folder.blob(expected_);
    if (!expected_.empty() && std::filesystem::is_regular_file(blob, code) &&
        std::filesystem::file_size(blob, code) == size_)
        return BlobEnd{false, expected_};  // it is here already
    const Descriptor file(::open(partial_.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0666));
    if (*file < 0) return writeTrouble(errno);
    file_ = *file;
    LATHE_CHECK(openPartial());
    if (watch_.state) watch_.state("downloading");
    while (true) {
        if (watch_.progress) watch_.progress(have_);
        if (watch_.wish() == FetchWish::Stop) return BlobEnd{true, {}};
        if (paused()) continue;
        LATHE_TRY(after, attempt());
        if (after == After::Stopped) return BlobEnd{true, {}};
        if (after == After::Again) continue;
        LATHE_CHECK(checkedAndNamed());
        if (!content_.empty()) return BlobEnd{false, content_};
    }
}

Result<BlobEnd> Download::run() {
    const auto lockPath = task_.folder.lock(task_.key());
    LATHE_CHECK(makeDirectories(partial_.parent_path()));
    LATHE_CHECK(makeDirectories(lockPath.parent_path()));
    const Descriptor lock(::open(lockPath.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666));
    if (*lock < 0) return writeTrouble(errno);
    for (bool told = false; ::flock(*lock, LOCK_EX | LOCK_NB) != 0;) {
        if (errno != EWOULDBLOCK && errno != EINTR) return writeTrouble(errno);
        if (watch_.wish() == FetchWish::Stop) return BlobEnd{true, {}};
        if (!told && watch_.state) watch_.state("waiting");
        told = true;
        sleepShortly();
    }
    return locked();
}

}  // namespace

std::string BlobTask::key() const {
    if (!file.content().empty()) return file.content();
    return sha256(commit + "/" + file.name).substr(0, 40);
}

Error hubRefusal(const HttpReply& reply, const std::string& what) {
    const auto error = [&](std::string text, std::string todo) {
        return Error{std::move(text), {}, std::move(todo), Error::Kind::Work};
    };
    const std::string status = " (HTTP " + std::to_string(reply.status) + ")";
    if (reply.status >= 300 && reply.status < 400 && !reply.problem.empty())
        return error(reply.problem + status, "check HF_ENDPOINT, or try again later");
    switch (reply.status) {
        case 0:
            return error("the hub does not answer" + (reply.problem.empty() ? "" : ": " + reply.problem),
                         "check the network and HF_ENDPOINT");
        case 401:
            return error(
                "the hub does not give " + what + " without a token that it knows" + status,
                "check the name; for a gated model set HF_TOKEN to a token of an account that may read it");
        case 403:
            return error("the hub does not let this account read " + what + status,
                         "ask for access on the model's page");
        case 404:
            return error("the hub has no " + what + status, "check the name and the revision");
        case 429:
            return error("the hub asks for a pause" + status, "wait some minutes and fetch again");
        default:
            return error("the hub can't give " + what + " now" + status, "try again later");
    }
}

bool isPassing(const HttpReply& reply) {
    return reply.status == 408 || reply.status == 425 || reply.status == 429 || reply.status >= 500 ||
           reply.status < 300;
}

bool waitToRetry(const HubSettings& settings, int number, const HttpReply& reply,
                 const std::function<bool()>& stop) {
    double seconds = std::min(settings.retrySeconds * std::pow(2.0, std::min(number, 20) - 1), 5.0);
    const std::string asked = reply.header("retry-after");
    int told = 0;
    if (const auto [end, problem] = std::from_chars(asked.data(), asked.data() + asked.size(), told);
        problem == std::errc() && !asked.empty() && end == asked.data() + asked.size() && told >= 0)
        seconds = std::min(told, 60);
    for (const double until = steadySeconds() + seconds; steadySeconds() < until;) {
        if (stop()) return false;
        std::this_thread::sleep_for(
            std::chrono::duration<double>(std::clamp(until - steadySeconds(), 0.0, 0.05)));
    }
    return true;
}

Result<BlobEnd> downloadBlob(Http& http, const HubSettings& settings, const BlobTask& task,
                             const BlobWatch& watch) {
    return Download(http, settings, task, watch).run();
}

}  // namespace lathe
