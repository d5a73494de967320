// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panes/providers/ProviderTest.h"

#include "core/Clock.h"
#include "core/Format.h"
#include "core/Secret.h"
#include "services/ControlPlane.h"

namespace turnpike::ui {

namespace {

constexpr int tickMs = 100;

} // namespace

ProviderTest::ProviderTest(ControlPlane &control, const Clock &clock, QObject *parent)
    : QObject(parent)
    , m_control(control)
    , m_clock(clock)
{
    m_tick.setInterval(tickMs);
    connect(&m_tick, &QTimer::timeout, this, &ProviderTest::ticked);
}

ProviderTest::~ProviderTest()
{
    abandon();
}

void ProviderTest::abandon()
{
    if (m_abandon)
        *m_abandon = true;
}

int ProviderTest::begin()
{
    abandon();
    m_result.reset();
    m_isRunning = true;
    m_startedNs = m_clock.steadyNs();
    m_tick.start();
    return ++m_run;
}

void ProviderTest::start(const ProviderDraft &draft, const Secret &credential)
{
    const int run = begin();
    m_abandon = m_control.testConnection(
        this, draft, credential,
        [this, run](const Result<ConnectionReport> &result) { end(run, result); });
    Q_EMIT changed();
}

void ProviderTest::start(ProviderId provider)
{
    const int run = begin();
    m_abandon = m_control.testConnection(
        this, provider, [this, run](const Result<ConnectionReport> &result) { end(run, result); });
    Q_EMIT changed();
}

void ProviderTest::stop()
{
    ++m_run;
    abandon();
    m_tick.stop();
    m_isRunning = false;
    m_result.reset();
    Q_EMIT changed();
}

void ProviderTest::end(int run, const Result<ConnectionReport> &result)
{
    if (run != m_run)
        return;
    m_tookMs = elapsedMs();
    m_tick.stop();
    m_isRunning = false;
    m_result = result;
    Q_EMIT changed();
}

ProviderTest::State ProviderTest::state() const
{
    if (m_isRunning)
        return State::Running;
    if (!m_result)
        return State::None;
    if (!*m_result)
        return State::Failed;
    if (report()->isRefused())
        return State::Rejected;
    return report()->modelCount > 0 ? State::Works : State::NoModels;
}

const ConnectionReport *ProviderTest::report() const
{
    return m_result && m_result->has_value() ? &**m_result : nullptr;
}

const Error *ProviderTest::error() const
{
    return m_result && !m_result->has_value() ? &m_result->error() : nullptr;
}

qint64 ProviderTest::elapsedMs() const
{
    return m_isRunning ? (m_clock.steadyNs() - m_startedNs) / 1'000'000 : m_tookMs;
}

TestVerdict verdictOf(const ProviderTest &test, const QString &name)
{
    using State = ProviderTest::State;
    switch (test.state()) {
    case State::Works: {
        const int count = test.report()->modelCount;
        const QString models = count == 1 ? ProviderTest::tr("1 model")
                                          : ProviderTest::tr("%1 models").arg(format::count(count));
        if (test.report()->isListOpen)
            return {Mark::Check, Tone::Info, ProviderTest::tr("Reached: %1").arg(models),
                    ProviderTest::tr("%1 lists them to everybody: only a request will show "
                                     "whether it takes the key.")
                        .arg(name)};
        return {Mark::Check, Tone::Success, ProviderTest::tr("Works: %1").arg(models), {}};
    }
    case State::NoModels:
        return {Mark::Triangle, Tone::Warning, ProviderTest::tr("Reached, but no models"),
                ProviderTest::tr("It answers with status %1 and lists no models; check that the "
                                 "base URL ends where /models begins.")
                    .arg(test.report()->status)};
    case State::Rejected:
        return {Mark::Cross, Tone::Danger,
                ProviderTest::tr("Rejected: %1 invalid key").arg(test.report()->status),
                ProviderTest::tr("Copy the key once more from %1's console; it may be cut off, "
                                 "revoked or of another project.")
                    .arg(name)};
    case State::Failed:
        return {Mark::Cross, Tone::Danger, ProviderTest::tr("The test failed"),
                test.error()->message};
    case State::Running:
    case State::None: break;
    }
    return {};
}

} // namespace turnpike::ui
