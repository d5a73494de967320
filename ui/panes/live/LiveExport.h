// SPDX-License-Identifier: GPL-3.0-or-later
// Writes the requests in sight to requests.csv, as the ledger has them, off this thread.
#pragma once

#include <QObject>
#include <QStringList>

namespace turnpike {
class LedgerReads;
}

namespace turnpike::ui {

/// Until a file is whole it does not have its name.
class LiveExport final : public QObject
{
    Q_OBJECT

public:
    LiveExport(LedgerReads &reads, QObject *parent);

    bool isRunning() const { return m_isRunning; }
    /// `ids` of generations in the order of the rows. Does nothing while another is running.
    void write(const QString &path, const QStringList &ids);

Q_SIGNALS:
    /// `leftOut`: not in the ledger, as they are running or were just refused.
    void finished(qint64 written, qint64 leftOut);
    void failed(const QString &problem);

private:
    LedgerReads &m_reads;
    bool m_isRunning = false;
};

} // namespace turnpike::ui
