// SPDX-License-Identifier: GPL-3.0-or-later
// A ledger file with the real schema, gone after the test.
#pragma once

#include "core/Clock.h"

#include <QString>
#include <QTemporaryDir>

#include <cstdint>

namespace turnpike {

/// Links turnpike::ledger.
class TempLedger
{
public:
    explicit TempLedger(const Clock &clock);

    /// False when the schema could not be laid; QVERIFY it.
    bool isReady() const { return m_isReady; }
    QString path() const { return m_folder.filePath(QStringLiteral("ledger.sqlite")); }
    QString folder() const { return m_folder.path(); }

    /// The first column of the first row; -1 when there is none. For tests only: reads anew.
    std::int64_t integer(const char *sql) const;
    QString text(const char *sql) const;
    /// Runs statements; false when one fails.
    bool execute(const char *sql) const;

private:
    QTemporaryDir m_folder;
    bool m_isReady = false;
};

} // namespace turnpike
