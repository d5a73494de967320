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
#include <utility>

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

/// Closes when destroyed.
class Descriptor
{
public:
    explicit Descriptor(int value)
        : m_value(value)
    {}
    Descriptor(Descriptor &&other) noexcept
        : m_value(std::exchange(other.m_value, -1))
    {}
    ~Descriptor()
    {
        if (m_value >= 0)
            ::close(m_value);
    }
    Descriptor &operator=(Descriptor &&) = delete;

    int get() const { return m_value; }

private:
    int m_value;
};

struct Listening
{
    Descriptor socket;
    boost::asio::ip::tcp::endpoint endpoint; ///< With the real port.
};

Result<boost::asio::ip::address> checkedAddress(const std::string &text,
                                                const EngineOptions &options)
{
    boost::system::error_code invalid;
    const auto address = boost::asio::ip::make_address(text, invalid);
    const bool mayBeRemote = options.tls && !options.allowedHosts.empty();
    if (invalid || (!address.is_loopback() && !mayBeRemote)) {
        return fail(ErrorCode::InvalidArgument,
                    QStringLiteral("Without TLS and allowed hosts the gateway listens on loopback "
                                   "addresses only, such as 127.0.0.1 or ::1."),
                    QStringLiteral("/listen/address"));
    }
    return address;
}

tl::unexpected<Error> cannotListen(const std::string &address, std::uint16_t port,
                                   const std::error_code &problem)
{
    if (problem == std::errc::address_in_use)
        return fail(ErrorCode::Conflict,
                    QStringLiteral("Port %1 is in use. Choose another with --port, or stop "
                                   "what uses it.")
                        .arg(port),
                    QStringLiteral("/listen/port"));
    return fail(ErrorCode::Unavailable,
                QStringLiteral("Port %1 of %2 cannot be opened: %3.")
                    .arg(QString::number(port), QString::fromStdString(address),
                         QString::fromStdString(problem.message())),
                QStringLiteral("/listen/port"));
}

/// A free port that the first address picks holds for the others, too.
Result<std::vector<Listening>> openAll(const EngineOptions &options)
{
    std::vector<Listening> all;
    std::uint16_t port = options.port;
    for (const std::string &text : options.addresses) {
        TRY_ASSIGN(const auto address, checkedAddress(text, options));
        std::error_code problem;
        Descriptor socket(http::openListeningSocket(text, port, problem));
        if (socket.get() < 0)
            return cannotListen(text, port, problem);
        port = http::boundPort(socket.get());
        all.push_back({std::move(socket), {address, port}});
    }
    return all;
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
    TRY_ASSIGN(const std::vector<Listening> listening, openAll(m_body->options));
    m_body->port = listening.front().endpoint.port();
    Endpoints own;
    for (const Listening &each : listening)
        own.push_back(each.endpoint);
    for (auto &worker : m_body->workers) {
        worker->setTls(m_body->options.tls);
        worker->setOwnListeners(own);
        for (const Listening &each : listening)
            worker->listen(::fcntl(each.socket.get(), F_DUPFD_CLOEXEC, 0));
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

void Engine::setTls(std::shared_ptr<const http::ServerTls> tls)
{
    m_body->onEach([tls](Worker &worker) { worker.setTls(tls); });
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
