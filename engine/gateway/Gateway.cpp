// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/gateway/Gateway.h"

#include "core/ports/ControlApi.h"
#include "engine/admission/KeyCheck.h"
#include "engine/endpoints/Catalogue.h"
#include "engine/endpoints/KeyInfo.h"
#include "engine/formats/messages/MessagesCount.h"
#include "engine/gateway/GenerationExchange.h"
#include "engine/gateway/Worker.h"

#include <algorithm>
#include <array>
#include <boost/asio/post.hpp>

namespace turnpike {

namespace {

/// Larger bodies are refused at their head, before they are read, when they would be refused
/// anyway.
constexpr std::uint64_t earlyCheckBytes = std::uint64_t{64} << 10U;
constexpr std::int64_t pausedRetryAfterS = 5;
constexpr std::int64_t crowdedRetryAfterS = 1;

ApiError problem(int status, std::string_view type, std::string message)
{
    ApiError error;
    error.status = status;
    error.errorType = type;
    error.message = std::move(message);
    return error;
}

/// Whether a comma-separated list holds the token.
bool lists(std::string_view list, std::string_view token)
{
    while (!list.empty()) {
        const std::size_t end = std::min(list.find(", "), list.size());
        if (list.substr(0, end) == token)
            return true;
        list.remove_prefix(std::min(end + 2, list.size()));
    }
    return false;
}

/// The host of "host:port", "[v6]:port" or either alone.
std::string_view hostPart(std::string_view authority)
{
    if (authority.starts_with('[')) {
        const std::size_t end = authority.find(']');
        return end == std::string_view::npos ? authority : authority.substr(0, end + 1);
    }
    return authority.substr(0, authority.find(':'));
}

bool isLoopbackName(std::string_view host)
{
    if (http::sameName(host, "localhost") || host == "[::1]")
        return true;
    // 127.0.0.0/8, digits and dots only: "127.evil.example" is a name.
    return host.starts_with("127.")
        && host.find_first_not_of("0123456789.") == std::string_view::npos;
}

/// Routes of the compatible API that would keep what this gateway does not.
std::string_view whyMissing(std::string_view path)
{
    const auto isBelow = [path](std::string_view root) {
        return path.starts_with(root) && (path.size() == root.size() || path[root.size()] == '/');
    };
    if (isBelow("/videos"))
        return "Videos are not made here: they are jobs that are paid long after their request, "
               "which a gateway that keeps no jobs cannot meter truthfully.";
    if (isBelow("/files"))
        return "Files are not kept here: send them with the request that they are for.";
    if (path == "/images/variations")
        return "Variations of pictures are not made here: POST /images/edits edits them.";
    if (isBelow("/images/models"))
        return "GET /models?output_modalities=image lists the models that make pictures.";
    return "No such route below /api/v1.";
}

/// Links an HTTP exchange to the generation that answers it.
struct GenerationLink final : http::ExchangeState
{
    GenerationLink(GenerationExchange &answers, KeyConnections::Hold held)
        : generation(&answers)
        , hold(std::move(held))
    {}
    GenerationExchange *generation;
    KeyConnections::Hold hold;
};

/// Links an HTTP exchange to an answer that services are preparing.
struct ControlLink final : http::ExchangeState
{
    ControlLink(http::Exchange &waits, KeyConnections::Hold held)
        : waiting(std::make_shared<http::Exchange *>(&waits))
        , hold(std::move(held))
    {}
    ~ControlLink() override { *waiting = nullptr; }
    std::shared_ptr<http::Exchange *> waiting; ///< Null once the client is gone; worker's thread.
    KeyConnections::Hold hold;
};

} // namespace

std::optional<Target> readTarget(std::string_view target)
{
    Target result;
    const std::size_t mark = target.find('?');
    std::string_view path = target.substr(0, mark);
    if (mark != std::string_view::npos)
        result.query = target.substr(mark + 1);
    if (path == "/api" || path == "/api/") {
        result.isBanner = true;
        return result;
    }
    if (path.starts_with("/api/"))
        path.remove_prefix(4);
    if (!path.starts_with("/v1/"))
        return std::nullopt;
    path.remove_prefix(3);
    if (path.size() > 1 && path.ends_with('/'))
        path.remove_suffix(1);
    result.path = path;
    return result;
}

bool isAllowedHost(std::string_view host, const std::vector<std::string> &allowed)
{
    const std::string_view name = hostPart(host);
    return isLoopbackName(name)
        || std::any_of(allowed.begin(), allowed.end(),
                       [name](const std::string &other) { return http::sameName(name, other); });
}

bool isAllowedOrigin(std::string_view origin, const std::vector<std::string> &allowed)
{
    if (origin.empty())
        return true;
    const std::size_t scheme = origin.find("://");
    return scheme != std::string_view::npos && isAllowedHost(origin.substr(scheme + 3), allowed);
}

void Gateway::findRoute(std::string_view method, Entry &entry) const
{
    struct Generating
    {
        std::string_view path;
        GenerationRoute route;
        ErrorFormat format;
    };
    static constexpr std::array<Generating, 13> generating{{
        {"/chat/completions", {ApiType::Chat}, ErrorFormat::Chat},
        {"/messages", {ApiType::Messages}, ErrorFormat::Messages},
        {"/responses", {ApiType::Responses}, ErrorFormat::Responses},
        {"/embeddings", {ApiType::Embeddings}, ErrorFormat::Chat},
        {"/completions", {ApiType::Completions}, ErrorFormat::Chat},
        {"/cursor/chat/completions", {ApiType::Chat, true}, ErrorFormat::Chat},
        {"/images", {ApiType::Images}, ErrorFormat::Chat},
        {"/images/generations", {ApiType::Images}, ErrorFormat::Chat},
        {"/images/edits", {ApiType::ImageEdits}, ErrorFormat::Chat},
        {"/audio/speech", {ApiType::Speech}, ErrorFormat::Chat},
        {"/audio/transcriptions", {ApiType::Transcriptions}, ErrorFormat::Chat},
        {"/audio/translations", {ApiType::Translations}, ErrorFormat::Chat},
        {"/rerank", {ApiType::Rerank}, ErrorFormat::Chat},
    }};
    const std::string_view path = entry.target.path;
    for (const Generating &known : generating)
        if (path == known.path) {
            entry.route = Route::Generation;
            entry.generation = known.route;
            entry.format = known.format;
            entry.allow = "POST";
            return;
        }
    if (path == "/messages/count_tokens") {
        entry.route = Route::CountTokens;
        entry.format = ErrorFormat::Messages;
        entry.allow = "POST";
    } else if (path == "/generation/content") {
        entry.route = Route::Content;
        entry.allow = "GET, HEAD";
    } else if (path == "/key") {
        entry.route = Route::KeyInfo;
        entry.allow = "GET, HEAD";
    } else if (path == "/models" || path.starts_with("/models/") || path.starts_with("/model/")
               || path == "/providers" || path == "/embeddings/models"
               || path == "/endpoints/zdr") {
        entry.route = Route::Catalogue;
        entry.allow = "GET, HEAD";
    } else if (m_worker.control() && m_worker.control()->serves(path)) {
        entry.route = Route::Control;
        entry.allow = method; // Services know their methods themselves.
    } else if (path.starts_with("/messages/")) {
        entry.format = ErrorFormat::Messages; // Whose clients ask for it cannot read another.
    } else if (path.starts_with("/responses/")) {
        entry.format = ErrorFormat::Responses;
    }
}

bool Gateway::findTarget(std::string_view target, std::string_view method, Entry &entry) const
{
    const std::optional<Target> found = readTarget(target);
    if (!found)
        return false;
    entry.target = *found;
    if (found->isBanner) {
        entry.route = Route::Banner;
        entry.allow = "GET, HEAD";
    } else {
        findRoute(method, entry);
    }
    return true;
}

Gateway::Entry Gateway::enter(const http::Request &request)
{
    Entry entry;
    // First of all, so that every refusal is in the form that the client reads.
    const bool isOurs = findTarget(request.target, request.method, entry);
    const std::string_view allow = std::exchange(entry.allow, {});
    const EngineOptions &options = m_worker.options();
    if (!isAllowedHost(http::findHeader(request.headers, "host"), options.allowedHosts)) {
        entry.problem
            = problem(403, "permission_denied",
                      "This gateway has no such name: the Host header must carry a loopback "
                      "name or one of listen.allowed_hosts.");
        return entry;
    }
    if (!isAllowedOrigin(http::findHeader(request.headers, "origin"), options.allowedHosts)) {
        entry.problem = problem(403, "permission_denied", "Web pages may not use this gateway.");
        return entry;
    }
    if (!isOurs) {
        entry.problem = problem(404, "not_found", "Nothing is here. The API is below /api/v1.");
        return entry;
    }
    if (entry.route == Route::Unknown) {
        entry.problem = problem(404, "not_found", std::string(whyMissing(entry.target.path)));
        return entry;
    }
    if (!lists(allow, request.method)) {
        entry.allow = allow;
        entry.problem
            = problem(405, "invalid_request", "This route takes " + std::string(allow) + " only.");
        return entry;
    }
    const PolicySnapshot &policy = *m_worker.policy();
    const bool isOpen = entry.route == Route::Banner
        || (entry.route == Route::Catalogue && policy.isCatalogueOpen);
    if (isOpen)
        return entry;

    const KeyFinding finding = identifyKey(request.headers, policy, m_worker.clock().nowUs());
    if (finding.problem != KeyProblem::None) {
        m_worker.counters().unauthenticated.fetch_add(1, std::memory_order_relaxed);
        entry.problem = problem(401, "authentication", std::string(sentence(finding.problem)));
        return entry;
    }
    entry.key = finding.key;
    if (entry.route == Route::Generation) {
        if (finding.key->isManagement) {
            entry.problem = problem(403, "permission_denied",
                                    "A management key manages; use an API key to send requests.");
        } else if (http::findHeader(request.headers, "turnpike-hop").find(m_worker.hopMark())
                   != std::string_view::npos) {
            entry.problem
                = problem(400, "invalid_request",
                          "This request came from this gateway: a provider's address leads "
                          "back here.");
        } else if (m_worker.isPaused()) {
            entry.problem = problem(503, "provider_overloaded",
                                    "Routing is paused. Resume it in the console.");
            entry.problem->retryAfterS = pausedRetryAfterS;
        }
    }
    return entry;
}

std::optional<http::Refusal> Gateway::onHead(const http::Request &request)
{
    // Small bodies are read first: most requests are admitted, and are then checked only once.
    if (!request.isChunked && !request.expectsContinue && request.declaredLength <= earlyCheckBytes)
        return std::nullopt;
    const Entry entry = enter(request);
    if (!entry.problem)
        return std::nullopt;
    return refusal(*entry.problem, entry.format, entry.allow);
}

/// Refusals of a known key are rows, whoever refuses.
void Gateway::noteRefusal(const KeyPolicy &key, const ApiError &error)
{
    const std::int64_t nowUs = m_worker.clock().nowUs();
    GenerationRecord record;
    record.id = m_worker.nextId(nowUs);
    record.admittedUs = nowUs;
    record.organization = key.organization;
    record.workspace = key.workspace;
    record.key = key.id;
    record.person = key.person;
    record.state = GenerationState::Refused;
    record.httpStatus = static_cast<std::uint16_t>(error.status);
    record.errorType = error.errorType;
    record.errorText = error.message;
    m_worker.refusals().refuse(m_worker.journal(), record);
}

void Gateway::onRequest(http::Exchange &exchange)
{
    const Entry entry = enter(exchange.request());
    if (entry.problem) {
        if (entry.key)
            noteRefusal(*entry.key, *entry.problem);
        return answer(exchange, *entry.problem, entry.format, entry.allow);
    }
    switch (entry.route) {
    case Route::Banner:
        return exchange.sendWhole(200, {{"Content-Type", "application/json"}},
                                  R"({"name":"Turnpike","version":")" TURNPIKE_VERSION
                                  R"(","api":"/api/v1"})");
    case Route::Generation:
    case Route::Control: return startFor(exchange, entry);
    case Route::CountTokens: return answerCount(exchange);
    case Route::Content:
        return answer(
            exchange,
            problem(404, "not_found",
                    "Prompts and answers are not kept: input and output logging is off."));
    case Route::Catalogue: return answerCatalogue(exchange, entry.target);
    case Route::KeyInfo: return answerKey(exchange, *entry.key);
    case Route::Unknown: break;
    }
}

/// What may take long counts toward the connections of its key.
void Gateway::startFor(http::Exchange &exchange, const Entry &entry)
{
    KeyConnections &connections = m_worker.keyConnections();
    std::optional<KeyConnections::Hold> hold = connections.take(entry.key->id);
    if (!hold) {
        ApiError error = problem(429, "rate_limit_exceeded",
                                 "This key has " + std::to_string(connections.limit())
                                     + " requests under way, the most that one key may have "
                                       "(engine.max_connections_per_key). Try again when one of "
                                       "them has ended.");
        error.retryAfterS = crowdedRetryAfterS;
        noteRefusal(*entry.key, error);
        return answer(exchange, error, entry.format);
    }
    if (entry.route == Route::Control)
        return askControl(exchange, entry.target, *entry.key, *std::move(hold));
    startGeneration(exchange, entry, *std::move(hold));
}

void Gateway::startGeneration(http::Exchange &exchange, const Entry &entry,
                              KeyConnections::Hold hold)
{
    GenerationExchange &generation = m_worker.adopt(std::make_unique<GenerationExchange>(
        m_worker, exchange, m_worker.policy(), *entry.key, entry.generation));
    exchange.attach(std::make_unique<GenerationLink>(generation, std::move(hold)));
    generation.start();
}

/// An estimate made here: nothing is sent, nothing is charged.
void Gateway::answerCount(http::Exchange &exchange)
{
    const std::string body = exchange.takeBody();
    const auto count = countTokensEstimate(body);
    if (!count)
        return answer(exchange, count.error(), ErrorFormat::Messages);
    exchange.sendWhole(200, {{"Content-Type", "application/json"}},
                       R"({"input_tokens":)" + std::to_string(*count) + '}');
}

void Gateway::answerCatalogue(http::Exchange &exchange, const Target &target)
{
    const auto found = catalogueAnswer(*m_worker.policy(), target.path, parseUrlQuery(target.query),
                                       m_worker.clock().nowUs());
    if (!found)
        return answer(exchange, problem(404, "not_found", "No such route below /api/v1."));
    exchange.sendWhole(found->status, {{"Content-Type", "application/json"}}, found->body);
}

void Gateway::answerKey(http::Exchange &exchange, const KeyPolicy &key)
{
    const ScopeUsage usage = m_worker.gate().usage(key.slot, m_worker.clock().nowUs());
    exchange.sendWhole(200, {{"Content-Type", "application/json"}}, keyBody(key, usage));
}

void Gateway::askControl(http::Exchange &exchange, const Target &target, const KeyPolicy &key,
                         KeyConnections::Hold hold)
{
    auto link = std::make_unique<ControlLink>(exchange, std::move(hold));
    const auto waiting = link->waiting;
    ControlRequest request{.method = std::string(exchange.request().method),
                           .path = std::string(target.path),
                           .query = parseUrlQuery(target.query),
                           .body = exchange.takeBody(),
                           .keyId = key.id.value,
                           .isManagement = key.isManagement};
    exchange.attach(std::move(link));
    m_worker.control()->handle(
        std::move(request), [&worker = m_worker, waiting](ControlResponse response) {
            worker.post([waiting, response = std::move(response)] {
                if (!*waiting)
                    return; // The client did not wait.
                std::vector<http::Header> headers{{"Content-Type", "application/json"}};
                for (const auto &[name, value] : response.headers)
                    headers.push_back({name, value});
                const std::string_view body = response.body;
                (*waiting)->sendWhole(response.status, headers, http::Parts(&body, 1));
            });
        });
}

void Gateway::onClientGone(http::Exchange &exchange)
{
    if (auto *link = dynamic_cast<GenerationLink *>(exchange.state()))
        link->generation->onClientGone();
    else if (auto *control = dynamic_cast<ControlLink *>(exchange.state()))
        *control->waiting = nullptr;
}

void Gateway::onDrained(http::Exchange &exchange)
{
    if (auto *link = dynamic_cast<GenerationLink *>(exchange.state()))
        link->generation->onClientDrained();
}

http::Refusal Gateway::refusal(const ApiError &error, ErrorFormat format,
                               std::string_view allow) const
{
    http::Refusal refusal;
    refusal.status = error.status;
    refusal.body = errorBody(error, format);
    if (error.retryAfterS)
        refusal.headers.emplace_back("Retry-After", std::to_string(*error.retryAfterS));
    if (!allow.empty())
        refusal.headers.emplace_back("Allow", allow);
    return refusal;
}

void Gateway::answer(http::Exchange &exchange, const ApiError &error, ErrorFormat format,
                     std::string_view allow)
{
    const http::Refusal refused = refusal(error, format, allow);
    std::vector<http::Header> headers{{"Content-Type", refused.contentType}};
    for (const auto &[name, value] : refused.headers)
        headers.push_back({name, value});
    const std::string_view body = refused.body;
    exchange.sendWhole(refused.status, headers, http::Parts(&body, 1));
}

http::Refusal Gateway::onRefused(int status, std::string_view reason, std::string_view target)
{
    const std::string_view type = status == 413 ? "payload_too_large"
        : status == 408                         ? "timeout"
        : status >= 500                         ? "provider_overloaded"
                                                : "invalid_request";
    Entry entry;
    findTarget(target, {}, entry); // Else in the form of chat.
    return refusal(problem(status, type, std::string(reason)), entry.format, {});
}

} // namespace turnpike
