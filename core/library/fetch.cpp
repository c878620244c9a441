// SPDX-License-Identifier: Apache-2.0
#include "core/library/fetch.h"

#include <algorithm>
#include <charconv>
#include <set>

#include "core/base/clock.h"
#include "core/base/files.h"
#include "core/base/json_limited.h"
#include "core/base/text.h"
#include "core/formats/shards.h"
#include "core/library/hub_cache.h"

namespace lathe {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMostListingBytes = 64 << 20, kMostValues = 2'000'000;
constexpr std::uint64_t kMostIndexBytes = 32 << 20;
constexpr std::uint64_t kSpareBytes = 1 << 20;  ///< of the disk, for folders, links and the project

class Fetch {
  public:
    Fetch(const FetchRequest& request, const HubSettings& settings, const FetchHooks& hooks, HubName name)
        : request_(request),
          settings_(settings),
          hooks_(hooks),
          name_(std::move(name)),
          folder_(settings.cache, name_.repository),
          http_(settings, [this] { return wish() != FetchWish::Go; }) {}

    Result<Fetched> run();

  private:
    struct Part {
        HubFile file;
        std::string content;
    };
    FetchWish wish() const { return hooks_.wish ? hooks_.wish() : FetchWish::Go; }
    void tell(const std::string& state);
    std::string url(const std::string& file) const {
        return settings_.endpoint + "/" + escapedPath(name_.repository) + "/resolve/" + listing_.commit +
               "/" + escapedPath(file);
    }
    Result<Fetched> fromCache() const;
    Result<bool> list();  ///< false: stopped
    Result<bool> choose();
    Result<bool> addShards(const std::string& index);
    Result<> add(const std::string& file);
    Result<> measure(HubFile& file);
    Result<> checkSpace() const;
    Result<bool> download(Part& part);
    Result<> publish();
    Fetched outcome(bool stopped) const;

    const FetchRequest& request_;
    const HubSettings& settings_;
    const FetchHooks& hooks_;
    HubName name_;
    HubFolder folder_;
    Http http_;
    HubListing listing_;
    std::vector<Part> parts_;
    FetchProgress progress_;
    std::uint64_t before_ = 0, fetched_ = 0, startDone_ = 0;
    double started_ = 0, told_ = 0;
};

void Fetch::tell(const std::string& state) {
    const double now = steadySeconds();
    if (!hooks_.tell || (state == progress_.state && now - told_ < 0.1)) return;
    told_ = now;
    progress_.state = state;
    const double seconds = now - started_;
    const auto came = static_cast<double>(progress_.done - std::min(startDone_, progress_.done));
    progress_.bytesASecond = started_ > 0 && seconds > 0.2 ? came / seconds : 0;
    progress_.secondsLeft =
        progress_.bytesASecond > 0
            ? static_cast<double>(progress_.total - progress_.done) / progress_.bytesASecond
            : 0;
    hooks_.tell(progress_);
}

Result<bool> Fetch::list() {
    const std::string where = settings_.endpoint + "/api/models/" + escapedPath(name_.repository) +
                              "/revision/" + escapedPath(name_.revision, false) + "?blobs=true";
    const std::string what = name_.repository + " at " + name_.revision;
    tell("listing");
    for (int attempt = 1;; ++attempt) {
        std::string text;
        const HttpReply reply = http_.text(where, text, kMostListingBytes);
        while (wish() == FetchWish::Pause) {
            tell("paused");
            (void)waitToRetry(settings_, 1, {}, [this] { return wish() != FetchWish::Pause; });
        }
        if (wish() == FetchWish::Stop) return false;
        if (reply.status == 200 && reply.problem.empty() && !reply.stopped) {
            LATHE_TRY(answer, parseLimited(text, "the hub's answer for " + what, kMostValues));
            LATHE_TRY(listing, hubListing(answer, what));
            listing_ = std::move(listing);
            return true;
        }
        if (reply.stopped) continue;  // a pause came in between
        if (!isPassing(reply) || attempt >= settings_.attempts)
            return tl::unexpected<Error>(hubRefusal(reply, what));
        tell("retrying");
        if (!waitToRetry(settings_, attempt, reply, [this] { return wish() == FetchWish::Stop; }))
            return false;
    }
}

/// What the listing does not say of a file, asked for by its headers.
Result<> Fetch::measure(HubFile& file) {
    if (file.size) return {};
    const HttpReply reply = http_.head(url(file.name));
    if (reply.status >= 400 || reply.status == 0) return tl::unexpected<Error>(hubRefusal(reply, file.name));
    const std::string linked = reply.header("x-linked-size"),
                      text = linked.empty() && reply.status < 300 ? reply.header("content-length") : linked;
    std::uint64_t size = 0;
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), size);
    if (text.empty() || problem != std::errc() || end != text.data() + text.size())
        return failed("the hub does not say how large " + file.name + " is", {}, "try again later");
    file.size = size;
    std::string tag =
        reply.header("x-linked-etag").empty() ? reply.header("etag") : reply.header("x-linked-etag");
    if (tag.starts_with("W/")) tag.erase(0, 2);
    std::erase(tag, '"');
    if (isCommit(tag)) (tag.size() == 64 ? file.sha256 : file.gitBlob) = tag;
    return {};
}

Result<> Fetch::add(const std::string& name) {
    HubFile file = *listing_.find(name);
    LATHE_CHECK(measure(file));
    if (*file.size > ~std::uint64_t{0} - progress_.total)
        return failed("the hub lists impossible sizes", name_.repository);
    progress_.total += *file.size;
    parts_.push_back({std::move(file), {}});
    return {};
}

Result<bool> Fetch::choose() {
    LATHE_TRY(names, neededFiles(listing_, request_.file, name_.repository));
    for (const std::string& name : names) LATHE_CHECK(add(name));
    if (!names.back().ends_with(".index.json")) return true;
    if (*parts_.back().file.size > kMostIndexBytes)
        return failed("the index of this model is too large", name_.repository + ", " + names.back());
    LATHE_CHECK(checkSpace());
    LATHE_TRY(went, download(parts_.back()));
    if (!went) return false;
    LATHE_TRY(text, readFile(folder_.blob(parts_.back().content), kMostIndexBytes));
    LATHE_TRY(index, parseLimited(text, names.back(), kMostValues));
    LATHE_TRY(shards, shardNames(index, name_.repository + ", " + names.back()));
    for (const std::string& shard : shards) {
        if (!isHubFile(shard) || !listing_.find(shard))
            return failed("the shard " + shard + " is not on the hub", name_.repository,
                          "tell the model's owner");
        LATHE_CHECK(add(shard));
    }
    return true;
}

Result<> Fetch::checkSpace() const {
    std::uint64_t needed = 0;
    std::set<std::string> counted;
    for (const Part& part : parts_) {
        std::error_code code;
        const std::string key = BlobTask{part.file, {}, listing_.commit, folder_}.key();
        if (!part.content.empty() || !counted.insert(key).second || fs::exists(folder_.blob(key), code))
            continue;
        const auto here = fs::file_size(folder_.partial(key), code);
        needed += *part.file.size - (code ? 0 : std::min<std::uint64_t>(here, *part.file.size));
    }
    LATHE_CHECK(makeDirectories(folder_.path()));
    const std::uint64_t free = settings_.freeSpace ? settings_.freeSpace(folder_.path()) : ~std::uint64_t{0};
    if (needed > 0 && (free < kSpareBytes || free - kSpareBytes < needed))
        return failed("not enough space: " + byteSize(static_cast<double>(needed)) + " to fetch, " +
                          byteSize(static_cast<double>(free)) + " free",
                      folder_.path().string(),
                      "free some space, or let HF_HUB_CACHE name a folder on another disk");
    return {};
}

Result<bool> Fetch::download(Part& part) {
    if (!part.content.empty()) return true;
    progress_.file = part.file.name;
    progress_.fileTotal = *part.file.size;
    std::uint64_t first = ~std::uint64_t{0}, last = 0;
    const std::uint64_t base = before_;
    BlobWatch watch;
    watch.wish = [this] { return wish(); };
    watch.progress = [&](std::uint64_t done) {
        first = std::min(first, done);
        last = done;
        progress_.fileDone = done;
        progress_.done = base + done;
        if (started_ == 0) {
            started_ = steadySeconds();
            startDone_ = progress_.done;
        }
        tell(progress_.state);
    };
    watch.state = [this](const std::string& state) { tell(state); };
    LATHE_TRY(end, downloadBlob(http_, settings_, {part.file, url(part.file.name), listing_.commit, folder_},
                                watch));
    fetched_ += last - std::min(first, last);
    if (end.stopped) return false;
    part.content = end.content;
    before_ += *part.file.size;
    progress_.fileDone = *part.file.size;
    progress_.done = before_;
    tell("downloading");
    return true;
}

/// Links come last, the one by which a snapshot is known the very last: a fetch that ends before shows
/// nothing.
Result<> Fetch::publish() {
    for (const bool last : {false, true})
        for (const Part& part : parts_)
            if ((part.file.name == "config.json") == last)
                LATHE_CHECK(folder_.link(listing_.commit, part.file.name, part.content));
    if (isCommit(name_.revision)) return {};
    const fs::path ref = folder_.ref(name_.revision);
    LATHE_CHECK(makeDirectories(ref.parent_path()));
    return writeFile(ref, listing_.commit);
}

Fetched Fetch::outcome(bool stopped) const {
    Fetched result;
    result.stopped = stopped;
    result.repository = name_.repository;
    result.commit = listing_.commit;
    result.path = folder_.snapshot(listing_.commit);
    if (parts_.size() == 1 && parts_[0].file.name.ends_with(".gguf")) result.path /= parts_[0].file.name;
    for (const Part& part : parts_) result.files.push_back(part.file.name);
    result.bytes = progress_.total;
    result.fetched = fetched_;
    return result;
}

/// Offline: only what was fetched before.
Result<Fetched> Fetch::fromCache() const {
    if (const auto commit = folder_.commitOf(name_.revision)) {
        Fetched result;
        result.repository = name_.repository;
        result.commit = *commit;
        result.path = folder_.snapshot(*commit);
        if (!request_.file.empty()) result.path /= request_.file;
        std::error_code code;
        if (request_.file.empty() ? holdsWholeModel(result.path)
                                  : isHubFile(request_.file) && fs::exists(result.path, code))
            return result;
    }
    return failed(
        name_.repository + " at " + name_.revision + " is not on this machine, and HF_HUB_OFFLINE is set", {},
        "unset HF_HUB_OFFLINE to fetch it");
}

Result<Fetched> Fetch::run() {
    if (settings_.offline) return fromCache();
    LATHE_TRY(listed, list());
    if (!listed) return outcome(true);
    LATHE_TRY(chosen, choose());
    if (!chosen) return outcome(true);
    LATHE_CHECK(checkSpace());
    for (Part& part : parts_) {
        LATHE_TRY(went, download(part));
        if (!went) {
            tell("stopped");
            return outcome(true);
        }
    }
    LATHE_CHECK(publish());
    tell("done");
    return outcome(false);
}

}  // namespace

Json toJson(const FetchProgress& progress) {
    const auto count = [](std::uint64_t value) { return Json(static_cast<std::int64_t>(value)); };
    return Json::object({{"event", "fetch"},
                         {"state", progress.state},
                         {"file", progress.file},
                         {"file_done", count(progress.fileDone)},
                         {"file_total", count(progress.fileTotal)},
                         {"done", count(progress.done)},
                         {"total", count(progress.total)},
                         {"bytes_a_second", progress.bytesASecond},
                         {"seconds_left", progress.secondsLeft}});
}

Result<Fetched> fetchModel(const FetchRequest& request, const HubSettings& settings,
                           const FetchHooks& hooks) {
    LATHE_TRY(name, hubName(request.model));
    if (!request.file.empty() && !isHubFile(request.file))
        return badCall("\"" + request.file + "\" is no file of a model", "--file",
                       "give its name as on the hub");
    return Fetch(request, settings, hooks, std::move(name)).run();
}

}  // namespace lathe
