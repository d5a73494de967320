// SPDX-License-Identifier: GPL-3.0-or-later
// What the row ids of a generation are called.
#pragma once

#include <QHash>
#include <QString>

#include <cstdint>

namespace turnpike {

/// Names by row id; those of deleted and built-in rows are among them.
struct LedgerNames
{
    QHash<std::int64_t, QString> keys;
    QHash<std::int64_t, QString> models; ///< Slugs.
    QHash<std::int64_t, QString> providers;
    QHash<std::int64_t, QString> endpoints; ///< Tags.
    QHash<std::int64_t, QString> workspaces;
};

} // namespace turnpike
