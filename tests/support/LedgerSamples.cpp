// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/LedgerSamples.h"

#include "core/Window.h"

#include <QByteArray>
#include <QStringList>

#include <algorithm>

#include "tests/support/TempLedger.h"

using namespace Qt::Literals::StringLiterals;

namespace turnpike {

namespace {

/// Adds `values` to the columns of one rollup cell, the names in `keys` saying which one.
bool addCell(const TempLedger &ledger, const QString &table, const QString &keys,
             const QString &keyValues, const SampleSpend &spend)
{
    const QString sql
        = u"INSERT INTO %1 (%2, simulated, byok, requests, errors, refusals, prompt_tokens, "
          "cached_tokens, cache_write_tokens, completion_tokens, reasoning_tokens, cost_nusd, "
          "counted_nusd, lost_nusd, ttft_us, ttft_count, total_us) VALUES (%3, %4, 0, %5, %6, 0, "
          "0, 0, 0, 0, 0, %7, %7, 0, 0, 0, 0) ON CONFLICT (%2, simulated, byok) DO UPDATE SET "
          "requests = requests + excluded.requests, errors = errors + excluded.errors, "
          "cost_nusd = cost_nusd + excluded.cost_nusd, "
          "counted_nusd = counted_nusd + excluded.counted_nusd"_s.arg(table, keys, keyValues)
              .arg(spend.isSimulated ? 1 : 0)
              .arg(spend.requests)
              .arg(spend.errors)
              .arg(spend.cost.nanoUsd);
    return ledger.execute(sql.toUtf8().constData());
}

QString list(std::initializer_list<std::int64_t> values)
{
    QStringList texts;
    for (const std::int64_t value : values)
        texts.append(QString::number(value));
    return texts.join(u", "_s);
}

} // namespace

bool addSpend(const TempLedger &ledger, const SampleSpend &spend)
{
    const std::int64_t week = windowKey(Window::Week, spend.day * 86'400'000'000LL);
    const std::int64_t hour = spend.day * 24LL + spend.hour;
    return addCell(ledger, u"usage_daily_workspace"_s, u"day, organization_id, workspace_id"_s,
                   list({spend.day, 1, 1}), spend)
        && addCell(ledger, u"usage_daily_model"_s, u"day, organization_id, model_id, provider_id"_s,
                   list({spend.day, 1, spend.model, spend.provider}), spend)
        && addCell(ledger, u"usage_daily_provider"_s, u"day, organization_id, provider_id"_s,
                   list({spend.day, 1, spend.provider}), spend)
        && addCell(ledger, u"usage_daily_key"_s, u"day, organization_id, key_id"_s,
                   list({spend.day, 1, spend.key}), spend)
        && addCell(ledger, u"usage_weekly_key"_s, u"week, organization_id, key_id"_s,
                   list({week, 1, spend.key}), spend)
        && addCell(ledger, u"usage_cube_daily"_s, u"day, key_id, model_id, provider_id, app_id"_s,
                   list({spend.day, spend.key, spend.model, spend.provider, 0}), spend)
        && addCell(ledger, u"usage_hourly"_s, u"hour, key_id, model_id, provider_id"_s,
                   list({hour, spend.key, spend.model, spend.provider}), spend)
        && addCell(ledger, u"usage_hourly_model"_s,
                   u"hour, organization_id, model_id, provider_id"_s,
                   list({hour, 1, spend.model, spend.provider}), spend);
}

bool addGeneration(const TempLedger &ledger, const SampleGeneration &generation)
{
    const std::int64_t id = ledger.integer("SELECT COALESCE(MAX(id), 0) FROM generation") + 1;
    // In the order of the columns; what no sample has is 0 or NULL.
    QStringList values{QString::number(id), u"'gen-%1'"_s.arg(id),
                       list({generation.admittedUs, dayOf(generation.admittedUs), 1, 1, 1, 1,
                             generation.model, generation.endpoint, generation.provider, 0, 1,
                             int(generation.state), 1, generation.status, generation.flags, 1})};
    for (int column = 0; column < 13 + 6; ++column) // Tokens, then amounts.
        values.append(u"0"_s);
    values.append(u"NULL"_s); // The provider's own cost.
    const auto attempts
        = std::max<std::int64_t>(static_cast<std::int64_t>(generation.attempts.size()),
                                 generation.state == GenerationState::Refused ? 0 : 1);
    values.append(list({generation.waitedUs, 0, generation.firstTokenUs, generation.totalUs,
                        attempts, 0, 0, 0, 0, 0, 0, 0, 0}));
    values.append(u"NULL, NULL, NULL, NULL, NULL"_s);
    values.append(u"0, 0, 0"_s); // What media are metered by.
    const QString row = u"INSERT INTO generation VALUES (%1)"_s.arg(values.join(u", "_s));
    if (!ledger.execute(row.toUtf8().constData()))
        return false;
    for (std::size_t i = 0; i < generation.attempts.size() && attempts > 1; ++i) {
        const SampleAttempt &attempt = generation.attempts[i];
        const QString sql = u"INSERT INTO attempt VALUES (%1)"_s.arg(list(
            {id, static_cast<std::int64_t>(i + 1), 1, attempt.provider, 0, int(attempt.outcome),
             attempt.status, attempt.startedUs, attempt.durationUs, 0, 0}));
        if (!ledger.execute(sql.toUtf8().constData()))
            return false;
    }
    return true;
}

} // namespace turnpike
