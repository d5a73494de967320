// SPDX-License-Identifier: GPL-3.0-or-later
// The built-in provider behind the same interface as real ones: no socket, no cost, always
// labelled.
#pragma once

#include "engine/upstream/Upstream.h"

#include <boost/asio/io_context.hpp>
#include <cstdint>
#include <memory>

namespace turnpike {

class Clock;

/// One per worker thread. Answers by timers on the worker's loop.
class SimulatedProvider final : public Upstream
{
public:
    SimulatedProvider(boost::asio::io_context &loop, const Clock &clock);

    std::unique_ptr<UpstreamCall> start(const UpstreamRequest &request,
                                        UpstreamHandler &handler) override;

private:
    boost::asio::io_context &m_loop;
    const Clock &m_clock;
    std::uint64_t m_turn = 0;
};

} // namespace turnpike
