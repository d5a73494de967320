// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/repositories/EndpointHealthRepository.h"

#include "ledger/Session.h"

using namespace Qt::Literals::StringLiterals;

namespace turnpike::EndpointHealthRepository {

namespace {

Result<EndpointHealthRecord> recordOf(const QSqlQuery &row)
{
    int column = 0;
    const auto next = [&] { return row.value(column++).toLongLong(); };
    EndpointHealthRecord record;
    record.endpoint = {next()};
    const qlonglong circuit = next();
    record.trips = static_cast<std::uint32_t>(next());
    record.failuresInARow = static_cast<std::uint32_t>(next());
    record.sinceUs = next();
    record.untilUs = next();
    const qlonglong failure = next();
    record.lastStatus = static_cast<std::uint16_t>(next());
    record.lastFailureUs = next();
    record.rateLimitsInARow = static_cast<std::uint32_t>(next());
    record.rateLimitedSinceUs = next();
    record.rateLimitedUntilUs = next();
    record.latencyMs = next();
    record.milliTokensPerSecond = next();
    if (circuit < 0 || circuit > qlonglong(Circuit::HalfOpen) || failure < 0
        || failure > qlonglong(FailureClass::Declined))
        return fail(ErrorCode::Internal,
                    u"The stored health of endpoint "_s + QString::number(record.endpoint.value)
                        + u" cannot be read."_s);
    record.circuit = static_cast<Circuit>(circuit);
    record.lastFailure = static_cast<FailureClass>(failure);
    return record;
}

} // namespace

Result<> put(Session &session, std::span<const EndpointHealthRecord> records)
{
    constexpr auto sql = R"sql(
        INSERT INTO endpoint_health
            (endpoint_id, circuit, trips, failures_in_a_row, since_us, until_us, last_failure,
             last_status, last_failure_us, rate_limits_in_a_row, rate_limited_since_us,
             rate_limited_until_us, latency_ms, milli_tokens_per_second)
        SELECT endpoint.id, :circuit, :trips, :failures, :since, :until, :failure, :status,
               :failed, :limits, :limited_since, :limited_until, :latency, :throughput
        FROM endpoint WHERE endpoint.id = :endpoint
        ON CONFLICT (endpoint_id) DO UPDATE SET
            circuit = excluded.circuit,
            trips = excluded.trips,
            failures_in_a_row = excluded.failures_in_a_row,
            since_us = excluded.since_us,
            until_us = excluded.until_us,
            last_failure = excluded.last_failure,
            last_status = excluded.last_status,
            last_failure_us = excluded.last_failure_us,
            rate_limits_in_a_row = excluded.rate_limits_in_a_row,
            rate_limited_since_us = excluded.rate_limited_since_us,
            rate_limited_until_us = excluded.rate_limited_until_us,
            latency_ms = excluded.latency_ms,
            milli_tokens_per_second = excluded.milli_tokens_per_second
    )sql"_L1;
    for (const EndpointHealthRecord &record : records)
        TRY(session.run(sql,
                        {{":endpoint"_L1, qlonglong(record.endpoint.value)},
                         {":circuit"_L1, int(record.circuit)},
                         {":trips"_L1, record.trips},
                         {":failures"_L1, record.failuresInARow},
                         {":since"_L1, qlonglong(record.sinceUs)},
                         {":until"_L1, qlonglong(record.untilUs)},
                         {":failure"_L1, int(record.lastFailure)},
                         {":status"_L1, int(record.lastStatus)},
                         {":failed"_L1, qlonglong(record.lastFailureUs)},
                         {":limits"_L1, record.rateLimitsInARow},
                         {":limited_since"_L1, qlonglong(record.rateLimitedSinceUs)},
                         {":limited_until"_L1, qlonglong(record.rateLimitedUntilUs)},
                         {":latency"_L1, qlonglong(record.latencyMs)},
                         {":throughput"_L1, qlonglong(record.milliTokensPerSecond)}}));
    return {};
}

Result<std::vector<EndpointHealthRecord>> list(Session &session)
{
    constexpr auto sql = R"sql(
        SELECT endpoint_id, circuit, trips, failures_in_a_row, since_us, until_us, last_failure,
               last_status, last_failure_us, rate_limits_in_a_row, rate_limited_since_us,
               rate_limited_until_us, latency_ms, milli_tokens_per_second
        FROM endpoint_health
        JOIN endpoint ON endpoint.id = endpoint_health.endpoint_id AND endpoint.deleted_us IS NULL
        ORDER BY endpoint_id
    )sql"_L1;
    TRY_ASSIGN(QSqlQuery rows, session.run(sql));
    std::vector<EndpointHealthRecord> records;
    while (rows.next()) {
        TRY_ASSIGN(const EndpointHealthRecord record, recordOf(rows));
        records.push_back(record);
    }
    return records;
}

} // namespace turnpike::EndpointHealthRepository
