// SPDX-License-Identifier: GPL-3.0-or-later
#include "reports/CsvTables.h"

#include "reports/CsvWriter.h"

namespace turnpike {

namespace {

constexpr std::int64_t usPerMs = 1000;

void addSums(CsvWriter &csv, const ActivitySums &sums)
{
    csv.number(sums.requests)
        .number(sums.errors)
        .number(sums.promptTokens)
        .number(sums.cachedTokens)
        .number(sums.completionTokens)
        .number(sums.reasoningTokens)
        .money(sums.cost)
        .number(sums.refusals)
        .number(sums.cacheWriteTokens)
        .money(sums.lost)
        .endRow();
}

QString publicIdOf(ActivityDimension by, const ActivityTotals &row)
{
    return by == ActivityDimension::Key ? row.publicId : row.name;
}

QString shownNameOf(const ActivityTotals &row)
{
    return row.name.isEmpty() ? QStringLiteral("(unknown)") : row.name;
}

QString apiName(ApiType api)
{
    switch (api) {
    case ApiType::Messages: return QStringLiteral("messages");
    case ApiType::Responses: return QStringLiteral("responses");
    case ApiType::Embeddings: return QStringLiteral("embeddings");
    case ApiType::Completions: return QStringLiteral("completions");
    case ApiType::Images: return QStringLiteral("images/generations");
    case ApiType::ImageEdits: return QStringLiteral("images/edits");
    case ApiType::Speech: return QStringLiteral("audio/speech");
    case ApiType::Transcriptions: return QStringLiteral("audio/transcriptions");
    case ApiType::Translations: return QStringLiteral("audio/translations");
    case ApiType::Rerank: return QStringLiteral("rerank");
    case ApiType::Chat: break;
    }
    return QStringLiteral("chat/completions");
}

void addMs(CsvWriter &csv, std::int64_t us)
{
    if (us > 0)
        csv.number((us + usPerMs / 2) / usPerMs);
    else
        csv.empty();
}

void addRequest(CsvWriter &csv, const GenerationRow &row)
{
    csv.text(row.id)
        .time(row.admittedUs)
        .text(row.workspaceUuid)
        .text(row.keyHash)
        .text(row.keyName)
        .text(row.title.isEmpty() ? row.referer : row.title)
        .text(row.endUser)
        .text(row.session)
        .text(apiName(row.api))
        .text(row.requestedModel)
        .text(row.modelSlug)
        .text(row.providerName)
        .number(row.httpStatus)
        .text(row.finishReason)
        .number(row.has(GenerationFlag::Streamed) ? 1 : 0)
        .number(row.requestCount)
        .number(row.usage.prompt)
        .number(row.usage.cacheRead)
        .number(row.usage.completion)
        .number(row.usage.reasoning);
    addMs(csv, row.firstTokenUs);
    addMs(csv, row.totalUs);
    if (row.has(GenerationFlag::Unpriced))
        csv.empty();
    else
        csv.money(row.cost);
    if (row.upstreamCost)
        csv.money(*row.upstreamCost);
    else
        csv.empty();
    csv.number(row.attemptCount).number(row.has(GenerationFlag::Simulated) ? 1 : 0).endRow();
}

} // namespace

const char *nameOf(ActivityDimension dimension)
{
    switch (dimension) {
    case ActivityDimension::Model: return "model";
    case ActivityDimension::Key: return "key";
    case ActivityDimension::Provider: return "provider";
    case ActivityDimension::Day: break;
    }
    return "day";
}

QByteArray usageByGroupCsv(const Period &period, ActivityDimension by,
                           const QList<ActivityTotals> &totals)
{
    CsvWriter csv{"period_start",  "period_end",    "timezone",           "group_type",
                  "group_id",      "group_name",    "requests",           "errors",
                  "tokens_prompt", "tokens_cached", "tokens_completion",  "tokens_reasoning",
                  "credits_usd",   "refusals",      "tokens_cache_write", "lost_usd"};
    for (const ActivityTotals &row : totals) {
        csv.day(period.firstDay())
            .day(period.lastDay())
            .text(QStringLiteral("UTC"))
            .text(QLatin1String(nameOf(by)));
        if (by == ActivityDimension::Day)
            csv.day(static_cast<std::int32_t>(row.id)).day(static_cast<std::int32_t>(row.id));
        else
            csv.text(publicIdOf(by, row)).text(shownNameOf(row));
        addSums(csv, row);
    }
    return csv.bytes();
}

QByteArray usageDailyCsv(const QList<ActivityDetail> &details)
{
    CsvWriter csv{"date",          "key_hash",           "key_name",         "model",
                  "provider",      "requests",           "errors",           "tokens_prompt",
                  "tokens_cached", "tokens_completion",  "tokens_reasoning", "credits_usd",
                  "refusals",      "tokens_cache_write", "lost_usd"};
    for (const ActivityDetail &row : details) {
        csv.day(row.day).text(row.keyHash).text(row.keyName).text(row.model).text(row.provider);
        addSums(csv, row);
    }
    return csv.bytes();
}

QByteArray requestsCsvHead()
{
    return CsvWriter{
        "generation_id", "created_at",    "workspace",     "key_hash",          "key_name",
        "app",           "end_user",      "session_id",    "endpoint",          "requested_model",
        "model",         "provider",      "status",        "finish_reason",     "streamed",
        "requests",      "tokens_prompt", "tokens_cached", "tokens_completion", "tokens_reasoning",
        "ttft_ms",       "total_ms",      "cost_usd",      "upstream_cost_usd", "attempts",
        "simulated"}
        .bytes();
}

QByteArray requestsCsvRows(const QList<GenerationRow> &requests)
{
    CsvWriter csv;
    for (const GenerationRow &row : requests)
        addRequest(csv, row);
    return csv.bytes();
}

} // namespace turnpike
