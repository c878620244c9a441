// SPDX-License-Identifier: Apache-2.0
// One question to a hub over HTTP. Redirects are followed here, not by the library below, so that the token
// stays with the host it is for.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "core/library/hub_settings.h"

namespace lathe {

struct HttpReply {
    long status = 0;                             ///< 0: no answer came
    std::map<std::string, std::string> headers;  ///< names in lower case
    std::string problem;                         ///< why the answer is not whole; empty where it is
    bool stopped = false;                        ///< `stop` or the sink ended it

    std::string header(const std::string& name) const;
};

class Http {
  public:
    /// Bytes of a 2xx answer as they come; false ends the transfer.
    using Sink = std::function<bool(const HttpReply& reply, std::string_view bytes)>;

    /// `stop` is asked several times a second.
    Http(const HubSettings& settings, std::function<bool()> stop);
    ~Http();
    Http(const Http&) = delete;
    Http& operator=(const Http&) = delete;

    /// GET, from byte `from` on where it is given. `sink` is called once without bytes for an empty body.
    HttpReply get(const std::string& url, const Sink& sink, std::optional<std::uint64_t> from = {});
    /// HEAD; redirects to other hosts are not followed, since the answer that leads there says what is
    /// needed.
    HttpReply head(const std::string& url);
    /// GET of a short text, at most `most` bytes.
    HttpReply text(const std::string& url, std::string& out, std::size_t most);

  private:
    struct State;
    HttpReply follow(std::string url, const Sink* sink, std::optional<std::uint64_t> from);
    std::unique_ptr<State> state_;
};

}  // namespace lathe
