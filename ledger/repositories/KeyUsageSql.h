// SPDX-License-Identifier: GPL-3.0-or-later
// How usage of keys is read. The keys pane does it every two seconds beside years of rollups, so
// each key's current windows and last day are looked up, and nothing is scanned.
#pragma once

#include <QLatin1StringView>

namespace turnpike::KeyRepository {

/// Key, spent in the windows of core/Window.h by their keys :w0 to :w3 in scopes of :kind, last day
/// of use, requests on day :today. Keys :first to :last.
inline constexpr QLatin1StringView usageSql(R"sql(
    SELECT k.id,
           (SELECT w.spent_nusd FROM limit_window w WHERE w.scope_kind = :kind
            AND w.owner = k.id AND w.window_kind = 0 AND w.window_key = :w0),
           (SELECT w.spent_nusd FROM limit_window w WHERE w.scope_kind = :kind
            AND w.owner = k.id AND w.window_kind = 1 AND w.window_key = :w1),
           (SELECT w.spent_nusd FROM limit_window w WHERE w.scope_kind = :kind
            AND w.owner = k.id AND w.window_kind = 2 AND w.window_key = :w2),
           (SELECT w.spent_nusd FROM limit_window w WHERE w.scope_kind = :kind
            AND w.owner = k.id AND w.window_kind = 3 AND w.window_key = :w3),
           (SELECT CAST(MAX(d.day) AS BIGINT) FROM usage_daily_key d WHERE d.key_id = k.id),
           (SELECT CAST(SUM(d.requests) AS BIGINT) FROM usage_daily_key d
            WHERE d.key_id = k.id AND d.day BETWEEN :today AND :today)
    FROM api_key k WHERE k.id BETWEEN :first AND :last
)sql");

/// Key and its last hour of use, of those that were used from hour :from on.
inline constexpr QLatin1StringView lastHourSql(R"sql(
    SELECT key_id, CAST(MAX(hour) AS BIGINT) FROM usage_hourly
    WHERE hour >= :from AND key_id BETWEEN :first AND :last GROUP BY key_id
)sql");

} // namespace turnpike::KeyRepository
