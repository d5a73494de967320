// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panes/connect/ConnectionCheck.h"

#include "core/Clock.h"
#include "core/ports/GatewayControl.h"
#include "services/GenerationService.h"
#include "services/LedgerReads.h"
#include "services/LiveFeed.h"
#include "services/TestRequest.h"

#include <algorithm>

namespace turnpike::ui {

ConnectionCheck::ConnectionCheck(const Sources &sources, QObject *parent,
                                 std::chrono::milliseconds patience)
    : QObject(parent)
    , m_sources(sources)
{
    m_patience.setSingleShot(true);
    m_patience.setInterval(patience);
    connect(&m_patience, &QTimer::timeout, this, [this] {
        m_isQuiet = true;
        Q_EMIT changed();
    });
    connect(&sources.live, &LiveFeed::committed, this, &ConnectionCheck::readRow);
    sources.gateway.onChange(this, [this] { Q_EMIT changed(); });
}

ConnectionCheck::~ConnectionCheck() = default;

void ConnectionCheck::watch(const std::optional<Key> &key)
{
    m_key = key;
    m_watch.reset();
    if (key) {
        m_watch = std::make_unique<QObject>();
        m_sources.live.watch(m_watch.get(), key->id,
                             [this](const LiveRequest &request) { see(request); });
    }
    restart();
}

void ConnectionCheck::restart()
{
    m_request.reset();
    m_row.reset();
    m_testProblem.clear();
    m_sinceUs = m_sources.clock.nowUs();
    m_isQuiet = false;
    m_patience.start();
    Q_EMIT changed();
}

void ConnectionCheck::note(const TestAnswer &answer)
{
    if (answer.status == 0)
        m_testProblem = tr("The test request got no answer: %1").arg(answer.message);
    else if (answer.status == 401)
        m_testProblem = tr("401: the gateway does not know this key, or it is disabled.");
    else
        return;
    Q_EMIT changed();
}

void ConnectionCheck::see(const LiveRequest &request)
{
    // An older request that ends late says nothing about the newest.
    if (m_request && m_request->id != request.id && request.admittedUs < m_request->admittedUs)
        return;
    if (!m_request || m_request->id != request.id)
        m_row.reset();
    m_request = request;
    m_testProblem.clear();
    m_patience.stop();
    m_isQuiet = false;
    readRow(); // Its commit may have been told before.
    Q_EMIT changed();
}

void ConnectionCheck::readRow()
{
    if (m_isReading) {
        m_isStale = true;
        return;
    }
    if (m_row || !m_request || m_request->isRunning() || m_request->id.isEmpty())
        return;
    m_isReading = true;
    m_isStale = false;
    m_sources.reads.run(
        this,
        [id = m_request->id](const ReadServices &services, const Actor &actor) {
            return services.generations.find(actor, id);
        },
        [this](const Result<GenerationRow> &row) {
            m_isReading = false;
            if (row && m_request && row->id == m_request->id) {
                m_row = *row;
                Q_EMIT changed();
            } else if (m_isStale) {
                readRow();
            } // Else it is not there yet: the next commit brings it.
        });
}

ConnectionCheck::State ConnectionCheck::state() const
{
    if (!m_testProblem.isEmpty())
        return State::Refused;
    if (m_request) {
        if (m_request->isRunning())
            return State::Receiving;
        const bool isAnswered = m_request->state == GenerationState::Complete
            || m_request->state == GenerationState::Cancelled;
        return isAnswered ? State::Connected : State::Refused;
    }
    if (!m_key)
        return State::NoKey;
    const GatewayStatus::State gateway = m_sources.gateway.status().state;
    if (gateway != GatewayStatus::State::Running)
        return State::GatewayDown;
    return m_isQuiet ? State::Quiet : State::Waiting;
}

std::chrono::microseconds ConnectionCheck::waited() const
{
    if (!m_request)
        return {};
    return std::chrono::microseconds(std::max<std::int64_t>(0, m_request->admittedUs - m_sinceUs));
}

QString ConnectionCheck::problem() const
{
    if (!m_testProblem.isEmpty() || !m_request)
        return m_testProblem;
    if (!m_request->errorText.isEmpty())
        return m_request->errorText;
    return m_request->httpStatus > 0 ? tr("The answer was %1.").arg(m_request->httpStatus)
                                     : tr("The request ended without an answer.");
}

} // namespace turnpike::ui
