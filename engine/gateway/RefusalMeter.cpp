// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/gateway/RefusalMeter.h"

namespace turnpike {

namespace {

constexpr std::int64_t usPerSecond = 1'000'000;

} // namespace

void RefusalMeter::refuse(Journal &journal, const GenerationRecord &refusal)
{
    Sum &sum = m_sums[refusal.key.value];
    const std::int64_t second = refusal.admittedUs / usPerSecond;
    if (sum.second != second) {
        close(journal, sum);
        sum.second = second;
        sum.rows = 0;
    }
    if (sum.rows < rowsPerSecond) {
        // A journal that cannot take a refusal has stopped the thread's intake already, and says so
        // itself; the refusal is answered all the same.
        if (journal.settle(refusal))
            ++sum.rows;
        return;
    }
    if (sum.count++ > 0)
        return;
    sum.summed = refusal;
    sum.requestedModel = refusal.requestedModel;
    sum.errorType = refusal.errorType;
    sum.errorText = refusal.errorText;
    sum.trail = refusal.trail;
}

void RefusalMeter::flush(Journal &journal, std::int64_t nowUs)
{
    const std::int64_t second = nowUs / usPerSecond;
    for (auto sum = m_sums.begin(); sum != m_sums.end();) {
        if (sum->second.second == second) {
            ++sum;
            continue;
        }
        close(journal, sum->second);
        sum = sum->second.count == 0 ? m_sums.erase(sum) : std::next(sum);
    }
}

void RefusalMeter::close(Journal &journal, Sum &sum)
{
    if (sum.count == 0)
        return;
    GenerationRecord record = sum.summed;
    record.count = sum.count;
    record.requestedModel = sum.requestedModel;
    record.errorType = sum.errorType;
    record.errorText = sum.errorText;
    record.trail = sum.trail;
    record.finishReason = record.nativeFinishReason = record.upstreamId = {};
    record.session = record.endUser = record.referer = record.title = record.userAgent = {};
    if (journal.settle(record))
        sum.count = 0;
}

} // namespace turnpike
