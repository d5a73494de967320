// SPDX-License-Identifier: GPL-3.0-or-later
// A listener on its own thread, with an application that does what the request's target says.
#pragma once

#include "engine/http/Exchange.h"
#include "engine/http/Limits.h"
#include "engine/http/Listener.h"

#include <atomic>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <chrono>
#include <cstdint>
#include <functional>
#include <future>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <thread>
#include <unistd.h>
#include <vector>

#include "tests/support/ManualClock.h"

namespace turnpike::test {

/// Counts itself, to see when it is destroyed.
class CountedState final : public http::ExchangeState
{
public:
    explicit CountedState(std::atomic<int> &alive)
        : m_alive(alive)
    {
        ++m_alive;
    }
    ~CountedState() override { --m_alive; }

private:
    std::atomic<int> &m_alive;
};

/// GET /hold answers nothing: the test does, through HttpServerForTest::withHeld. /stream answers
/// two chunks, /none 204, everything else echoes "METHOD TARGET BODY". Headers: X-Refuse makes
/// onHead answer 401.
class ScriptedHandler final : public http::Handler
{
public:
    std::optional<http::Refusal> onHead(const http::Request &request) override
    {
        ++heads;
        if (http::findHeader(request.headers, "x-refuse").empty())
            return std::nullopt;
        http::Refusal refusal;
        refusal.status = 401;
        refusal.body = "no";
        refusal.headers = {{"WWW-Authenticate", "Bearer"}};
        return refusal;
    }

    void onRequest(http::Exchange &exchange) override
    {
        ++requests;
        const http::Request &request = exchange.request();
        exchange.attach(std::make_unique<CountedState>(statesAlive));
        if (!request.body.empty() && request.body.capacity() < request.body.size() + 64)
            ++unpaddedBodies;
        if (request.target == "/hold") {
            held = &exchange;
            ++heldCount;
            return;
        }
        if (request.target == "/stream") {
            exchange.beginStream(200, {});
            exchange.write("one");
            const std::string_view parts[] = {"data: ", "", "two"};
            exchange.write(parts);
            exchange.write("");
            return exchange.endStream();
        }
        if (request.target == "/none")
            return exchange.sendWhole(204, {}, "ignored");
        const std::string_view parts[] = {request.method, " ", request.target, " ", request.body};
        exchange.sendWhole(200, {}, parts);
    }

    void onClientGone(http::Exchange &exchange) override
    {
        if (isInCall)
            ++reentries;
        if (held == &exchange)
            held = nullptr;
        ++gone;
    }

    void onDrained(http::Exchange &exchange) override
    {
        if (isInCall)
            ++reentries;
        ++drained;
        if (whenDrained)
            whenDrained(exchange);
    }

    std::atomic<int> heads = 0;
    std::atomic<int> requests = 0;
    std::atomic<int> heldCount = 0;
    std::atomic<int> gone = 0;
    std::atomic<int> drained = 0;
    std::atomic<int> reentries = 0;
    std::atomic<int> unpaddedBodies = 0;
    std::atomic<int> statesAlive = 0;
    // Of the server's thread:
    http::Exchange *held = nullptr;
    std::function<void(http::Exchange &)> whenDrained;
    bool isInCall = false; ///< A test's function is calling the exchange.
};

/// Deadlines move only with `clock`, since the tick asks it.
class HttpServerForTest
{
public:
    static http::Limits quickLimits()
    {
        http::Limits limits;
        limits.linger = std::chrono::milliseconds(20); // Makes the tick 5 ms.
        return limits;
    }

    explicit HttpServerForTest(const http::Limits &limits = quickLimits(), int workers = 1)
    {
        std::error_code error;
        const int descriptor = http::openListeningSocket("127.0.0.1", 0, error);
        m_port = http::boundPort(descriptor);
        for (int i = 0; i < workers; ++i) {
            m_workers.push_back(std::make_unique<Worker>(limits, handler, clock, open));
            m_workers.back()->listener.listen(::dup(descriptor));
        }
        ::close(descriptor);
        for (const auto &worker : m_workers) {
            worker->thread = std::thread([&context = worker->context] {
                auto guard = boost::asio::make_work_guard(context);
                context.run();
            });
        }
    }

    ~HttpServerForTest()
    {
        for (const auto &worker : m_workers) {
            worker->context.stop();
            worker->thread.join();
        }
    }

    std::uint16_t port() const { return m_port; }

    /// Runs on the server's thread and waits.
    void run(const std::function<void(http::Listener &)> &function, std::size_t worker = 0)
    {
        std::promise<void> done;
        boost::asio::post(m_workers[worker]->context, [&] {
            handler.isInCall = true;
            function(m_workers[worker]->listener);
            handler.isInCall = false;
            done.set_value();
        });
        done.get_future().wait();
    }

    /// Returns once everything that was sent before has been read: functions posted to the loop
    /// take turns with looking at the sockets.
    void settle()
    {
        for (int i = 0; i < 4; ++i)
            run([](http::Listener &) {});
    }

    /// Runs with the exchange of /hold, if it is still there.
    void withHeld(const std::function<void(http::Exchange &)> &function)
    {
        run([&](http::Listener &) {
            if (handler.held)
                function(*handler.held);
        });
    }

    int connections(std::size_t worker = 0)
    {
        int count = 0;
        run([&](http::Listener &l) { count = static_cast<int>(l.connectionCount()); }, worker);
        return count;
    }

    ManualClock clock;
    http::OpenConnections open;
    ScriptedHandler handler;

private:
    struct Worker
    {
        Worker(const http::Limits &limits, http::Handler &handler, const Clock &clock,
               http::OpenConnections &open)
            : listener(context, limits, handler, clock, open)
        {}
        boost::asio::io_context context{1};
        http::Listener listener;
        std::thread thread;
    };

    std::uint16_t m_port = 0;
    std::vector<std::unique_ptr<Worker>> m_workers;
};

} // namespace turnpike::test
