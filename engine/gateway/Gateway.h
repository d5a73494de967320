// SPDX-License-Identifier: GPL-3.0-or-later
// From an HTTP request to what answers it: addresses, credentials, routes.
#pragma once

#include "core/Policy.h"
#include "engine/admission/KeyConnections.h"
#include "engine/gateway/GenerationExchange.h"
#include "engine/http/Exchange.h"
#include "engine/wire/ErrorBody.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace turnpike {

class Worker;

/// What answers a path.
enum class Route : std::uint8_t {
    Unknown,
    Banner, ///< HEAD and GET /api
    Generation, ///< Sent to a provider, held, settled.
    CountTokens, ///< POST /messages/count_tokens
    Content, ///< GET /generation/content
    Catalogue, ///< Reads that need no key while the catalogue is open.
    KeyInfo,
    Control, ///< Answered by services, off this thread.
};

/// A path below the API's root and its query.
struct Target
{
    std::string_view path; ///< Starts with '/': "/chat/completions". "/api" itself is empty.
    std::string_view query;
    bool isBanner = false;
};

/// Strips /api/v1 and its alias /v1; nothing when the target is not the API's.
std::optional<Target> readTarget(std::string_view target);

/// Whether a Host header names this machine or one of the allowed hosts; any port.
bool isAllowedHost(std::string_view host, const std::vector<std::string> &allowed);
/// Whether an Origin header, if there is one, comes from a page of this machine.
bool isAllowedOrigin(std::string_view origin, const std::vector<std::string> &allowed);

/// The HTTP handler of one worker.
class Gateway final : public http::Handler
{
public:
    explicit Gateway(Worker &worker)
        : m_worker(worker)
    {}

    std::optional<http::Refusal> onHead(const http::Request &request) override;
    void onRequest(http::Exchange &exchange) override;
    void onClientGone(http::Exchange &exchange) override;
    void onDrained(http::Exchange &exchange) override;
    http::Refusal onRefused(int status, std::string_view reason, std::string_view target) override;

private:
    /// A request that may go on, or why it may not.
    struct Entry
    {
        Route route = Route::Unknown;
        GenerationRoute generation; ///< Of Route::Generation.
        ErrorFormat format = ErrorFormat::Chat; ///< What the client understands.
        Target target;
        const KeyPolicy *key = nullptr;
        std::optional<ApiError> problem;
        std::string_view allow; ///< For 405.
    };

    Entry enter(const http::Request &request);
    /// False: the target is not the API's.
    bool findTarget(std::string_view target, std::string_view method, Entry &entry) const;
    void findRoute(std::string_view method, Entry &entry) const;
    void noteRefusal(const KeyPolicy &key, const ApiError &error);
    void startFor(http::Exchange &exchange, const Entry &entry);
    void startGeneration(http::Exchange &exchange, const Entry &entry, KeyConnections::Hold hold);
    void answerCount(http::Exchange &exchange);
    void answerCatalogue(http::Exchange &exchange, const Target &target);
    void answerKey(http::Exchange &exchange, const KeyPolicy &key);
    void askControl(http::Exchange &exchange, const Target &target, const KeyPolicy &key,
                    KeyConnections::Hold hold);
    void answer(http::Exchange &exchange, const ApiError &error,
                ErrorFormat format = ErrorFormat::Chat, std::string_view allow = {});
    http::Refusal refusal(const ApiError &error, ErrorFormat format, std::string_view allow) const;

    Worker &m_worker;
};

} // namespace turnpike
