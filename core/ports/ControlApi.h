// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace turnpike {

struct KeyPolicy;

/// A request that the engine has read and authenticated and that services must answer.
struct ControlRequest
{
    std::string method; ///< Upper case.
    std::string path; ///< Below /api/v1, without the query: "/generation".
    std::vector<std::pair<std::string, std::string>> query; ///< Decoded, in order.
    std::string body;
    std::int64_t keyId = 0; ///< Row id of the key that asked.
    bool isManagement = false;
};

struct ControlResponse
{
    int status = 200;
    std::string body; ///< JSON.
    std::vector<std::pair<std::string, std::string>> headers; ///< Besides the usual ones.
};

/// Answers the routes that need the ledger: /generation, /credits, and later the management API.
class ControlApi
{
public:
    using Answer = std::function<void(ControlResponse)>;
    virtual ~ControlApi() = default;

    /// True when this path is its to answer, whatever the method. Thread-safe, quick.
    virtual bool serves(std::string_view path) const = 0;
    /// Returns at once; `answer` is called exactly once, on any thread.
    virtual void handle(ControlRequest request, Answer answer) = 0;
};

} // namespace turnpike
