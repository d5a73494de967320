// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/simulator/SimulatedProvider.h"

#include "core/Clock.h"
#include "engine/simulator/SimulatedAnswer.h"

#include <boost/asio/steady_timer.hpp>

namespace turnpike {

namespace {

class SimulatedCall final : public UpstreamCall
{
public:
    SimulatedCall(boost::asio::io_context &loop, SimulatedAnswer answer, UpstreamHandler &handler)
        : m_timer(loop)
        , m_answer(std::move(answer))
        , m_handler(handler)
    {
        m_timing.hasConnected = true;
        await(m_answer.firstPause);
    }

    void pauseReading() override { m_isPaused = true; }

    void resumeReading() override
    {
        m_isPaused = false;
        if (m_isOwed) {
            m_isOwed = false;
            await({});
        }
    }

    const UpstreamTiming &timing() const override { return m_timing; }

private:
    void await(std::chrono::milliseconds pause)
    {
        m_timer.expires_after(pause);
        // A call can be destroyed while its expired timer's handler is queued already.
        m_timer.async_wait(
            [this, alive = std::weak_ptr<bool>(m_alive)](const boost::system::error_code &error) {
                if (!error && !alive.expired())
                    step();
            });
    }

    /// Sends the next piece. The handler may destroy this call in any callback that it gets.
    void step()
    {
        if (m_isPaused) {
            m_isOwed = true;
            return;
        }
        if (!m_hasHead) {
            m_hasHead = true;
            m_headers.push_back(
                {"content-type", m_answer.isStream ? "text/event-stream" : "application/json"});
            await({});
            return m_handler.onHead(m_answer.status, m_headers);
        }
        if (m_next < m_answer.pieces.size()) {
            const std::weak_ptr<bool> alive = m_alive;
            const std::string piece = std::move(m_answer.pieces[m_next++]);
            await(m_answer.pause);
            m_handler.onBody(piece);
            if (!alive.expired())
                m_handler.onReadDone();
            return;
        }
        if (m_answer.isCut)
            m_handler.onFailure(UpstreamFailure::Cut, true);
        else
            m_handler.onEnd();
    }

    boost::asio::steady_timer m_timer;
    SimulatedAnswer m_answer;
    UpstreamHandler &m_handler;
    http::Headers m_headers;
    UpstreamTiming m_timing;
    std::shared_ptr<bool> m_alive = std::make_shared<bool>(true);
    std::size_t m_next = 0;
    bool m_hasHead = false;
    bool m_isPaused = false;
    bool m_isOwed = false;
};

} // namespace

SimulatedProvider::SimulatedProvider(boost::asio::io_context &loop, const Clock &clock)
    : m_loop(loop)
    , m_clock(clock)
{}

std::unique_ptr<UpstreamCall> SimulatedProvider::start(const UpstreamRequest &request,
                                                       UpstreamHandler &handler)
{
    std::string body;
    for (const std::string_view piece : request.body)
        body += piece;
    constexpr std::int64_t usPerSecond = 1'000'000;
    return std::make_unique<SimulatedCall>(
        m_loop, simulateAnswer(body, m_turn++, m_clock.nowUs() / usPerSecond), handler);
}

} // namespace turnpike
