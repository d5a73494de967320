// SPDX-License-Identifier: GPL-3.0-or-later
// Races connections to several addresses of one host (RFC 8305).
#pragma once

#include "engine/upstream/AddressGuard.h"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

namespace turnpike {

/// One race. Destroying it closes every socket that has not won.
class Dialer : public std::enable_shared_from_this<Dialer>
{
public:
    using Socket = boost::asio::ip::tcp::socket;
    using Done = std::function<void(std::optional<Socket> winner)>;

    /// `targets` in the order to try, at least one; the next one starts when `stagger` has passed
    /// or the one before has failed.
    Dialer(boost::asio::io_context &context, Endpoints targets, std::chrono::milliseconds stagger,
           Done done);

    /// Calls `done` once, not before it returns; with nothing when every target failed.
    void start();

private:
    void startNext();
    void armStagger();
    void onConnected(std::size_t index, const boost::system::error_code &error);
    void finish(std::optional<Socket> winner);

    boost::asio::io_context &m_context;
    const Endpoints m_targets;
    const std::chrono::milliseconds m_stagger;
    Done m_done;
    boost::asio::steady_timer m_timer;
    std::vector<Socket> m_sockets; ///< One for each target that was started.
    std::size_t m_failed = 0;
};

} // namespace turnpike
