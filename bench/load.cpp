// SPDX-License-Identifier: GPL-3.0-or-later
// A load generator, one thread: bench/README.md says what its modes do. Prints one JSON object.
#include <algorithm>
#include <cstring>
#include <deque>
#include <fstream>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "bench/ProcessUse.h"
#include "bench/ResponseReader.h"
#include "bench/Wire.h"

namespace turnpike::bench {
namespace {

struct Options
{
    std::string mode = "closed"; ///< closed, open or streams.
    int port = 0;
    int connections = 64;
    int rate = 2000; ///< Requests a second, open.
    double seconds = 2; ///< closed and open.
    double ramp = 1; ///< Seconds over which the first streams begin, streams.
    std::int64_t total = 0; ///< Requests or streams; 0: by time, or one stream a connection.
    std::int64_t warm = 0; ///< Requests or streams before anything is measured.
    double memoryAfter = 0; ///< Seconds after the last stream's first byte; 0: memory is not read.
    std::string model = "bench/mock-200-20";
    std::string path = "/api/v1/chat/completions";
    std::string keys; ///< File with one key a line.
    std::vector<int> processes;
};

struct Connection
{
    int socket = -1;
    bool isBusy = false;
    std::int64_t scheduledNs = 0;
    std::string request;
    ResponseReader reader;
};

class Load
{
public:
    explicit Load(Options options);
    void run();

private:
    struct Figures
    {
        std::int64_t done = 0;
        std::int64_t bad = 0;
        std::int64_t events = 0;
        std::int64_t mostWaiting = 0; ///< Requests that found no free connection, open.
        std::vector<std::int64_t> latencyNs; ///< To the end of the answer.
        std::vector<std::int64_t> firstNs; ///< To the first byte of the body.
        std::string firstBad;
    };

    std::string requestFor(int connection, const std::vector<std::string> &keys) const;
    void connectAll();
    void reconnect(Connection &connection);
    void send(Connection &connection, std::int64_t scheduledNs);
    void read(Connection &connection);
    void finish(Connection &connection);
    void fail(Connection &connection, const std::string &why);
    void poll(std::int64_t untilNs);
    void runClosed(std::int64_t total, double seconds);
    void runOpen();
    void runStreams(std::int64_t total, double ramp);
    CpuUse settledCpu() const;
    void print(const CpuUse &cpu, double seconds) const;

    const Options m_options;
    int m_epoll;
    std::vector<std::unique_ptr<Connection>> m_connections;
    std::deque<Connection *> m_free;
    Figures m_figures;
    MemoryUse m_memoryBefore;
    MemoryUse m_memoryDuring;
    std::int64_t m_active = 0;
};

Load::Load(Options options)
    : m_options(std::move(options))
    , m_epoll(epoll_create1(EPOLL_CLOEXEC))
{
    std::vector<std::string> keys;
    std::ifstream file(m_options.keys);
    for (std::string key; std::getline(file, key);)
        keys.push_back(key);
    if (keys.empty())
        keys.emplace_back("none");
    for (int i = 0; i < m_options.connections; ++i) {
        auto connection = std::make_unique<Connection>();
        connection->request = requestFor(i, keys);
        m_connections.push_back(std::move(connection));
    }
}

std::string Load::requestFor(int connection, const std::vector<std::string> &keys) const
{
    std::string text;
    while (text.size() < 420)
        text += "Count the words of this sentence, please. ";
    const std::string body = R"({"model":")" + m_options.model
        + R"(","messages":[{"role":"system","content":"You answer briefly and say what you do not )"
          R"(know."},{"role":"user","content":")"
        + text + R"("}],"temperature":0.2,"max_tokens":300)"
        + (m_options.mode == "streams"
               ? R"(,"stream":true,"stream_options":{"include_usage":true}})"
               : "}");
    const std::string &key = keys[static_cast<std::size_t>(connection) % keys.size()];
    return "POST " + m_options.path + " HTTP/1.1\r\nHost: 127.0.0.1:"
        + std::to_string(m_options.port) + "\r\nAuthorization: Bearer " + key
        + "\r\nContent-Type: application/json\r\nAccept: application/json\r\nUser-Agent: "
          "bench/1\r\n"
          "Content-Length: "
        + std::to_string(body.size()) + "\r\n\r\n" + body;
}

void Load::connectAll()
{
    for (auto &connection : m_connections)
        reconnect(*connection);
}

void Load::reconnect(Connection &connection)
{
    if (connection.socket >= 0)
        close(connection.socket);
    connection.socket = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const sockaddr_in address = loopback(m_options.port);
    if (connect(connection.socket, reinterpret_cast<const sockaddr *>(&address), sizeof address)
        != 0)
        die("connect");
    sendAtOnce(connection.socket);
    epoll_event interest{.events = EPOLLIN, .data = {.ptr = &connection}};
    epoll_ctl(m_epoll, EPOLL_CTL_ADD, connection.socket, &interest);
    connection.isBusy = false;
    m_free.push_back(&connection);
}

void Load::send(Connection &connection, std::int64_t scheduledNs)
{
    connection.isBusy = true;
    connection.scheduledNs = scheduledNs;
    connection.reader.begin(m_options.mode == "streams");
    ++m_active;
    const auto size = static_cast<ssize_t>(connection.request.size());
    if (::send(connection.socket, connection.request.data(), connection.request.size(),
               MSG_NOSIGNAL)
        != size)
        fail(connection, "the request could not be sent");
}

void Load::read(Connection &connection)
{
    static char buffer[262144];
    const ssize_t size = recv(connection.socket, buffer, sizeof buffer, MSG_DONTWAIT);
    if (size < 0 && errno == EAGAIN)
        return;
    if (size <= 0 || !connection.isBusy) {
        if (connection.isBusy)
            fail(connection, "the connection ended in the middle");
        else if (size > 0)
            fail(connection, "bytes came that nobody asked for");
        else
            die("an idle connection was closed");
        return;
    }
    const bool hadBody = connection.reader.hasBody();
    connection.reader.take({buffer, static_cast<std::size_t>(size)});
    if (!hadBody && connection.reader.hasBody())
        m_figures.firstNs.push_back(nowNs() - connection.scheduledNs);
    if (connection.reader.isDone())
        finish(connection);
}

void Load::finish(Connection &connection)
{
    const std::string problem = connection.reader.problem();
    if (!problem.empty()) {
        fail(connection, problem);
        return;
    }
    m_figures.latencyNs.push_back(nowNs() - connection.scheduledNs);
    ++m_figures.done;
    m_figures.events += connection.reader.events();
    --m_active;
    connection.isBusy = false;
    m_free.push_back(&connection);
}

void Load::fail(Connection &connection, const std::string &why)
{
    if (++m_figures.bad == 1)
        m_figures.firstBad = why;
    if (m_figures.bad > 1000) {
        std::fprintf(stderr, "load: 1,000 bad answers; the first: %s\n",
                     m_figures.firstBad.c_str());
        std::exit(1);
    }
    --m_active;
    reconnect(connection);
}

void Load::poll(std::int64_t untilNs)
{
    epoll_event events[512];
    const int count = waitEvents(m_epoll, events, 512, untilNs);
    for (int i = 0; i < count; ++i)
        read(*static_cast<Connection *>(events[i].data.ptr));
}

/// Every connection asks again as soon as it is answered, for `total` requests or `seconds`.
void Load::runClosed(std::int64_t total, double seconds)
{
    const std::int64_t end = nowNs() + static_cast<std::int64_t>(seconds * 1e9);
    std::int64_t asked = 0;
    for (;;) {
        const bool goesOn = total > 0 ? asked < total : nowNs() < end;
        while (goesOn && !m_free.empty() && (total == 0 || asked < total)) {
            Connection *connection = m_free.front();
            m_free.pop_front();
            send(*connection, nowNs());
            ++asked;
        }
        if (!goesOn && m_active == 0)
            return;
        poll(total > 0 || !goesOn ? -1 : end);
    }
}

/// Requests are due at fixed times, whatever became of those before; each waits for a free
/// connection, and its latency counts from when it was due.
void Load::runOpen()
{
    const std::int64_t start = nowNs();
    const auto total = static_cast<std::int64_t>(m_options.seconds * m_options.rate);
    std::int64_t asked = 0;
    const auto dueAt = [&](std::int64_t n) { return start + n * 1'000'000'000 / m_options.rate; };
    while (asked < total || m_active > 0) {
        const std::int64_t now = nowNs();
        while (asked < total && dueAt(asked) <= now && !m_free.empty()) {
            Connection *connection = m_free.front();
            m_free.pop_front();
            send(*connection, dueAt(asked++));
        }
        if (asked < total && m_free.empty()) {
            const std::int64_t due
                = std::min(total, (now - start) * m_options.rate / 1'000'000'000);
            m_figures.mostWaiting = std::max(m_figures.mostWaiting, due - asked);
        }
        poll(asked < total && !m_free.empty() ? dueAt(asked) : -1);
    }
}

/// Each connection streams, the first time spread over `ramp` seconds, until `total` streams.
void Load::runStreams(std::int64_t total, double ramp)
{
    const std::int64_t start = nowNs();
    const auto count = static_cast<std::int64_t>(m_connections.size());
    const auto rampNs = static_cast<std::int64_t>(ramp * 1e9);
    const auto dueAt
        = [&](std::int64_t n) { return n < count ? start + n * rampNs / count : start; };
    std::int64_t memoryAt = 0; // Once all of them stream at the same time.
    bool wantsMemory = m_options.memoryAfter > 0;
    std::int64_t asked = 0;
    while (asked < total || m_active > 0) {
        const std::int64_t now = nowNs();
        while (asked < total && !m_free.empty() && dueAt(asked) <= now) {
            Connection *connection = m_free.front();
            m_free.pop_front();
            send(*connection, nowNs());
            ++asked;
        }
        if (wantsMemory && memoryAt == 0
            && static_cast<std::int64_t>(m_figures.firstNs.size()) == count)
            memoryAt = now + static_cast<std::int64_t>(m_options.memoryAfter * 1e9);
        if (memoryAt != 0 && now >= memoryAt) {
            if (m_active == count)
                m_memoryDuring = memoryOf(m_options.processes);
            memoryAt = 0;
            wantsMemory = false;
        }
        std::int64_t until = asked < total && !m_free.empty() ? dueAt(asked) : -1;
        if (memoryAt != 0 && (until < 0 || memoryAt < until))
            until = memoryAt;
        poll(until);
    }
}

/// Waits until the processes have worked off what the load left behind: a ledger commits late.
CpuUse Load::settledCpu() const
{
    CpuUse use = cpuOf(m_options.processes);
    for (int i = 0; i < 40; ++i) {
        timespec pause{.tv_sec = 0, .tv_nsec = 100'000'000};
        nanosleep(&pause, nullptr);
        CpuUse next = cpuOf(m_options.processes);
        const std::int64_t spent = total(next) - total(use);
        use = std::move(next);
        if (i > 0 && spent < 1'000'000)
            break;
    }
    return use;
}

void Load::run()
{
    connectAll();
    if (m_options.warm > 0) {
        if (m_options.mode == "streams")
            runStreams(m_options.warm, m_options.ramp);
        else
            runClosed(m_options.warm, 0);
    }
    const CpuUse before = settledCpu();
    m_memoryBefore = memoryOf(m_options.processes);
    const Figures warm = std::exchange(m_figures, {});
    m_figures.bad = warm.bad;
    m_figures.firstBad = warm.firstBad;
    const std::int64_t start = nowNs();
    if (m_options.mode == "closed")
        runClosed(m_options.total, m_options.seconds);
    else if (m_options.mode == "open")
        runOpen();
    else
        runStreams(m_options.total > 0 ? m_options.total : m_options.connections, m_options.ramp);
    const double seconds = static_cast<double>(nowNs() - start) / 1e9;
    print(since(before, settledCpu()), seconds);
}

double microseconds(std::vector<std::int64_t> &values, double share)
{
    if (values.empty())
        return 0;
    const auto at = values.begin()
        + static_cast<std::ptrdiff_t>(share * static_cast<double>(values.size() - 1));
    std::nth_element(values.begin(), at, values.end());
    return static_cast<double>(*at) / 1e3;
}

void Load::print(const CpuUse &cpu, double seconds) const
{
    auto latency = m_figures.latencyNs;
    auto first = m_figures.firstNs;
    std::printf("{\"done\":%lld,\"bad\":%lld,\"first_bad\":\"%s\",\"events\":%lld,\"seconds\":%.4f,"
                "\"most_waiting\":%lld,\"latency_p50_us\":%.1f,\"latency_p99_us\":%.1f,"
                "\"first_p50_us\":%.1f,\"first_p99_us\":%.1f,",
                static_cast<long long>(m_figures.done), static_cast<long long>(m_figures.bad),
                m_figures.firstBad.c_str(), static_cast<long long>(m_figures.events), seconds,
                static_cast<long long>(m_figures.mostWaiting), microseconds(latency, 0.5),
                microseconds(latency, 0.99), microseconds(first, 0.5), microseconds(first, 0.99));
    std::printf("\"resident_before_kb\":%lld,\"resident_during_kb\":%lld,"
                "\"anonymous_before_kb\":%lld,\"anonymous_during_kb\":%lld,",
                static_cast<long long>(m_memoryBefore.residentKb),
                static_cast<long long>(m_memoryDuring.residentKb),
                static_cast<long long>(m_memoryBefore.anonymousKb),
                static_cast<long long>(m_memoryDuring.anonymousKb));
    std::printf("\"load_average\":%.2f,\"cpu_us\":%.1f,\"threads\":[", loadAverage(),
                static_cast<double>(total(cpu)) / 1e3);
    const char *comma = "";
    for (const auto &[id, thread] : cpu) {
        std::printf("%s{\"name\":\"%s\",\"cpu_us\":%.1f}", comma, thread.name.c_str(),
                    static_cast<double>(thread.cpuNs) / 1e3);
        comma = ",";
    }
    std::puts("]}");
}

bool read(int argc, char **argv, Options &options)
{
    for (int i = 1; i < argc; i += 2) {
        const std::string_view name = argv[i];
        if (i + 1 == argc)
            return false;
        const char *value = argv[i + 1];
        if (name == "--mode")
            options.mode = value;
        else if (name == "--port")
            options.port = std::atoi(value);
        else if (name == "--connections")
            options.connections = std::atoi(value);
        else if (name == "--rate")
            options.rate = std::atoi(value);
        else if (name == "--seconds")
            options.seconds = std::atof(value);
        else if (name == "--ramp")
            options.ramp = std::atof(value);
        else if (name == "--total")
            options.total = std::atoll(value);
        else if (name == "--warm")
            options.warm = std::atoll(value);
        else if (name == "--memory-after")
            options.memoryAfter = std::atof(value);
        else if (name == "--model")
            options.model = value;
        else if (name == "--path")
            options.path = value;
        else if (name == "--keys")
            options.keys = value;
        else if (name == "--process")
            options.processes.push_back(std::atoi(value));
        else
            return false;
    }
    return options.port > 0 && options.connections > 0 && options.rate > 0
        && (options.mode == "closed" || options.mode == "open" || options.mode == "streams");
}

} // namespace
} // namespace turnpike::bench

int main(int argc, char **argv)
{
    turnpike::bench::Options options;
    if (!turnpike::bench::read(argc, argv, options)) {
        std::fputs(
            "usage: bench_load --mode closed|open|streams --port N [--connections N] [--rate N]"
            " [--seconds S] [--ramp S] [--total N] [--warm N] [--memory-after S]"
            " [--model NAME] [--path PATH] [--keys FILE] [--process PID]...\n",
            stderr);
        return 2;
    }
    turnpike::bench::allowManyFiles();
    turnpike::bench::Load(std::move(options)).run();
}
