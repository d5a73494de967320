// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/gateway/Engine.h"

#include "core/Clock.h"
#include "engine/admission/KeyConnections.h"
#include "engine/admission/RateLimits.h"
#include "engine/gateway/ResponseCache.h"
#include "engine/gateway/Worker.h"
#include "engine/http/Listener.h"
#include "engine/routing/HealthBook.h"
#include "engine/routing/ModelIndex.h"

#include <array>
#include <boost/asio/ip/address.hpp>
#include <fcntl.h>
#include <future>
#include <openssl/rand.h>
#include <pthread.h>
#include <system_error>
#include <thread>
#include <unistd.h>

namespace turnpike {

namespace {

constexpr std::size_t longestThreadName = 15; ///< The kernel's limit.

std::uint64_t randomSeed()
{
    std::uint64_t seed = 0;
    RAND_bytes(reinterpret_cast<unsigned char *>(&seed), sizeof seed);
    return seed;
}

std::string newHopMark()
{
    std::array<unsigned char, 8> bytes{};
    RAND_bytes(bytes.data(), static_cast<int>(bytes.size()));
    constexpr std::string_view digits = "0123456789abcdef";
    std::string mark;
    for (const unsigned char byte : bytes) {
        mark += digits[byte >> 4U];
        mark += digits[byte & 15U];
    }
    return mark;
}

} // namespace

class Engine::Body
{
public:
    Body(EngineOptions given, const Clock &clock, BudgetGate &gate, std::vector<Journal *> journals,
         ControlApi *control)
        : options(std::move(given))
        , keyConnections(options.maxConnectionsPerKey)
        , responseCache(options.responseCacheBytes)
    {
        const std::string mark = newHopMark();
        const auto announce = [this](EndpointId endpoint) {
            for (auto &worker : workers)
                worker->post([&worker = *worker, endpoint] { worker.learnOverBound(endpoint); });
        };
        for (Journal *journal : journals) {
            workers.push_back(std::make_unique<Worker>(
                Worker::Needs{options, clock, gate, *journal, control, connections, keyConnections,
                              health, responseCache, mark, announce, randomSeed()}));
        }
    }

    /// Runs `task` on each worker and waits until all have; directly while none is running.
    template <typename Task>
    void onEach(Task task)
    {
        if (threads.empty()) {
            for (auto &worker : workers)
                task(*worker);
            return;
        }
        std::vector<std::future<void>> done;
        for (auto &worker : workers) {
            auto ran = std::make_shared<std::promise<void>>();
            done.push_back(ran->get_future());
            worker->post([task, ran, &worker = *worker] {
                task(worker);
                ran->set_value();
            });
        }
        for (auto &one : done)
            one.wait();
    }

    const EngineOptions options;
    http::OpenConnections connections;
    KeyConnections keyConnections;
    HealthBook health;
    ResponseCache responseCache;
    std::shared_ptr<const RateLimits> rateLimits; ///< Of the policy published last.
    std::vector<std::unique_ptr<Worker>> workers;
    std::vector<std::thread> threads;
    std::atomic<std::uint16_t> port{0};
    std::atomic<bool> isListening{false};
    std::atomic<bool> isPaused{false};
};

Engine::Engine(EngineOptions options, const Clock &clock, BudgetGate &gate,
               std::vector<Journal *> journals, ControlApi *control)
    : m_body(std::make_unique<Body>(std::move(options), clock, gate, std::move(journals), control))
{}

Engine::~Engine()
{
    drain(std::chrono::milliseconds(0));
}

Result<> Engine::start()
{
    boost::system::error_code invalid;
    const auto address = boost::asio::ip::make_address(m_body->options.address, invalid);
    if (invalid || !address.is_loopback()) {
        return fail(ErrorCode::InvalidArgument,
                    QStringLiteral("The gateway listens on loopback addresses only, such as "
                                   "127.0.0.1 or ::1."),
                    QStringLiteral("/listen/address"));
    }
    std::error_code problem;
    const int socket
        = http::openListeningSocket(m_body->options.address, m_body->options.port, problem);
    if (socket < 0) {
        const bool isTaken = problem == std::errc::address_in_use;
        return fail(isTaken ? ErrorCode::Conflict : ErrorCode::Unavailable,
                    isTaken
                        ? QStringLiteral("Port %1 is in use. Choose another with --port, or stop "
                                         "what uses it.")
                              .arg(m_body->options.port)
                        : QStringLiteral("Port %1 cannot be opened: %2.")
                              .arg(m_body->options.port)
                              .arg(QString::fromStdString(problem.message())),
                    QStringLiteral("/listen/port"));
    }
    m_body->port = http::boundPort(socket);
    const boost::asio::ip::tcp::endpoint own{address, m_body->port};
    for (auto &worker : m_body->workers) {
        const bool isLast = &worker == &m_body->workers.back();
        const int descriptor = isLast ? socket : ::fcntl(socket, F_DUPFD_CLOEXEC, 0);
        worker->listen(descriptor, own);
    }
    for (auto &worker : m_body->workers) {
        std::thread &thread = m_body->threads.emplace_back([&worker = *worker] { worker.run(); });
        const std::string name = "tp-engine-" + std::to_string(m_body->threads.size() - 1);
        ::pthread_setname_np(thread.native_handle(), name.substr(0, longestThreadName).c_str());
    }
    m_body->isListening = true;
    return {};
}

void Engine::publish(PolicyPointer policy)
{
    const auto index = std::make_shared<const ModelIndex>(*policy);
    m_body->rateLimits = std::make_shared<const RateLimits>(*policy, m_body->rateLimits.get());
    m_body->onEach([policy, index, limits = m_body->rateLimits](Worker &worker) {
        worker.setPolicy(policy, index, limits);
    });
}

void Engine::setPaused(bool paused)
{
    m_body->isPaused = paused;
    m_body->onEach([paused](Worker &worker) { worker.setPaused(paused); });
}

void Engine::drain(std::chrono::milliseconds deadline)
{
    m_body->isListening = false;
    if (m_body->threads.empty())
        return;
    m_body->onEach([deadline](Worker &worker) { worker.drain(deadline); });
    for (std::thread &thread : m_body->threads)
        thread.join();
    m_body->threads.clear();
}

HealthBook &Engine::health() const
{
    return m_body->health;
}

std::uint16_t Engine::port() const
{
    return m_body->port;
}

EngineStatus Engine::status() const
{
    EngineStatus status;
    status.isListening = m_body->isListening;
    status.isPaused = m_body->isPaused;
    status.openConnections = static_cast<std::uint32_t>(m_body->connections.count());
    for (const auto &worker : m_body->workers) {
        status.activeRequests += worker->counters().activeRequests.load(std::memory_order_relaxed);
        status.unauthenticated
            += worker->counters().unauthenticated.load(std::memory_order_relaxed);
    }
    return status;
}

} // namespace turnpike
