// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/upstream/Resolver.h"

#include <algorithm>
#include <ares.h>
#include <boost/asio/ip/address.hpp>
#include <cstring>
#include <mutex>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/stat.h>

namespace turnpike {

namespace ip = boost::asio::ip;

namespace {

constexpr std::size_t mostCached = 1'024;

std::string lowered(std::string text)
{
    std::transform(text.begin(), text.end(), text.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? char(c + ('a' - 'A')) : c; });
    if (text.ends_with('.'))
        text.pop_back();
    return text;
}

bool isLocalhost(const std::string &host)
{
    return host == "localhost" || host.ends_with(".localhost");
}

std::int64_t configurationStamp()
{
    struct stat status
    {};
    if (::stat("/etc/resolv.conf", &status) != 0)
        return 0;
    return std::int64_t(status.st_mtim.tv_sec) * 1'000'000'000 + status.st_mtim.tv_nsec;
}

std::optional<ip::address> addressOf(const ares_addrinfo_node &node)
{
    if (node.ai_family == AF_INET) {
        const auto *address = reinterpret_cast<const sockaddr_in *>(node.ai_addr);
        return ip::address_v4(ntohl(address->sin_addr.s_addr));
    }
    if (node.ai_family == AF_INET6) {
        const auto *address = reinterpret_cast<const sockaddr_in6 *>(node.ai_addr);
        ip::address_v6::bytes_type bytes;
        std::memcpy(bytes.data(), &address->sin6_addr, bytes.size());
        return ip::address_v6(bytes);
    }
    return std::nullopt;
}

/// RFC 8305 section 4: the families take turns, IPv6 begins.
Addresses alternating(const Addresses &found)
{
    Addresses six;
    Addresses four;
    for (const ip::address &each : found)
        (each.is_v6() ? six : four).push_back(each);
    Addresses ordered;
    for (std::size_t i = 0; i < std::max(six.size(), four.size()); ++i) {
        if (i < six.size())
            ordered.push_back(six[i]);
        if (i < four.size())
            ordered.push_back(four[i]);
    }
    return ordered;
}

void initializeLibrary()
{
    static std::once_flag once;
    std::call_once(once, [] { ares_library_init(ARES_LIB_INIT_ALL); });
}

} // namespace

/// Outlives the resolver while c-ares still holds it.
struct Resolver::Question
{
    Resolver *resolver;
    std::string host;
};

/// A socket of c-ares: watched by us, owned by c-ares.
struct Resolver::Watched
{
    explicit Watched(boost::asio::io_context &context, int number)
        : descriptor(context, number)
    {}
    ~Watched() { descriptor.release(); }

    boost::asio::posix::stream_descriptor descriptor;
    bool reads = false;
    bool writes = false;
    bool isWaitingToRead = false;
    bool isWaitingToWrite = false;
};

Resolver::Resolver(boost::asio::io_context &context, const Clock &clock, ResolverOptions options)
    : m_context(context)
    , m_clock(clock)
    , m_options(std::move(options))
    , m_timer(context)
{
    initializeLibrary();
}

Resolver::~Resolver()
{
    *m_isAlive = false;
    m_waiting.clear();
    if (m_channel != nullptr)
        ares_destroy(m_channel);
}

void Resolver::resolve(const std::string &givenHost, Done done)
{
    const std::string host = lowered(givenHost);
    boost::system::error_code error;
    const ip::address literal = ip::make_address(host, error);
    if (!error)
        return done({literal});
    // IPv4 first: local model servers mostly listen there only.
    if (isLocalhost(host))
        return done({ip::address_v4::loopback(), ip::address_v6::loopback()});
    const auto cached = m_cache.find(host);
    if (cached != m_cache.end() && cached->second.expiresNs > m_clock.steadyNs())
        return done(cached->second.addresses);
    auto &waiting = m_waiting[host];
    waiting.push_back(std::move(done));
    if (waiting.size() == 1)
        ask(host);
}

bool Resolver::openChannel()
{
    ares_options options{};
    options.timeout = static_cast<int>(m_options.timeout.count());
    options.tries = m_options.tries;
    options.sock_state_cb = &Resolver::onSocketState;
    options.sock_state_cb_data = this;
    const int mask = ARES_OPT_TIMEOUTMS | ARES_OPT_TRIES | ARES_OPT_SOCK_STATE_CB;
    if (ares_init_options(&m_channel, &options, mask) != ARES_SUCCESS) {
        m_channel = nullptr;
        return false;
    }
    m_configurationStamp = configurationStamp();
    return m_options.servers.empty()
        || ares_set_servers_ports_csv(m_channel, m_options.servers.c_str()) == ARES_SUCCESS;
}

void Resolver::reopenIfConfigurationChanged()
{
    // Only while nothing runs: c-ares reads its configuration once.
    const bool isIdle = m_waiting.size() <= 1;
    if (m_channel != nullptr && isIdle && configurationStamp() != m_configurationStamp) {
        ares_destroy(m_channel);
        m_channel = nullptr;
    }
}

void Resolver::ask(const std::string &host)
{
    reopenIfConfigurationChanged();
    if (m_channel == nullptr && !openChannel())
        return answer(host, nullptr);
    ares_addrinfo_hints hints{};
    hints.ai_family = AF_UNSPEC;
    hints.ai_socktype = SOCK_STREAM;
    hints.ai_flags = ARES_AI_NOSORT;
    ares_getaddrinfo(m_channel, host.c_str(), nullptr, &hints, &Resolver::onAnswer,
                     new Question{this, host});
    armTimer();
}

void Resolver::onAnswer(void *opaque, int status, int, ares_addrinfo *found)
{
    const std::unique_ptr<Question> question(static_cast<Question *>(opaque));
    const std::unique_ptr<ares_addrinfo, decltype(&ares_freeaddrinfo)> owned(found,
                                                                             &ares_freeaddrinfo);
    if (status != ARES_EDESTRUCTION)
        question->resolver->answer(question->host, status == ARES_SUCCESS ? found : nullptr);
}

void Resolver::answer(const std::string &host, const ares_addrinfo *found)
{
    Addresses addresses;
    std::int64_t ttl = m_options.mostTtl.count();
    for (const auto *node = found ? found->nodes : nullptr; node != nullptr; node = node->ai_next) {
        const auto address = addressOf(*node);
        if (!address)
            continue;
        addresses.push_back(*address);
        ttl = std::min<std::int64_t>(ttl, node->ai_ttl);
    }
    addresses = alternating(addresses);
    if (!addresses.empty()) {
        if (m_cache.size() >= mostCached)
            m_cache.clear();
        ttl = std::max<std::int64_t>(ttl, m_options.leastTtl.count());
        m_cache[host] = {addresses, m_clock.steadyNs() + ttl * 1'000'000'000};
    }
    const auto waiting = m_waiting.extract(host);
    if (waiting.empty())
        return;
    const auto isAlive = m_isAlive;
    for (const Done &done : waiting.mapped()) {
        done(addresses);
        if (!*isAlive)
            return;
    }
}

void Resolver::onSocketState(void *self, int descriptor, int reads, int writes)
{
    static_cast<Resolver *>(self)->watch(descriptor, reads != 0, writes != 0);
}

void Resolver::watch(int descriptor, bool reads, bool writes)
{
    if (!reads && !writes) {
        m_watched.erase(descriptor); // Before c-ares closes it.
        return;
    }
    auto &watched = m_watched[descriptor];
    if (!watched)
        watched = std::make_shared<Watched>(m_context, descriptor);
    watched->reads = reads;
    watched->writes = writes;
    waitFor(descriptor, true);
    waitFor(descriptor, false);
}

void Resolver::waitFor(int descriptor, bool forReading)
{
    const auto found = m_watched.find(descriptor);
    if (found == m_watched.end())
        return;
    Watched &watched = *found->second;
    bool &isWaiting = forReading ? watched.isWaitingToRead : watched.isWaitingToWrite;
    if (isWaiting || !(forReading ? watched.reads : watched.writes))
        return;
    isWaiting = true;
    const auto kind = forReading ? boost::asio::posix::stream_descriptor::wait_read
                                 : boost::asio::posix::stream_descriptor::wait_write;
    watched.descriptor.async_wait(
        kind,
        [this, isAlive = m_isAlive, descriptor, forReading,
         self = std::weak_ptr(found->second)](const boost::system::error_code &error) {
            const auto still = self.lock();
            if (!*isAlive || !still || error)
                return;
            (forReading ? still->isWaitingToRead : still->isWaitingToWrite) = false;
            ares_process_fd(m_channel, forReading ? descriptor : ARES_SOCKET_BAD,
                            forReading ? ARES_SOCKET_BAD : descriptor);
            if (!*isAlive)
                return;
            waitFor(descriptor, forReading);
            armTimer();
        });
}

void Resolver::armTimer()
{
    timeval space{};
    const timeval *next = m_channel ? ares_timeout(m_channel, nullptr, &space) : nullptr;
    if (next == nullptr) {
        m_timer.cancel();
        return;
    }
    m_timer.expires_after(std::chrono::seconds(next->tv_sec)
                          + std::chrono::microseconds(next->tv_usec));
    m_timer.async_wait([this, isAlive = m_isAlive](const boost::system::error_code &error) {
        if (error || !*isAlive)
            return;
        ares_process_fd(m_channel, ARES_SOCKET_BAD, ARES_SOCKET_BAD);
        if (*isAlive)
            armTimer();
    });
}

} // namespace turnpike
