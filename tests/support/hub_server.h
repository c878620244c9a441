// SPDX-License-Identifier: Apache-2.0
// A hub on loopback: files of one model at one commit, ranges, and whatever misbehaviour a test asks for.
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "core/base/files.h"
#include "core/base/json.h"
#include "core/library/content_digest.h"

namespace lathe::tests {

struct HubRequest {
    std::string method, path;
    std::map<std::string, std::string> headers;  ///< names in lower case

    std::string header(const std::string& name) const {
        const auto found = headers.find(name);
        return found == headers.end() ? std::string() : found->second;
    }
};

struct HubAnswer {
    int status = 200;
    std::map<std::string, std::string> headers;
    std::string body;
    std::optional<std::size_t> cutAfter;  ///< the connection ends after so many bytes of the body
    bool length = true;                   ///< with Content-Length
    int waitMilliseconds = 0;             ///< before the body
};

class HubServer {
  public:
    static constexpr const char* kCommit = "0123456789abcdef0123456789abcdef01234567";
    struct File {
        std::string bytes;
        bool large = false;  ///< in the large file storage: listed with its SHA-256
    };
    std::string repository = "owner/tiny";
    std::map<std::string, File> files;
    /// What a test answers instead; nothing: as a good hub does.
    std::function<std::optional<HubAnswer>(const HubRequest&)> odd;
    /// Changes the listing before it is sent.
    std::function<void(Json&)> listing;

    HubServer() {
        socket_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof address;
        if (::bind(socket_, reinterpret_cast<sockaddr*>(&address), size) != 0 || ::listen(socket_, 16) != 0)
            return;
        ::getsockname(socket_, reinterpret_cast<sockaddr*>(&address), &size);
        port_ = ntohs(address.sin_port);
        thread_ = std::thread([this] { serve(); });
    }
    ~HubServer() {
        ending_ = true;
        if (thread_.joinable()) thread_.join();
        ::close(socket_);
    }
    HubServer(const HubServer&) = delete;
    HubServer& operator=(const HubServer&) = delete;

    std::string address() const { return "http://127.0.0.1:" + std::to_string(port_); }
    std::vector<HubRequest> seen() const {
        const std::lock_guard lock(mutex_);
        return seen_;
    }
    std::size_t count(std::string_view part) const {
        std::size_t found = 0;
        for (const HubRequest& request : seen())
            found += request.path.find(part) != std::string::npos ? 1U : 0U;
        return found;
    }
    static std::string gitBlob(const std::string& bytes) {
        ContentDigest digest(std::string(40, '0'), bytes.size());
        digest.add(bytes);
        return digest.finish();
    }
    /// Bytes as a good hub gives them: whole or from a range on.
    static HubAnswer ranged(const HubRequest& request, const std::string& bytes) {
        HubAnswer answer;
        const std::string range = request.header("range");
        answer.body = bytes;
        if (!range.starts_with("bytes=")) return answer;
        const std::size_t from = std::stoull(range.substr(6));
        if (from >= bytes.size())
            return {416, {{"Content-Range", "bytes */" + std::to_string(bytes.size())}}, "", {}, true, 0};
        answer.status = 206;
        answer.body = bytes.substr(from);
        answer.headers["Content-Range"] = "bytes " + std::to_string(from) + "-" +
                                          std::to_string(bytes.size() - 1) + "/" +
                                          std::to_string(bytes.size());
        return answer;
    }
    HubAnswer good(const HubRequest& request) const {
        if (request.path.starts_with("/api/models/" + repository + "/revision/")) {
            Json siblings{Json::Array{}};
            for (const auto& [name, file] : files) {
                Json entry = Json::object(
                    {{"rfilename", name}, {"size", file.bytes.size()}, {"blobId", gitBlob(file.bytes)}});
                if (file.large)
                    entry.set("lfs", Json::object({{"sha256", sha256(file.bytes)},
                                                   {"size", file.bytes.size()},
                                                   {"pointerSize", 100}}));
                siblings.append(std::move(entry));
            }
            Json answer = Json::object({{"sha", kCommit}, {"siblings", std::move(siblings)}});
            if (listing) listing(answer);
            return {200, {{"Content-Type", "application/json"}}, answer.dump(), {}, true, 0};
        }
        const std::string resolve = "/" + repository + "/resolve/" + kCommit + "/";
        if (request.path.starts_with(resolve))
            if (const auto file = files.find(request.path.substr(resolve.size())); file != files.end()) {
                HubAnswer answer = ranged(request, file->second.bytes);
                answer.headers["X-Repo-Commit"] = kCommit;
                answer.headers["ETag"] =
                    '"' + (file->second.large ? sha256(file->second.bytes) : gitBlob(file->second.bytes)) +
                    '"';
                return answer;
            }
        return {404, {{"X-Error-Code", "EntryNotFound"}}, "not here", {}, true, 0};
    }

  private:
    void serve() {
        while (!ending_) {
            pollfd ready{socket_, POLLIN, 0};
            if (::poll(&ready, 1, 20) <= 0) continue;
            const int connection = ::accept4(socket_, nullptr, nullptr, SOCK_CLOEXEC);
            if (connection < 0) continue;
            answer(connection);
            ::close(connection);
        }
    }
    void answer(int connection) {
        std::string text;
        char block[4096];
        while (text.find("\r\n\r\n") == std::string::npos && text.size() < 65536) {
            pollfd ready{connection, POLLIN, 0};
            if (::poll(&ready, 1, 2000) <= 0) return;
            const ssize_t got = ::read(connection, block, sizeof block);
            if (got <= 0) return;
            text.append(block, static_cast<std::size_t>(got));
        }
        const HubRequest request = parsed(text);
        {
            const std::lock_guard lock(mutex_);
            seen_.push_back(request);
        }
        std::optional<HubAnswer> other = odd ? odd(request) : std::nullopt;
        const HubAnswer answer = other ? std::move(*other) : good(request);
        std::string head = "HTTP/1.1 " + std::to_string(answer.status) + " X\r\nConnection: close\r\n";
        for (const auto& [name, value] : answer.headers) head += name + ": " + value + "\r\n";
        if (answer.length && !answer.headers.contains("Content-Length"))
            head += "Content-Length: " + std::to_string(answer.body.size()) + "\r\n";
        send(connection, head + "\r\n");
        for (int waited = 0; waited < answer.waitMilliseconds && !ending_; waited += 20)
            std::this_thread::sleep_for(std::chrono::milliseconds(20));
        if (request.method != "HEAD")
            send(connection,
                 std::string_view(answer.body).substr(0, answer.cutAfter.value_or(answer.body.size())));
        ::shutdown(connection, SHUT_WR);
        for (int tries = 0; tries < 50;
             ++tries) {  // what the asker still says is read, so that no reset overtakes the answer
            pollfd ready{connection, POLLIN, 0};
            if (::poll(&ready, 1, 20) > 0 && ::read(connection, block, sizeof block) <= 0) break;
            if (ending_) break;
        }
    }
    static HubRequest parsed(const std::string& text) {
        HubRequest request;
        const auto line = text.find("\r\n");
        const auto first = text.find(' '), second = text.find(' ', first + 1);
        request.method = text.substr(0, first);
        request.path = text.substr(first + 1, second - first - 1);
        for (auto at = line + 2; at < text.size();) {
            const auto end = text.find("\r\n", at), colon = text.find(':', at);
            if (end == std::string::npos || end == at || colon == std::string::npos) break;
            std::string name = text.substr(at, colon - at);
            for (char& c : name) c = static_cast<char>(c >= 'A' && c <= 'Z' ? c + 32 : c);
            request.headers[name] = text.substr(colon + 2, end - colon - 2);
            at = end + 2;
        }
        return request;
    }
    static void send(int connection, std::string_view bytes) {
        while (!bytes.empty()) {
            const ssize_t put = ::send(connection, bytes.data(), bytes.size(), MSG_NOSIGNAL);
            if (put <= 0) return;
            bytes.remove_prefix(static_cast<std::size_t>(put));
        }
    }

    int socket_ = -1;
    std::uint16_t port_ = 0;
    std::atomic<bool> ending_ = false;
    mutable std::mutex mutex_;
    std::vector<HubRequest> seen_;
    std::thread thread_;
};

}  // namespace lathe::tests
