// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/LedgerReads.h"

#include "services/Authenticator.h"

#include <algorithm>

using namespace Qt::Literals::StringLiterals;

namespace turnpike {

Result<std::unique_ptr<LedgerReads>> LedgerReads::open(const QString &ledgerPath,
                                                       const Clock &clock)
{
    std::unique_ptr<LedgerReads> reads(new LedgerReads);
    for (std::size_t i = 0; i < threads; ++i) {
        auto lane = std::make_unique<Lane>();
        TRY_ASSIGN(lane->reader, LedgerReader::open(ledgerPath, clock, maxQueuedPerThread));
        reads->m_lanes.push_back(std::move(lane));
    }
    return reads;
}

LedgerReads::~LedgerReads() = default;

bool LedgerReads::post(std::function<void(const ReadServices &)> work, std::function<void()> finish)
{
    Lane &lane
        = **std::min_element(m_lanes.begin(), m_lanes.end(),
                             [](const auto &a, const auto &b) { return a->waiting < b->waiting; });
    ++lane.waiting;
    const bool isQueued = lane.reader->post(
        [&lane, work = std::move(work), finish = std::move(finish)](const ReadServices &services) {
            work(services);
            --lane.waiting;
            finish();
        });
    if (!isQueued)
        --lane.waiting;
    return isQueued;
}

Error LedgerReads::busy()
{
    return {
        ErrorCode::Unavailable, u"Too much is being read already; try again in a moment."_s, {}};
}

Result<Actor> LedgerReads::owner(const ReadServices &services)
{
    return services.authenticator.owner();
}

} // namespace turnpike
