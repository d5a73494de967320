// SPDX-License-Identifier: GPL-3.0-or-later
// Generations, read back.
#pragma once

#include "core/GenerationRow.h"
#include "core/LedgerNames.h"
#include "core/PriceVersion.h"
#include "core/Result.h"

#include <QList>

namespace turnpike {

class Actor;
class Session;

/// Which generations a list holds; 0: no condition.
struct GenerationPage
{
    std::int64_t beforeRow = 0; ///< Row ids below this: older ones.
    std::int64_t afterRow = 0; ///< Row ids above this: newer ones.
    KeyId key;
    int limit = 100; ///< 1 to 1,000.
};

/// What ended and is not committed, as it will be read back but for its row id and for names.
GenerationRow unnamedRow(const GenerationRecord &record);

/// Lives on its session's thread; a read-only session is enough.
class GenerationService
{
public:
    explicit GenerationService(Session &session)
        : m_session(session)
    {}

    /// An administrator sees every generation of the organization, a key its own.
    /// Errors: NotFound, also for what the actor may not see.
    Result<GenerationRow> find(const Actor &actor, const QString &id) const;
    /// A row of unnamedRow() with the names that it will have once it is committed.
    /// Errors: NotFound for what the actor may not see; Conflict while its app has no row yet.
    Result<GenerationRow> named(const Actor &actor, GenerationRow row) const;
    /// Newest first, pages by row id. Errors: Forbidden; InvalidArgument (/limit).
    Result<QList<GenerationRow>> list(const Actor &actor, const GenerationPage &page) const;

    /// The prices that a generation was charged by. Errors: Forbidden; NotFound.
    Result<PriceVersion> prices(const Actor &actor, PriceSheetId id) const;
    /// What the ids of generations are called. Errors: Forbidden.
    Result<LedgerNames> names(const Actor &actor) const;

private:
    Session &m_session;
};

} // namespace turnpike
