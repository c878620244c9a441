// SPDX-License-Identifier: Apache-2.0
#include "core/library/http.h"

#include <curl/curl.h>

#include <algorithm>
#include <cctype>

#include "core/base/clock.h"
#include "core/base/text.h"

namespace lathe {
namespace {

constexpr int kMostRedirects = 8;
constexpr std::size_t kMostHeaderBytes = 1 << 18;

struct UrlFree {
    void operator()(CURLU* url) const { curl_url_cleanup(url); }
};
using Url = std::unique_ptr<CURLU, UrlFree>;

std::string part(CURLU* url, CURLUPart which, unsigned flags = 0) {
    char* text = nullptr;
    if (curl_url_get(url, which, &text, flags) != CURLUE_OK) return {};
    std::string result(text);
    curl_free(text);
    return result;
}

/// Scheme, host and port: what a token belongs to.
std::string origin(CURLU* url) {
    std::string host = part(url, CURLUPART_HOST);
    for (char& c : host) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    return part(url, CURLUPART_SCHEME) + "://" + host + ":" + part(url, CURLUPART_PORT, CURLU_DEFAULT_PORT);
}

Url parsed(const std::string& text) {
    Url url(curl_url());
    if (!url || curl_url_set(url.get(), CURLUPART_URL, text.c_str(), 0) != CURLUE_OK) return nullptr;
    const std::string scheme = part(url.get(), CURLUPART_SCHEME);
    if (scheme != "http" && scheme != "https") return nullptr;
    return url;
}

struct HeadersFree {
    void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};

/// What the callbacks of one transfer share.
struct Transfer {
    HttpReply reply;
    const Http::Sink* sink = nullptr;
    std::size_t headerBytes = 0;
    double lastByte = 0;
    bool told = false;
};

std::size_t takeHeader(char* data, std::size_t, std::size_t size, void* to) {
    Transfer& transfer = *static_cast<Transfer*>(to);
    const std::string_view line = trimmed(std::string_view(data, size));
    transfer.headerBytes += size;
    transfer.lastByte = steadySeconds();
    if (transfer.headerBytes > kMostHeaderBytes) return 0;
    if (line.starts_with("HTTP/")) {
        transfer.reply.headers.clear();
        return size;
    }
    const auto colon = line.find(':');
    if (colon == std::string_view::npos) return size;
    std::string name(line.substr(0, colon));
    for (char& c : name) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    transfer.reply.headers[name] = std::string(trimmed(line.substr(colon + 1)));
    return size;
}

std::size_t takeBody(char* data, std::size_t, std::size_t size, void* to) {
    auto& [transfer, easy] = *static_cast<std::pair<Transfer, CURL*>*>(to);
    transfer.lastByte = steadySeconds();
    curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &transfer.reply.status);
    if (transfer.reply.status / 100 != 2 || !transfer.sink) return size;
    transfer.told = true;
    if ((*transfer.sink)(transfer.reply, {data, size})) return size;
    transfer.reply.stopped = true;
    return 0;
}

}  // namespace

std::string HttpReply::header(const std::string& name) const {
    const auto found = headers.find(name);
    return found == headers.end() ? std::string() : found->second;
}

struct Http::State {
    HubSettings settings;
    std::function<bool()> stop;
    CURL* easy = nullptr;
    CURLM* multi = nullptr;

    HttpReply once(const std::string& url, bool withToken, const Sink* sink,
                   std::optional<std::uint64_t> from) const;
};

Http::Http(const HubSettings& settings, std::function<bool()> stop) : state_(std::make_unique<State>()) {
    static const bool started = curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK;
    static_cast<void>(started);
    state_->settings = settings;
    state_->stop = std::move(stop);
    state_->easy = curl_easy_init();
    state_->multi = curl_multi_init();
}

Http::~Http() {
    curl_easy_cleanup(state_->easy);
    curl_multi_cleanup(state_->multi);
}

HttpReply Http::State::once(const std::string& url, bool withToken, const Sink* sink,
                            std::optional<std::uint64_t> from) const {
    std::pair<Transfer, CURL*> shared{{}, easy};
    Transfer& transfer = shared.first;
    transfer.sink = sink;
    transfer.lastByte = steadySeconds();
    curl_easy_reset(easy);
    curl_slist* list = curl_slist_append(nullptr, "Accept-Encoding: identity");
    if (withToken && !settings.token.empty())
        list = curl_slist_append(list, ("Authorization: Bearer " + settings.token).c_str());
    const std::unique_ptr<curl_slist, HeadersFree> headers(list);
    char problem[CURL_ERROR_SIZE] = "";
    curl_easy_setopt(easy, CURLOPT_URL, url.c_str());
    curl_easy_setopt(easy, CURLOPT_HTTPHEADER, headers.get());
    curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, problem);
    curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(easy, CURLOPT_BUFFERSIZE, 1L << 18);
    curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(settings.stallSeconds * 1000));
    curl_easy_setopt(easy, CURLOPT_USERAGENT, "promptlathe/" PROMPTLATHE_VERSION);
    curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, takeHeader);
    curl_easy_setopt(easy, CURLOPT_HEADERDATA, &transfer);
    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, takeBody);
    curl_easy_setopt(easy, CURLOPT_WRITEDATA, &shared);
    if (!sink) curl_easy_setopt(easy, CURLOPT_NOBODY, 1L);
    const std::string range = from ? std::to_string(*from) + "-" : std::string();
    if (from) curl_easy_setopt(easy, CURLOPT_RANGE, range.c_str());

    curl_multi_add_handle(multi, easy);
    int running = 1;
    while (running > 0) {
        if (curl_multi_perform(multi, &running) != CURLM_OK) break;
        if (running == 0) break;
        if (stop()) {
            transfer.reply.stopped = true;
            break;
        }
        if (steadySeconds() - transfer.lastByte > settings.stallSeconds) {
            transfer.reply.problem =
                "no byte came for " + std::to_string(static_cast<int>(settings.stallSeconds)) + " seconds";
            break;
        }
        curl_multi_poll(multi, nullptr, 0, 100, nullptr);
    }
    curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &transfer.reply.status);
    int left = 0;
    CURLcode code = CURLE_OK;
    while (const CURLMsg* message = curl_multi_info_read(multi, &left))
        if (message->msg == CURLMSG_DONE) code = message->data.result;
    curl_multi_remove_handle(multi, easy);
    if (code != CURLE_OK && !transfer.reply.stopped && transfer.reply.problem.empty())
        transfer.reply.problem = problem[0] != '\0' ? problem : curl_easy_strerror(code);
    if (code == CURLE_OK && sink && !transfer.told && transfer.reply.status / 100 == 2 &&
        transfer.reply.problem.empty() && !transfer.reply.stopped)
        transfer.reply.stopped = !(*sink)(transfer.reply, {});
    return std::move(transfer.reply);
}

HttpReply Http::follow(std::string url, const Sink* sink, std::optional<std::uint64_t> from) {
    HttpReply reply;
    const Url home = parsed(state_->settings.endpoint);
    Url at = parsed(url);
    if (!home || !at) {
        reply.problem = "the hub's address is not understood";
        return reply;
    }
    bool own = origin(at.get()) == origin(home.get());
    std::map<std::string, std::string> linked;  // what the hub itself says of a file that lies elsewhere
    for (int hop = 0; hop <= kMostRedirects; ++hop) {
        reply = state_->once(url, own, sink, from);
        if (own)
            for (const char* name : {"x-linked-etag", "x-linked-size", "x-repo-commit"})
                if (const std::string value = reply.header(name); !value.empty()) linked[name] = value;
        for (const auto& [name, value] : linked) reply.headers.emplace(name, value);
        const bool redirect = reply.status == 301 || reply.status == 302 || reply.status == 303 ||
                              reply.status == 307 || reply.status == 308;
        const std::string to = reply.header("location");
        if (!redirect || to.empty() || reply.stopped) return reply;
        const std::string before = origin(at.get()), scheme = part(at.get(), CURLUPART_SCHEME);
        if (curl_url_set(at.get(), CURLUPART_URL, to.c_str(), 0) != CURLUE_OK) break;
        const std::string now = part(at.get(), CURLUPART_SCHEME);
        if ((now != "http" && now != "https") || (scheme == "https" && now == "http")) {
            reply.problem = "the hub leads to an address that is not followed (" + now + ")";
            return reply;
        }
        curl_url_set(at.get(), CURLUPART_USER, nullptr, 0);
        curl_url_set(at.get(), CURLUPART_PASSWORD, nullptr, 0);
        const bool same = origin(at.get()) == before;
        if (!sink && !same) return reply;
        own = own && same;  // a token that was left behind is not taken up again
        url = part(at.get(), CURLUPART_URL);
    }
    reply.problem = "the hub leads from one address to the next";
    return reply;
}

HttpReply Http::get(const std::string& url, const Sink& sink, std::optional<std::uint64_t> from) {
    return follow(url, &sink, from);
}

HttpReply Http::head(const std::string& url) {
    return follow(url, nullptr, {});
}

HttpReply Http::text(const std::string& url, std::string& out, std::size_t most) {
    out.clear();
    bool large = false;
    const Sink sink = [&](const HttpReply&, std::string_view bytes) {
        large = bytes.size() > most - out.size();
        if (!large) out += bytes;
        return !large;
    };
    HttpReply reply = follow(url, &sink, {});
    if (large) reply.problem = "the answer is longer than " + byteSize(static_cast<double>(most));
    return reply;
}

}  // namespace lathe
