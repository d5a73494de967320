// SPDX-License-Identifier: GPL-3.0-or-later
// A pool with its loop on the test's thread, and a handler that remembers what it was told.
#pragma once

#include "engine/upstream/UpstreamPool.h"

#include <boost/asio/io_context.hpp>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "tests/support/FakeUpstream.h"

namespace turnpike::test {

/// Records one call; a hook may act inside a callback.
class RecordingHandler final : public UpstreamHandler
{
public:
    void onHead(int status, const http::Headers &headers) override
    {
        this->status = status;
        for (const http::Header &header : headers)
            this->headers.emplace_back(header.name, header.value);
        events += 'H';
        if (atHead)
            atHead();
    }
    void onBody(std::string_view bytes) override
    {
        body.append(bytes);
        events += 'B';
        if (atBody)
            atBody();
    }
    void onReadDone() override
    {
        ++reads;
        if (atReadDone)
            atReadDone();
    }
    void onEnd() override
    {
        ++ends;
        events += 'E';
        if (atEnd)
            atEnd();
    }
    void onFailure(UpstreamFailure why, bool mayHaveBeenSent) override
    {
        ++ends;
        failure = why;
        maybeSent = mayHaveBeenSent;
        events += 'F';
        if (atEnd)
            atEnd();
    }
    bool isOver() const { return ends > 0; }

    int status = 0;
    std::vector<std::pair<std::string, std::string>> headers;
    std::string body;
    std::string events; ///< 'H', 'B', 'E', 'F' in their order.
    int reads = 0;
    int ends = 0; ///< onEnd and onFailure together: must never pass 1.
    std::optional<UpstreamFailure> failure;
    bool maybeSent = false;
    std::function<void()> atHead, atBody, atReadDone, atEnd;
};

/// One call with all that its request's views need.
struct RunningCall
{
    RecordingHandler handler;
    std::vector<std::string_view> body;
    std::vector<http::Header> headers;
    std::unique_ptr<UpstreamCall> call;
};

class UpstreamRig
{
public:
    explicit UpstreamRig(UpstreamOptions options = fastOptions())
        : pool(std::make_unique<UpstreamPool>(context, clock, std::move(options)))
    {}

    static UpstreamOptions fastOptions()
    {
        UpstreamOptions options;
        options.tick = std::chrono::milliseconds(10);
        return options;
    }

    static ProviderPolicy provider(quint16 port, bool isTls = false, const QString &caFile = {})
    {
        ProviderPolicy policy;
        policy.origin = {isTls, isTls ? "localhost" : "127.0.0.1", port};
        policy.caFile = caFile.toStdString();
        return policy;
    }

    std::unique_ptr<RunningCall> start(const ProviderPolicy &provider,
                                       std::vector<std::string_view> body = {"{}"},
                                       std::string_view path = "/v1/chat/completions")
    {
        auto running = std::make_unique<RunningCall>();
        running->body = std::move(body);
        running->headers = {{"Content-Type", "application/json"},
                            {"Authorization", "Bearer sk-canary"},
                            {"Accept-Encoding", "identity"}};
        UpstreamRequest request;
        request.provider = &provider;
        request.method = running->body.empty() ? "GET" : "POST";
        request.path = path;
        request.headers = running->headers;
        request.body = running->body;
        running->call = pool->start(request, running->handler);
        return running;
    }

    /// Runs the loop until `isDone`, at most `limit`; false when the time was up.
    bool runUntil(const std::function<bool()> &isDone,
                  std::chrono::milliseconds limit = std::chrono::seconds(5))
    {
        const std::int64_t untilNs = clock.steadyNs() + limit.count() * 1'000'000;
        while (!isDone()) {
            if (clock.steadyNs() > untilNs)
                return false;
            context.restart();
            context.run_one_for(std::chrono::milliseconds(2));
        }
        return true;
    }

    /// Runs the loop for that long, whatever happens.
    void runFor(std::chrono::milliseconds time)
    {
        runUntil([] { return false; }, time);
    }

    /// Starts a call and runs it to its end.
    std::unique_ptr<RunningCall> finish(const ProviderPolicy &provider,
                                        std::vector<std::string_view> body = {"{}"})
    {
        auto running = start(provider, std::move(body));
        runUntil([&] { return running->handler.isOver(); });
        return running;
    }

    SystemClock clock;
    boost::asio::io_context context{1};
    std::unique_ptr<UpstreamPool> pool;
};

} // namespace turnpike::test
