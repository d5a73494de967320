// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ProviderProbe.h"

#include "app/OwnAddress.h"
#include "core/Clock.h"
#include "engine/upstream/UpstreamPool.h"

#include <boost/asio/io_context.hpp>
#include <boost/json.hpp>
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

/// What an OpenAI-style list of models holds; nothing when the body is none.
void readModels(const std::string &body, ConnectionReport &report)
{
    boost::json::error_code error;
    const boost::json::value document = boost::json::parse(body, error);
    const auto *object = error ? nullptr : document.if_object();
    const auto *data = object ? object->if_contains("data") : nullptr;
    const auto *list = data ? data->if_array() : nullptr;
    if (!list)
        return;
    report.modelCount = static_cast<std::int32_t>(list->size());
    for (const boost::json::value &entry : *list) {
        const auto *model = entry.if_object();
        const auto *id = model ? model->if_contains("id") : nullptr;
        const auto *text = id ? id->if_string() : nullptr;
        if (text)
            report.models.append(
                QString::fromUtf8(text->data(), static_cast<qsizetype>(text->size())));
    }
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

/// "Bearer sk-…", in one buffer of the final size: no copy is left behind by growing.
Secret bearerOf(const Secret &credential)
{
    static constexpr std::string_view scheme = "Bearer ";
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
    const std::string path = provider.basePath + "/models";
    const Secret bearer = bearerOf(provider.credential);
    http::Headers headers{{"Accept", "application/json"}, {"Accept-Encoding", "identity"}};
    if (!provider.credential.isEmpty())
        headers.push_back({"Authorization", bearer.reveal()});
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
    if (report.isRefused())
        return report;
    const bool listsNoModels = answer.m_status == 404 || answer.m_status == 405;
    if (answer.m_status >= 300 && !listsNoModels)
        return fail(ErrorCode::UpstreamFailed,
                    QStringLiteral("The provider answers with status %1; check the base URL.")
                        .arg(answer.m_status),
                    QStringLiteral("/base_url"));
    if (!listsNoModels)
        readModels(answer.m_body, report);
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
