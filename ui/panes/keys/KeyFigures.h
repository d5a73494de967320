// SPDX-License-Identifier: GPL-3.0-or-later
// What the ledger tells about one key beyond the list.
#pragma once

#include "core/Key.h"
#include "core/Organization.h"
#include "core/Result.h"

#include <QList>
#include <QString>
#include <QVector>

namespace turnpike {
class Actor;
struct ReadServices;
} // namespace turnpike

namespace turnpike::ui {

struct KeyFigures
{
    static constexpr int days = 30;
    struct Model
    {
        QString slug; ///< Empty for what the catalogue does not know.
        Money spent;
    };

    KeyId key;
    QVector<qint64> spentByDay; ///< Nano-dollars; UTC days, today last.
    Money spent; ///< Over those days, without simulated traffic.
    QList<Model> topModels; ///< The dearest three.
    std::int64_t requestsLastDay = 0; ///< In the running hour and the 24 before it.
    std::int64_t refusedToday = 0; ///< UTC day.
};

/// Runs on a reader thread. Errors: those of ActivityService.
Result<KeyFigures> readKeyFigures(const ReadServices &services, const Actor &actor, KeyId key,
                                  std::int64_t nowUs);

struct KeyEvent
{
    AuditEntry entry;
    QString who; ///< The owner's name, or the actor as the audit log names it.
};

/// What was done to the key, newest first. Errors: Forbidden.
Result<QList<KeyEvent>> readKeyHistory(const ReadServices &services, const Actor &actor,
                                       const QString &hash);

} // namespace turnpike::ui
