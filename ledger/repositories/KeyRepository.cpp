// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/repositories/KeyRepository.h"

#include "ledger/Session.h"
#include "ledger/repositories/KeyUsageSql.h"

#include <QHash>

#include <limits>
#include <utility>

using namespace Qt::Literals::StringLiterals;

namespace turnpike::KeyRepository {

namespace {

constexpr std::int64_t usPerHour = 3'600'000'000;
constexpr std::int64_t usPerDay = 24 * usPerHour;

QVariant orNull(std::int64_t us)
{
    return us == 0 ? QVariant() : QVariant(qlonglong(us));
}

Key readKey(const QSqlQuery &row)
{
    Key key;
    key.id = {row.value(0).toLongLong()};
    key.hash = row.value(1).toString();
    key.label = row.value(2).toString();
    key.name = row.value(3).toString();
    key.workspace = {row.value(4).toLongLong()};
    key.workspaceUuid = row.value(5).toString();
    key.creator = {row.value(6).toLongLong()};
    key.creatorId = row.value(7).toString();
    key.creatorName = row.value(8).toString();
    key.isManagement = row.value(9).toBool();
    if (!row.value(10).isNull())
        key.limit = KeyLimit{.amount = {row.value(10).toLongLong()},
                             .reset = static_cast<Window>(row.value(11).toInt()),
                             .mode = static_cast<BudgetMode>(row.value(12).toInt())};
    key.countsByok = row.value(13).toBool();
    key.isDisabled = row.value(14).toBool();
    key.expiresUs = row.value(15).toLongLong();
    key.createdUs = row.value(16).toLongLong();
    key.updatedUs = row.value(17).toLongLong();
    key.deletedUs = row.value(18).toLongLong();
    key.rateLimit = {.requestsPerMinute = row.value(19).toLongLong(),
                     .tokensPerMinute = row.value(20).toLongLong(),
                     .concurrentRequests = row.value(21).toLongLong()};
    return key;
}

/// :id 0 stands for all keys.
Result<QList<Key>> selectKeys(Session &session, KeyId id)
{
    constexpr auto sql = R"sql(
        SELECT k.id, k.hash, k.label, k.name, k.workspace_id, w.uuid,
               COALESCE(k.person_id, 0), COALESCE(p.person_id, ''), COALESCE(p.name, ''),
               k.is_management, k.limit_nusd, k.limit_window, k.budget_mode, k.counts_byok,
               k.disabled, COALESCE(k.expires_us, 0), k.created_us, k.updated_us,
               COALESCE(k.deleted_us, 0), k.requests_per_minute, k.tokens_per_minute,
               k.concurrent_requests
        FROM api_key k
        JOIN workspace w ON w.id = k.workspace_id
        LEFT JOIN person p ON p.id = k.person_id
        WHERE :id = 0 OR k.id = :id
        ORDER BY k.id DESC
    )sql"_L1;
    TRY_ASSIGN(QSqlQuery rows, session.run(sql, {{":id"_L1, qlonglong(id.value)}}));
    QList<Key> keys;
    while (rows.next())
        keys.append(readKey(rows));
    return keys;
}

using KeysById = QHash<qlonglong, Key *>;

/// Ids that :first and :last stand for: one key, or all.
std::pair<qlonglong, qlonglong> rangeOf(KeyId id)
{
    if (id)
        return {id.value, id.value};
    return {0, std::numeric_limits<qlonglong>::max()};
}

Result<> readUsage(Session &session, const KeysById &keys, KeyId id, std::int64_t nowUs)
{
    const auto [first, last] = rangeOf(id);
    const auto windows = windowKeys(nowUs);
    TRY_ASSIGN(QSqlQuery rows,
               session.run(usageSql,
                           {{":kind"_L1, int(ScopeKind::KeyLimit)},
                            {":w0"_L1, windows[0]},
                            {":w1"_L1, windows[1]},
                            {":w2"_L1, windows[2]},
                            {":w3"_L1, windows[3]},
                            {":today"_L1, dayOf(nowUs)},
                            {":first"_L1, first},
                            {":last"_L1, last}}));
    while (rows.next()) {
        Key *key = keys.value(rows.value(0).toLongLong());
        if (key == nullptr)
            continue;
        for (std::size_t window = 0; window < windowCount; ++window)
            key->usage[window] = {rows.value(int(window) + 1).toLongLong()};
        key->lastUsedUs = rows.value(5).toLongLong() * usPerDay;
        key->requestsToday = rows.value(6).toLongLong();
    }
    return {};
}

/// Of today and yesterday by the hour; the day is known before.
Result<> readLastHour(Session &session, const KeysById &keys, KeyId id, std::int64_t nowUs)
{
    const auto [first, last] = rangeOf(id);
    const std::int64_t yesterday = dayOf(nowUs) - 1;
    TRY_ASSIGN(
        QSqlQuery hours,
        session.run(
            lastHourSql,
            {{":from"_L1, qlonglong(yesterday * 24)}, {":first"_L1, first}, {":last"_L1, last}}));
    while (hours.next()) {
        if (Key *key = keys.value(hours.value(0).toLongLong()))
            key->lastUsedUs = hours.value(1).toLongLong() * usPerHour;
    }
    return {};
}

Result<QList<Key>> select(Session &session, KeyId id, std::int64_t nowUs)
{
    TRY_ASSIGN(QList<Key> keys, selectKeys(session, id));
    KeysById byId;
    for (Key &key : keys)
        byId.insert(key.id.value, &key);
    TRY(readUsage(session, byId, id, nowUs));
    TRY(readLastHour(session, byId, id, nowUs));
    return keys;
}

} // namespace

Result<KeyId> insert(Session &session, OrganizationId organization, const Key &key)
{
    constexpr auto sql = R"sql(
        INSERT INTO api_key (hash, label, name, organization_id, workspace_id, person_id,
                             is_management, limit_nusd, limit_window, budget_mode, counts_byok,
                             disabled, expires_us, created_us, requests_per_minute,
                             tokens_per_minute, concurrent_requests)
        VALUES (:hash, :label, :name, :organization, :workspace, :person, :management, :limit,
                :window, :mode, :byok, :disabled, :expires, :created, :requests, :tokens,
                :concurrent)
    )sql"_L1;
    const KeyLimit limit = key.limit.value_or(KeyLimit{});
    TRY_ASSIGN(const std::int64_t id,
               session.insert(sql,
                              {{":hash"_L1, key.hash},
                               {":label"_L1, key.label},
                               {":name"_L1, key.name},
                               {":organization"_L1, qlonglong(organization.value)},
                               {":workspace"_L1, qlonglong(key.workspace.value)},
                               {":person"_L1, orNull(key.creator.value)},
                               {":management"_L1, int(key.isManagement)},
                               {":limit"_L1,
                                key.limit ? QVariant(qlonglong(limit.amount.nanoUsd)) : QVariant()},
                               {":window"_L1, int(limit.reset)},
                               {":mode"_L1, int(limit.mode)},
                               {":byok"_L1, int(key.countsByok)},
                               {":disabled"_L1, int(key.isDisabled)},
                               {":expires"_L1, orNull(key.expiresUs)},
                               {":created"_L1, qlonglong(key.createdUs)},
                               {":requests"_L1, qlonglong(key.rateLimit.requestsPerMinute)},
                               {":tokens"_L1, qlonglong(key.rateLimit.tokensPerMinute)},
                               {":concurrent"_L1, qlonglong(key.rateLimit.concurrentRequests)}}));
    return KeyId{id};
}

Result<> update(Session &session, const Key &key)
{
    constexpr auto sql = R"sql(
        UPDATE api_key
        SET name = :name, limit_nusd = :limit, limit_window = :window, budget_mode = :mode,
            disabled = :disabled, expires_us = :expires, updated_us = :updated,
            deleted_us = :deleted, requests_per_minute = :requests, tokens_per_minute = :tokens,
            concurrent_requests = :concurrent
        WHERE id = :id
    )sql"_L1;
    const KeyLimit limit = key.limit.value_or(KeyLimit{});
    TRY(session.run(
        sql,
        {{":name"_L1, key.name},
         {":limit"_L1, key.limit ? QVariant(qlonglong(limit.amount.nanoUsd)) : QVariant()},
         {":window"_L1, int(limit.reset)},
         {":mode"_L1, int(limit.mode)},
         {":disabled"_L1, int(key.isDisabled)},
         {":expires"_L1, orNull(key.expiresUs)},
         {":updated"_L1, qlonglong(key.updatedUs)},
         {":deleted"_L1, orNull(key.deletedUs)},
         {":requests"_L1, qlonglong(key.rateLimit.requestsPerMinute)},
         {":tokens"_L1, qlonglong(key.rateLimit.tokensPerMinute)},
         {":concurrent"_L1, qlonglong(key.rateLimit.concurrentRequests)},
         {":id"_L1, qlonglong(key.id.value)}}));
    return {};
}

Result<QList<Key>> list(Session &session, std::int64_t nowUs)
{
    return select(session, KeyId{}, nowUs);
}

Result<QList<Key>> listSettings(Session &session)
{
    return selectKeys(session, KeyId{});
}

Result<std::optional<Key>> find(Session &session, KeyId id, std::int64_t nowUs)
{
    if (!id)
        return std::nullopt;
    TRY_ASSIGN(QList<Key> keys, select(session, id, nowUs));
    if (keys.isEmpty())
        return std::nullopt;
    return keys.first();
}

} // namespace turnpike::KeyRepository
