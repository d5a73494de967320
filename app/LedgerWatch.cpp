// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/LedgerWatch.h"

#include "core/Format.h"
#include "ledger/Ledger.h"
#include "models/Cell.h"
#include "ui/shell/Notices.h"

#include <QTimer>

namespace turnpike {

namespace {

constexpr int intervalMs = 1'000;
constexpr QLatin1StringView bannerId("ledger");

QString sentenceOf(const LedgerWatch::Health &health)
{
    if (health.isDamaged)
        return LedgerWatch::tr("The ledger is damaged, and requests are refused. Quit, and put a "
                               "backup back: turnpiked restore.");
    if (health.failingSinceUs != 0)
        return LedgerWatch::tr("Nothing can be booked since %1, and requests get 503: %2")
            .arg(format::timeOfDay(health.failingSinceUs), health.lastError);
    if (health.damagedJournalBytes > 0)
        return LedgerWatch::tr("Requests from the moments before the last stop may be missing: %1 "
                               "bytes of a journal are damaged, and kept as journal/damaged-*.")
            .arg(format::count(health.damagedJournalBytes));
    return {};
}

/// Damage that is past and kept stops nothing.
bool isOver(const LedgerWatch::Health &health)
{
    return !health.isDamaged && health.failingSinceUs == 0;
}

} // namespace

LedgerWatch::Health LedgerWatch::healthOf(Ledger &ledger)
{
    Health health;
    health.isDamaged = ledger.integrity() == Integrity::Damaged;
    health.damagedJournalBytes = ledger.replayed().damagedBytes;
    if (const LedgerWriter *writer = ledger.writer()) {
        const LedgerWriterStatus status = writer->status();
        health.failingSinceUs = status.failingSinceUs;
        health.lastError = status.lastError;
    }
    return health;
}

LedgerWatch::LedgerWatch(std::function<Health()> look, ui::Notices &notices, QObject *parent)
    : QObject(parent)
    , m_look(std::move(look))
    , m_notices(notices)
{
    auto *timer = new QTimer(this);
    connect(timer, &QTimer::timeout, this, &LedgerWatch::look);
    timer->start(intervalMs);
    this->look();
}

LedgerWatch::~LedgerWatch()
{
    m_notices.clearBanner(bannerId);
}

void LedgerWatch::look()
{
    const Health health = m_look();
    const QString sentence = sentenceOf(health);
    if (sentence == m_sentence)
        return;
    m_sentence = sentence;
    if (sentence.isEmpty())
        m_notices.clearBanner(bannerId);
    else if (isOver(health))
        m_notices.setBanner(bannerId, Tone::Warning, QStringLiteral("triangle-alert"), sentence, {},
                            {}, true);
    else
        m_notices.setBanner(bannerId, Tone::Danger, QStringLiteral("circle-x"), sentence);
}

} // namespace turnpike
