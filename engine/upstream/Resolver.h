// SPDX-License-Identifier: GPL-3.0-or-later
// Names to addresses: c-ares on the worker's io_context, with a cache by time to live.
#pragma once

#include "core/Clock.h"
#include "engine/upstream/AddressGuard.h"

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

struct ares_channeldata;
struct ares_addrinfo;

namespace turnpike {

struct ResolverOptions
{
    std::string servers; ///< "127.0.0.1:5353,..." instead of /etc/resolv.conf; empty for that.
    std::chrono::milliseconds timeout{2'000}; ///< Of the first try; later ones wait longer.
    int tries = 3;
    std::chrono::seconds leastTtl{5}; ///< Of answers that allow less, /etc/hosts among them.
    std::chrono::seconds mostTtl{300};
};

/// Confined to the io_context's thread. Both address families; address literals and "localhost"
/// (with its subdomains, RFC 6761) are answered without a question, /etc/hosts comes before DNS.
class Resolver
{
public:
    /// Empty when the name has no address. In the order to try, families alternating.
    using Done = std::function<void(const Addresses &addresses)>;

    Resolver(boost::asio::io_context &context, const Clock &clock, ResolverOptions options);
    ~Resolver();
    Resolver(const Resolver &) = delete;
    Resolver &operator=(const Resolver &) = delete;

    /// Calls `done` once: at once for what is known, else later. After this object's end, never.
    void resolve(const std::string &host, Done done);

private:
    struct Cached
    {
        Addresses addresses;
        std::int64_t expiresNs = 0;
    };
    struct Question;
    struct Watched;

    static void onAnswer(void *question, int status, int timeouts, ares_addrinfo *answer);
    static void onSocketState(void *self, int descriptor, int reads, int writes);

    bool openChannel();
    void reopenIfConfigurationChanged();
    void ask(const std::string &host);
    void answer(const std::string &host, const ares_addrinfo *answer);
    void watch(int descriptor, bool reads, bool writes);
    void waitFor(int descriptor, bool forReading);
    void armTimer();

    boost::asio::io_context &m_context;
    const Clock &m_clock;
    const ResolverOptions m_options;
    ares_channeldata *m_channel = nullptr;
    std::int64_t m_configurationStamp = 0; ///< Modification time of resolv.conf, nanoseconds.
    boost::asio::steady_timer m_timer;
    std::unordered_map<std::string, Cached> m_cache;
    std::unordered_map<std::string, std::vector<Done>> m_waiting;
    std::unordered_map<int, std::shared_ptr<Watched>> m_watched;
    std::shared_ptr<bool> m_isAlive = std::make_shared<bool>(true);
};

} // namespace turnpike
