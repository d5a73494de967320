// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/repositories/PriceSheetRepository.h"

#include "ledger/Session.h"

using namespace Qt::Literals::StringLiterals;

namespace turnpike::PriceSheetRepository {

Result<PriceSheetId> use(Session &session, EndpointId endpoint, const PriceSheet &prices,
                         std::int64_t nowUs)
{
    constexpr auto newest = R"sql(
        SELECT id, version, json FROM price_sheet
        WHERE endpoint_id = :endpoint ORDER BY version DESC LIMIT 1
    )sql"_L1;
    TRY_ASSIGN(QSqlQuery rows, session.run(newest, {{":endpoint"_L1, qlonglong(endpoint.value)}}));
    const QString json = QString::fromStdString(toJson(prices));
    qlonglong version = 0;
    if (rows.next()) {
        if (rows.value(2).toString() == json)
            return PriceSheetId{rows.value(0).toLongLong()};
        version = rows.value(1).toLongLong();
    }
    rows.finish();
    constexpr auto sql = R"sql(
        INSERT INTO price_sheet (endpoint_id, version, json, source, created_us)
        VALUES (:endpoint, :version, :json, 'admin', :created)
    )sql"_L1;
    TRY_ASSIGN(const std::int64_t id,
               session.insert(sql,
                              {{":endpoint"_L1, qlonglong(endpoint.value)},
                               {":version"_L1, version + 1},
                               {":json"_L1, json},
                               {":created"_L1, qlonglong(nowUs)}}));
    return PriceSheetId{id};
}

Result<std::optional<PriceVersion>> find(Session &session, PriceSheetId id)
{
    constexpr auto sql = R"sql(
        SELECT endpoint_id, version, json, created_us FROM price_sheet WHERE id = :id
    )sql"_L1;
    TRY_ASSIGN(QSqlQuery rows, session.run(sql, {{":id"_L1, qlonglong(id.value)}}));
    if (!rows.next())
        return std::nullopt;
    const std::optional<PriceSheet> prices
        = parsePriceSheet(rows.value(2).toString().toStdString());
    if (!prices)
        return fail(ErrorCode::Internal, u"Stored prices cannot be read."_s);
    return PriceVersion{.id = id,
                        .endpoint = {rows.value(0).toLongLong()},
                        .version = rows.value(1).toLongLong(),
                        .prices = *prices,
                        .createdUs = rows.value(3).toLongLong()};
}

} // namespace turnpike::PriceSheetRepository
