// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ProviderProbe.h"

#include "app/OwnAddress.h"
#include "core/Clock.h"
#include "engine/formats/chat/OpenAiAdapter.h"
#include "engine/formats/gemini/GeminiAdapter.h"
#include "engine/formats/messages/AnthropicAdapter.h"
#include "engine/formats/responses/ResponsesAdapter.h"
#include "engine/upstream/UpstreamPool.h"
#include "engine/wire/ClientRequest.h"
#include "services/ModelListing.h"

#include <boost/asio/io_context.hpp>
#include <exception>

namespace turnpike {

namespace {

using std::chrono::milliseconds;

constexpr std::size_t maxBody = 8U << 20U;
constexpr milliseconds longestTest{30'000};
constexpr milliseconds look{50}; ///< Between two looks whether the answer is still wanted.

/// Gathers one answer.
class Answer final : public UpstreamHandler
{
public:
    explicit Answer(const Clock &clock)
        : m_clock(clock)
        , m_startedNs(clock.steadyNs())
    {}

    std::int64_t tookMs() const { return (m_clock.steadyNs() - m_startedNs) / 1'000'000; }
    void onHead(int status, const http::Headers &) override
    {
        m_status = status;
        m_answeredMs = tookMs();
    }
    void onBody(std::string_view bytes) override
    {
        if (m_body.size() + bytes.size() <= maxBody)
            m_body.append(bytes);
    }
    void onReadDone() override {}
    void onEnd() override { end(); }
    void onFailure(UpstreamFailure failure, bool) override
    {
        m_failure = failure;
        end();
    }

    int m_status = 0;
    std::int64_t m_answeredMs = 0;
    std::int64_t m_tookMs = 0;
    std::string m_body;
    bool m_isEnded = false;
    std::optional<UpstreamFailure> m_failure;

private:
    void end()
    {
        m_tookMs = tookMs();
        m_isEnded = true;
    }

    const Clock &m_clock;
    const std::int64_t m_startedNs;
};

QString reasonOf(UpstreamFailure failure)
{
    switch (failure) {
    case UpstreamFailure::Resolve: return QStringLiteral("its name has no address");
    case UpstreamFailure::ForbiddenAddress:
        return QStringLiteral("its address is link-local, a metadata service or otherwise refused");
    case UpstreamFailure::Loop: break; // Told apart before.
    case UpstreamFailure::Connect: return QStringLiteral("nobody accepts connections there");
    case UpstreamFailure::Tls: return QStringLiteral("its certificate or TLS is not acceptable");
    case UpstreamFailure::Proxy: return QStringLiteral("the proxy refused");
    case UpstreamFailure::ConnectTimeout: return QStringLiteral("no connection came about in time");
    case UpstreamFailure::FirstByteTimeout:
    case UpstreamFailure::StallTimeout:
    case UpstreamFailure::TotalTimeout: return QStringLiteral("it did not answer in time");
    case UpstreamFailure::Cut: return QStringLiteral("it ended the connection without an answer");
    case UpstreamFailure::Garbage: break;
    }
    return QStringLiteral("what it answers is not HTTP");
}

bool isTimeout(UpstreamFailure failure)
{
    return failure == UpstreamFailure::ConnectTimeout
        || failure == UpstreamFailure::FirstByteTimeout || failure == UpstreamFailure::StallTimeout
        || failure == UpstreamFailure::TotalTimeout;
}

/// No part of a test may outlast it.
ProviderPolicy shortened(ProviderPolicy provider, const QString &caFile)
{
    Timeouts &timeouts = provider.timeouts;
    for (milliseconds *timeout :
         {&timeouts.connect, &timeouts.firstByte, &timeouts.stall, &timeouts.total})
        *timeout = std::min(*timeout, longestTest);
    if (provider.caFile.empty())
        provider.caFile = caFile.toStdString();
    return provider;
}

const ProviderAdapter &adapterOf(ProviderFormat format)
{
    switch (format) {
    case ProviderFormat::Anthropic: return anthropicAdapter();
    case ProviderFormat::Gemini: return geminiAdapter();
    case ProviderFormat::Responses: return responsesAdapter();
    case ProviderFormat::OpenAi:
    case ProviderFormat::Simulator: break;
    }
    return openAiAdapter();
}

/// The most that one page holds: no test turns pages.
std::string_view listPath(ProviderFormat format)
{
    switch (format) {
    case ProviderFormat::Anthropic: return "/models?limit=1000";
    case ProviderFormat::Gemini: return "/models?pageSize=1000";
    case ProviderFormat::Responses:
    case ProviderFormat::OpenAi:
    case ProviderFormat::Simulator: break;
    }
    return "/models";
}

/// Name of the credential's header, and what stands before it.
std::pair<std::string_view, std::string_view> credentialHeaderOf(const ProviderPolicy &provider)
{
    const std::string &own = provider.credentialHeader;
    if (own.empty())
        return adapterOf(provider.format).credentialHeader();
    return {own, http::sameName(own, "authorization") ? "Bearer " : ""};
}

/// "Bearer sk-…", in one buffer of the final size: no copy is left behind by growing.
Secret headerValue(std::string_view scheme, const Secret &credential)
{
    std::string text;
    text.reserve(scheme.size() + credential.reveal().size());
    text.append(scheme).append(credential.reveal());
    return Secret(std::move(text));
}

/// Returns at the end of the answer, or unfinished when it was abandoned.
void ask(const ProviderPolicy &provider, const Clock &clock, const OwnAddress &own,
         const std::atomic<bool> &isAbandoned, Answer &answer)
{
    boost::asio::io_context loop(1);
    UpstreamPool pool(loop, clock, {});
    pool.setOwnListeners(own.endpoints());
    const std::string path = provider.basePath + std::string(listPath(provider.format));
    const auto [name, scheme] = credentialHeaderOf(provider);
    const Secret value = headerValue(scheme, provider.credential);
    ProviderAdapter::Headers formatHeaders;
    adapterOf(provider.format).addHeaders(ClientRequest(), nullptr, formatHeaders);
    http::Headers headers{{"Accept", "application/json"}, {"Accept-Encoding", "identity"}};
    for (const auto &[header, text] : formatHeaders)
        headers.push_back({header, text});
    if (!provider.credential.isEmpty())
        headers.push_back({name, value.reveal()});
    UpstreamRequest request;
    request.provider = &provider;
    request.method = "GET";
    request.path = path;
    request.headers = headers;
    auto call = pool.start(request, answer);
    while (!answer.m_isEnded && !isAbandoned && !loop.stopped())
        loop.run_one_for(look);
    call.reset();
}

/// The reason that Google's APIs give (google.api.ErrorReason).
bool callsKeyInvalid(std::string_view body)
{
    return body.find("\"API_KEY_INVALID\"") != std::string_view::npos;
}

Result<ConnectionReport> judge(const Answer &answer)
{
    if (answer.m_failure == UpstreamFailure::Loop)
        return fail(ErrorCode::InvalidArgument,
                    QStringLiteral("This is the address of this gateway itself."),
                    QStringLiteral("/base_url"));
    if (answer.m_failure)
        return fail(
            isTimeout(*answer.m_failure) ? ErrorCode::Timeout : ErrorCode::UpstreamFailed,
            QStringLiteral("The provider cannot be reached: %1.").arg(reasonOf(*answer.m_failure)),
            QStringLiteral("/base_url"));
    ConnectionReport report;
    report.status = answer.m_status;
    report.milliseconds = answer.m_tookMs;
    report.answeredMs = answer.m_answeredMs;
    report.isKeyCalledInvalid = answer.m_status == 400 && callsKeyInvalid(answer.m_body);
    if (report.isRefused())
        return report;
    const bool listsNoModels = answer.m_status == 404 || answer.m_status == 405;
    if (answer.m_status >= 300 && !listsNoModels)
        return fail(ErrorCode::UpstreamFailed,
                    QStringLiteral("The provider answers with status %1; check the base URL.")
                        .arg(answer.m_status),
                    QStringLiteral("/base_url"));
    if (listsNoModels)
        return report;
    if (std::optional<ModelListing> listing = readModelListing(answer.m_body)) {
        report.modelCount = listing->count;
        report.models = std::move(listing->names);
    }
    return report;
}

} // namespace

ConnectionProbe providerProbe(const Clock &clock, const QString &caFile, const OwnAddress &own)
{
    return [&clock, caFile, own](const ProviderPolicy &given,
                                 const std::atomic<bool> &isAbandoned) -> Result<ConnectionReport> {
        ProviderPolicy provider = shortened(given, caFile);
        Answer answer(clock);
        Answer toAll(clock);
        try {
            ask(provider, clock, own, isAbandoned, answer);
            if (!provider.credential.isEmpty() && answer.m_status == 200) {
                provider.credential = {};
                ask(provider, clock, own, isAbandoned, toAll);
            }
        } catch (const std::exception &problem) {
            qWarning("provider test: %s", problem.what());
            return fail(ErrorCode::Internal, QStringLiteral("The test could not be made."));
        }
        if (isAbandoned)
            return fail(ErrorCode::Unavailable, QStringLiteral("The test was stopped."));
        Result<ConnectionReport> report = judge(answer);
        if (report)
            report->isListOpen = toAll.m_status == 200;
        return report;
    };
}

} // namespace turnpike
