// SPDX-License-Identifier: GPL-3.0-or-later
// What the Activity pane reads from the ledger, off its thread. Answers to what is not asked any
// more are dropped.
#pragma once

#include "core/ActivityMovers.h"
#include "core/Figure.h"
#include "core/GenerationRow.h"
#include "core/LedgerNames.h"
#include "core/Result.h"
#include "services/ActivityQuery.h"

#include <QObject>

namespace turnpike {

class LedgerReads;

namespace ui {

class ActivityFeed final : public QObject
{
    Q_OBJECT

public:
    ActivityFeed(LedgerReads &reads, QObject *parent);

    void readFigure(const ActivityQuery &query, bool isCompared);
    void readMovers(const ActivityQuery &query);
    void readBreakdown(const ActivityQuery &query);
    void readRequests(const ActivityQuery &query, std::int64_t beforeRow, int limit);
    /// Requests that are on their way do not arrive.
    void forgetRequests() { ++m_requestsTicket; }
    void readNames();

Q_SIGNALS:
    /// `before`: what each bucket came to in the period before; empty unless that was wanted.
    void figureRead(const turnpike::Figure &figure, const turnpike::ActivitySummary &summary,
                    const QList<qint64> &before);
    void moversRead(const turnpike::ActivityMovers &movers);
    void breakdownRead(const turnpike::ActivityBreakdown &breakdown);
    void requestsRead(const QList<turnpike::GenerationRow> &page);
    void requestsFailed();
    void namesRead(const turnpike::LedgerNames &names);
    /// How long the ledger took for what was just read.
    void timed(qint64 ms);
    void failed(const turnpike::Error &error);

private:
    template <typename Read, typename Take>
    void run(quint64 &ticket, Read read, Take take);

    LedgerReads &m_reads;
    quint64 m_figureTicket = 0;
    quint64 m_breakdownTicket = 0;
    quint64 m_moversTicket = 0;
    quint64 m_requestsTicket = 0;
    quint64 m_namesTicket = 0;
};

} // namespace ui
} // namespace turnpike
