// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/HealthKeeper.h"

#include "core/Clock.h"
#include "engine/routing/HealthBook.h"
#include "ledger/Session.h"
#include "ledger/repositories/EndpointHealthRepository.h"

#include <QLoggingCategory>

namespace turnpike {

Q_LOGGING_CATEGORY(healthKeeperLog, "turnpike.health")

Result<std::unique_ptr<HealthKeeper>> HealthKeeper::open(const QString &ledgerPath,
                                                         HealthBook &book, const Clock &clock,
                                                         std::chrono::milliseconds interval)
{
    TRY_ASSIGN(const auto session, Session::open(ledgerPath, Session::Access::ReadOnly));
    auto read = EndpointHealthRepository::list(*session);
    if (!read)
        qCWarning(healthKeeperLog, "The stored health of endpoints is forgotten: %s",
                  qUtf8Printable(read.error().message));
    std::vector<EndpointHealthRecord> stored
        = std::move(read).value_or(std::vector<EndpointHealthRecord>());
    book.restore(stored, clock.steadyNs(), clock.nowUs());
    return std::unique_ptr<HealthKeeper>(
        new HealthKeeper(ledgerPath, book, clock, std::move(stored), interval));
}

HealthKeeper::HealthKeeper(QString ledgerPath, HealthBook &book, const Clock &clock,
                           std::vector<EndpointHealthRecord> stored,
                           std::chrono::milliseconds interval)
    : m_ledgerPath(std::move(ledgerPath))
    , m_book(book)
    , m_clock(clock)
    , m_interval(interval)
    , m_stored(std::move(stored))
    , m_changes(book.changes())
    , m_thread([this] { run(); })
{}

HealthKeeper::~HealthKeeper()
{
    {
        const std::lock_guard lock(m_mutex);
        m_isEnding = true;
    }
    m_wake.notify_one();
    m_thread.join();
}

void HealthKeeper::run()
{
    std::unique_lock lock(m_mutex);
    while (!m_wake.wait_for(lock, m_interval, [this] { return m_isEnding; })) {
        const std::uint64_t changes = m_book.changes();
        if (changes == m_changes)
            continue;
        lock.unlock();
        if (store())
            m_changes = changes;
        lock.lock();
    }
    lock.unlock();
    store();
}

bool HealthKeeper::store()
{
    std::vector<EndpointHealthRecord> records;
    for (const EndpointHealthView &view : m_book.snapshot(m_clock.steadyNs(), m_clock.nowUs()))
        records.push_back(view.record);
    if (records == m_stored)
        return true;
    const auto session = Session::open(m_ledgerPath, Session::Access::ReadWrite);
    const Result<> stored = session ? (*session)->write([&](Session &writing) {
        return EndpointHealthRepository::put(writing, records);
    })
                                    : tl::unexpected(session.error());
    if (!stored) {
        qCWarning(healthKeeperLog, "The health of endpoints could not be stored: %s",
                  qUtf8Printable(stored.error().message));
        return false;
    }
    m_stored = std::move(records);
    return true;
}

} // namespace turnpike
