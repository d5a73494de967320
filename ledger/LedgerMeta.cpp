// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/LedgerMeta.h"

#include "core/Clock.h"
#include "ledger/sqlite/Database.h"
#include "ledger/sqlite/WriteGate.h"

#include <QUuid>

#include <algorithm>

using namespace Qt::Literals::StringLiterals;

namespace turnpike {

Result<LedgerIdentity> readIdentity(Database &database)
{
    TRY_ASSIGN(Statement row, database.prepare("SELECT uuid, epoch FROM ledger_meta"));
    TRY_ASSIGN(const bool hasRow, row.step());
    if (!hasRow)
        return fail(ErrorCode::NotFound, u"This ledger has no identity yet."_s);
    const std::string_view text = row.text(0);
    const QUuid uuid
        = QUuid::fromString(QLatin1StringView(text.data(), static_cast<qsizetype>(text.size())));
    const QByteArray bytes = uuid.toRfc4122();
    LedgerIdentity ledger{.uuid = {}, .epoch = static_cast<std::uint64_t>(row.integer(1))};
    std::copy(bytes.begin(), bytes.end(), ledger.uuid.begin());
    return ledger;
}

Result<LedgerIdentity> readOrMakeIdentity(Database &database, const Clock &clock)
{
    auto known = readIdentity(database);
    if (known || known.error().code != ErrorCode::NotFound)
        return known;
    const QByteArray uuid = QUuid::createUuid().toByteArray(QUuid::WithoutBraces);
    {
        const WriteGate gate;
        TRY_ASSIGN(Statement row,
                   database.prepare("INSERT INTO ledger_meta (only_row, uuid, epoch, created_us) "
                                    "VALUES (1, ?, 1, ?)"));
        row.bindText(1, {uuid.constData(), static_cast<std::size_t>(uuid.size())});
        row.bind(2, clock.nowUs());
        TRY(row.run());
    }
    return readIdentity(database);
}

QString uuidText(const LedgerIdentity &ledger)
{
    const auto bytes = QByteArray::fromRawData(reinterpret_cast<const char *>(ledger.uuid.data()),
                                               static_cast<qsizetype>(ledger.uuid.size()));
    return QUuid::fromRfc4122(bytes).toString(QUuid::WithoutBraces);
}

} // namespace turnpike
