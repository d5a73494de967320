// SPDX-License-Identifier: GPL-3.0-or-later
// A journal that a test can read back and make fail.
#pragma once

#include "core/ports/Journal.h"

#include <QByteArray>
#include <QList>

#include <atomic>
#include <mutex>
#include <string>

namespace turnpike::test {

/// One settled generation with its texts kept.
struct Settled
{
    GenerationRecord record; ///< Its views must not be used.
    QByteArray id, requestedModel, finishReason, errorType, errorText, trail, upstreamId, session,
        userAgent;
};

/// Appended to by any workers, read by the test.
class MemoryJournal final : public Journal
{
public:
    bool hold(const GenerationRecord &) override
    {
        if (m_refusesHolds)
            return false;
        ++m_holds;
        return true;
    }

    bool attempt(const AttemptStart &) override
    {
        ++m_attempts;
        return true;
    }

    void progress(const Progress &) override { ++m_progress; }

    bool settle(const GenerationRecord &record) override
    {
        if (m_refusesSettles)
            return false;
        const auto text = [](std::string_view view) {
            return QByteArray(view.data(), static_cast<qsizetype>(view.size()));
        };
        const std::lock_guard lock(m_mutex);
        m_settled.append({record, text(record.id.view()), text(record.requestedModel),
                          text(record.finishReason), text(record.errorType), text(record.errorText),
                          text(record.trail), text(record.upstreamId), text(record.session),
                          text(record.userAgent)});
        return true;
    }

    bool isAccepting() const override { return !m_refusesIntake; }

    QList<Settled> settled() const
    {
        const std::lock_guard lock(m_mutex);
        return m_settled;
    }
    int holds() const { return m_holds; }
    int attempts() const { return m_attempts; }

    std::atomic<bool> m_refusesHolds{false};
    std::atomic<bool> m_refusesSettles{false};
    std::atomic<bool> m_refusesIntake{false};

private:
    mutable std::mutex m_mutex;
    QList<Settled> m_settled;
    std::atomic<int> m_holds{0};
    std::atomic<int> m_attempts{0};
    std::atomic<int> m_progress{0};
};

} // namespace turnpike::test
