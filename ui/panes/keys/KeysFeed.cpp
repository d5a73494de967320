// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panes/keys/KeysFeed.h"

#include "core/Clock.h"
#include "services/ActivityService.h"
#include "services/ControlPlane.h"
#include "services/GenerationService.h"
#include "services/KeyService.h"
#include "services/LedgerReads.h"

#include <algorithm>

namespace turnpike::ui {

namespace {

constexpr std::int64_t simulatedEveryUs = 60'000'000;
constexpr std::int32_t simulatedDays = 30;
constexpr int newestRequests = 500;
/// The share of a reader thread that watching may take: one part in so many.
constexpr std::int64_t readShare = 20;

/// Keys of which the simulator answered everything of the last 30 days.
Result<QSet<std::int64_t>> simulatedKeys(const ReadServices &services, const Actor &actor,
                                         std::int64_t nowUs)
{
    ActivityCut cut{.step = ActivityCut::Step::Whole,
                    .by = {ActivityDimension::Key},
                    .from = dayOf(nowUs) - simulatedDays,
                    .to = dayOf(nowUs),
                    .includesSimulated = true};
    TRY_ASSIGN(const QList<ActivityCell> all, services.activity.cells(actor, cut));
    cut.includesSimulated = false;
    TRY_ASSIGN(const QList<ActivityCell> real, services.activity.cells(actor, cut));
    QSet<std::int64_t> keys;
    for (const ActivityCell &cell : all) {
        if (cell.requests > cell.refusals)
            keys.insert(cell.first);
    }
    for (const ActivityCell &cell : real) {
        if (cell.requests > cell.refusals)
            keys.remove(cell.first);
    }
    return keys;
}

} // namespace

struct KeysFeed::Reading
{
    std::int64_t nowUs = 0;
    std::int64_t newestRow = 0;
    bool wantsSimulated = false;
    QList<Key> keys;
    QHash<std::int64_t, std::int64_t> lastUsedUs;
    QSet<std::int64_t> simulatedOnly;
};

KeysFeed::KeysFeed(Console &console, QObject *parent)
    : Feed(console, leastInterval, parent)
{
    connect(&console.control, &ControlPlane::keysChanged, this, [this] { follow(); });
}

void KeysFeed::read()
{
    m_askedNs = m_console.clock.steadyNs();
    Reading wanted;
    wanted.nowUs = m_console.clock.nowUs();
    wanted.newestRow = m_newestRow;
    wanted.wantsSimulated
        = m_simulatedReadUs == 0 || wanted.nowUs - m_simulatedReadUs >= simulatedEveryUs;
    m_console.reads.run(
        this,
        [wanted](const ReadServices &services, const Actor &actor) {
            return readKeys(services, actor, wanted);
        },
        [this](const Result<Reading> &reading) { take(reading); });
}

Result<KeysFeed::Reading> KeysFeed::readKeys(const ReadServices &services, const Actor &actor,
                                             const Reading &before)
{
    Reading reading = before;
    TRY_ASSIGN(reading.keys,
               services.keys.list(actor, {.includesDeleted = false, .isManagement = false}));
    TRY_ASSIGN(
        const QList<GenerationRow> newest,
        services.generations.list(
            actor,
            {.beforeRow = 0, .afterRow = before.newestRow, .key = {}, .limit = newestRequests}));
    for (const GenerationRow &generation : newest) {
        std::int64_t &last = reading.lastUsedUs[generation.key.value];
        last = std::max(last, generation.admittedUs);
        reading.newestRow = std::max(reading.newestRow, generation.rowId);
    }
    if (before.wantsSimulated) {
        TRY_ASSIGN(reading.simulatedOnly, simulatedKeys(services, actor, before.nowUs));
    }
    return reading;
}

void KeysFeed::take(const Result<Reading> &reading)
{
    const std::chrono::nanoseconds took(m_console.clock.steadyNs() - m_askedNs);
    m_interval = std::max(m_least,
                          std::chrono::duration_cast<std::chrono::milliseconds>(took * readShare));
    end();
    if (!reading) {
        Q_EMIT failed(reading.error());
        return;
    }
    m_newestRow = reading->newestRow;
    for (auto last = reading->lastUsedUs.begin(); last != reading->lastUsedUs.end(); ++last)
        m_lastUsedUs[last.key()] = std::max(m_lastUsedUs.value(last.key()), last.value());
    if (reading->wantsSimulated) {
        m_simulatedOnly = reading->simulatedOnly;
        m_simulatedReadUs = reading->nowUs;
    }
    Q_EMIT loaded(rows(reading->keys), reading->nowUs);
}

QList<KeyRow> KeysFeed::rows(const QList<Key> &keys) const
{
    QList<KeyRow> rows;
    rows.reserve(keys.size());
    for (const Key &key : keys) {
        const std::int64_t exact = m_lastUsedUs.value(key.id.value);
        const bool isExact = exact != 0 && exact >= key.lastUsedUs;
        rows.append({.key = key,
                     .lastUsedUs = isExact ? exact : key.lastUsedUs,
                     .isLastUseExact = isExact,
                     .isSimulatedOnly = m_simulatedOnly.contains(key.id.value)});
    }
    return rows;
}

} // namespace turnpike::ui
