// SPDX-License-Identifier: GPL-3.0-or-later
// The decision trail in words, and the raw record.
#include "core/Format.h"
#include "models/LiveCells.h"
#include "models/RouteWords.h"
#include "ui/panes/live/LiveDetails.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>

namespace turnpike::ui {

namespace {

QString text(const char *source)
{
    return QCoreApplication::translate("live", source);
}

QJsonObject trailOf(const LiveDetails &details)
{
    if (!details.row)
        return {};
    return QJsonDocument::fromJson(details.row->trail.toUtf8()).object();
}

QString ordinal(int number)
{
    switch (number) {
    case 1: return text("1st");
    case 2: return text("2nd");
    case 3: return text("3rd");
    default: return text("%1th").arg(number);
    }
}

/// Endpoint tags in the order of the attempts.
QStringList triedTags(const LiveDetails &details)
{
    QStringList tags;
    if (!details.row)
        return tags;
    for (const AttemptRow &attempt : details.row->attempts)
        tags.append(attempt.tag);
    if (tags.isEmpty() && details.row->attemptCount > 0)
        tags.append(details.row->endpointTag);
    return tags;
}

/// Each attempt belongs to an endpoint of its tag. Of several models' the one that answered is told
/// by its model; the others come in their order.
void assignAttempts(QList<CandidateLine> &lines, const LiveDetails &details)
{
    const QStringList tried = triedTags(details);
    const QList<AttemptLine> attempts = attemptsOf(details);
    const auto count = std::min(tried.size(), attempts.size());
    for (qsizetype i = 0; i < count; ++i) {
        CandidateLine *chosen = nullptr;
        for (CandidateLine &line : lines) {
            if (line.isLeftOut || line.endpoint != tried[i])
                continue;
            const bool isBetter = !chosen || (chosen->attempt > 0 && line.attempt == 0)
                || (attempts[i].isSuccess && line.model == details.row->modelSlug);
            if (isBetter)
                chosen = &line;
        }
        if (!chosen)
            continue;
        chosen->attempt = static_cast<int>(i) + 1;
        chosen->isAnswer = attempts[i].isSuccess;
        chosen->decision = QStringLiteral("%1: %2").arg(
            ordinal(chosen->attempt), chosen->isAnswer ? text("answered") : attempts[i].words);
    }
}

void leaveOut(CandidateLine &line, const QString &reason)
{
    line.isLeftOut = true;
    line.decision = text("Left out");
    line.reason = reason;
}

QString stateText(const LiveRequest &request)
{
    if (request.isRunning())
        return QStringLiteral("running");
    switch (request.state) {
    case GenerationState::Complete: return QStringLiteral("complete");
    case GenerationState::Failed: return QStringLiteral("failed");
    case GenerationState::Cancelled: return QStringLiteral("cancelled");
    case GenerationState::Refused: return QStringLiteral("refused");
    case GenerationState::Interrupted: break;
    }
    return QStringLiteral("interrupted");
}

QString exact(Money amount)
{
    return QString::fromStdString(jsonText(amount));
}

QJsonObject usageJson(const LiveRequest &request)
{
    const TokenUsage &usage = request.usage;
    const std::pair<const char *, std::int64_t> counts[] = {
        {"prompt", usage.prompt},
        {"completion", usage.completion},
        {"cache_read", usage.cacheRead},
        {"cache_write", usage.cacheWrite},
        {"cache_write_1h", usage.cacheWrite1h},
        {"reasoning", usage.reasoning},
        {"audio_in", usage.audioIn},
        {"audio_out", usage.audioOut},
        {"audio_cache_read", usage.audioCacheRead},
        {"image_tokens", usage.imageTokens},
        {"images", usage.images},
        {"images_out", usage.imagesOut},
        {"searches", usage.searches},
        {"characters", usage.characters},
        {"audio_ms", usage.audioMs},
        {"search_units", usage.searchUnits},
    };
    QJsonObject object;
    for (const auto &[name, count] : counts) {
        if (count != 0)
            object.insert(QLatin1String(name), qint64(count));
    }
    return object;
}

QJsonArray attemptsJson(const LiveDetails &details)
{
    QJsonArray array;
    for (const AttemptRow &attempt : details.row->attempts)
        array.append(QJsonObject{{QStringLiteral("provider"), attempt.provider},
                                 {QStringLiteral("endpoint"), attempt.tag},
                                 {QStringLiteral("status"), attempt.record.status},
                                 {QStringLiteral("started_us"), qint64(attempt.record.startedUs)},
                                 {QStringLiteral("duration_us"), qint64(attempt.record.durationUs)},
                                 {QStringLiteral("held_usd"), exact(attempt.record.held)},
                                 {QStringLiteral("lost_usd"), exact(attempt.record.lost)}});
    return array;
}

QString shellQuoted(QString word)
{
    return QLatin1Char('\'') + word.replace(QLatin1Char('\''), QStringLiteral("'\\''"))
        + QLatin1Char('\'');
}

/// A command that sends a file.
QString formCommand(ApiType api, const QString &model, const QString &url)
{
    const QString file = api == ApiType::ImageEdits
        ? QStringLiteral("image=@picture.png -F prompt=Hello")
        : QStringLiteral("file=@speech.wav");
    return QStringLiteral("curl %1 \\\n  -H \"Authorization: Bearer $TURNPIKE_KEY\" \\\n"
                          "  -F %2 -F %3")
        .arg(shellQuoted(url), shellQuoted(QStringLiteral("model=") + model), file);
}

} // namespace

QList<CandidateLine> candidatesOf(const LiveDetails &details)
{
    const QJsonObject trail = trailOf(details);
    const QJsonArray order = trail.value(QStringLiteral("order")).toArray();
    QList<CandidateLine> lines;
    for (const QJsonValue &value : trail.value(QStringLiteral("considered")).toArray()) {
        const QJsonObject one = value.toObject();
        CandidateLine line;
        line.model = one.value(QStringLiteral("model")).toString();
        line.endpoint = one.value(QStringLiteral("endpoint")).toString();
        line.decision = text("Not needed");
        const QString leftOut = one.value(QStringLiteral("left_out")).toString();
        const QString demoted = one.value(QStringLiteral("demoted")).toString();
        if (!leftOut.isEmpty())
            leaveOut(line, route::whyLeftOut(leftOut));
        else if (!demoted.isEmpty())
            line.reason = route::whyDemoted(demoted);
        lines.append(line);
    }
    const auto rank = [&order](const CandidateLine &line) {
        for (qsizetype i = 0; i < order.size(); ++i) {
            if (order[i].toString() == line.endpoint)
                return i;
        }
        return order.size();
    };
    const auto sort = [&lines, &rank] {
        std::stable_sort(lines.begin(), lines.end(),
                         [&rank](const CandidateLine &a, const CandidateLine &b) {
                             return a.isLeftOut != b.isLeftOut ? b.isLeftOut : rank(a) < rank(b);
                         });
    };
    sort(); // Attempts are given to endpoints in this order.
    assignAttempts(lines, details);
    const auto leaveOutOf = [&](const char *member, const QString &reason) {
        const QJsonArray skipped = trail.value(QLatin1String(member)).toArray();
        for (CandidateLine &line : lines)
            if (!line.isLeftOut && line.attempt == 0 && skipped.contains(line.endpoint))
                leaveOut(line, reason);
    };
    leaveOutOf("skipped_by_budget", text("a budget does not allow its price"));
    leaveOutOf("skipped_by_queue", text("its provider had no place, and too many waited"));
    sort();
    return lines;
}

int untoldCandidates(const LiveDetails &details)
{
    return trailOf(details).value(QStringLiteral("considered_more")).toInt();
}

QString routeSentence(const LiveDetails &details)
{
    const QJsonObject trail = trailOf(details);
    if (trail.isEmpty())
        return {};
    QStringList sentences;
    const QString strategy = trail.value(QStringLiteral("strategy")).toString();
    if (!strategy.isEmpty())
        sentences += route::howFound(strategy, details.request.requestedModel,
                                     liveModel(details.request, details.names));
    const QJsonArray order = trail.value(QStringLiteral("order")).toArray();
    const QString basis = trail.value(QStringLiteral("ordered_by")).toString();
    if (order.size() > 1 && !basis.isEmpty())
        sentences += route::howOrdered(basis);
    if (order.isEmpty() && !trail.value(QStringLiteral("considered")).toArray().isEmpty())
        sentences += text("No endpoint was left, so that nothing was sent.");
    const QJsonValue clamp = trail.value(QStringLiteral("output_clamped_to"));
    if (!clamp.isUndefined())
        sentences += text("A hard limit cut the output to %1 tokens.")
                         .arg(format::count(clamp.toInteger()));
    return sentences.join(QLatin1Char(' '));
}

QString rawText(const LiveDetails &details)
{
    const LiveRequest &request = details.request;
    QJsonObject object{
        {QStringLiteral("id"), request.id},
        {QStringLiteral("state"), stateText(request)},
        {QStringLiteral("admitted"),
         QDateTime::fromMSecsSinceEpoch(request.admittedUs / 1000, Qt::UTC)
             .toString(Qt::ISODateWithMs)},
        {QStringLiteral("path"), livePath(request.api)},
        {QStringLiteral("requested_model"), request.requestedModel},
        {QStringLiteral("model"), liveModel(request, details.names)},
        {QStringLiteral("provider"), details.names.providers.value(request.provider.value)},
        {QStringLiteral("endpoint"), details.names.endpoints.value(request.endpoint.value)},
        {QStringLiteral("key"), liveKey(request, details.names)},
        {QStringLiteral("http_status"), request.httpStatus},
        {QStringLiteral("is_streamed"), request.has(GenerationFlag::Streamed)},
        {QStringLiteral("is_simulated"), request.has(GenerationFlag::Simulated)},
        {QStringLiteral("is_byok"), request.has(GenerationFlag::Byok)},
        {QStringLiteral("is_unpriced"), request.has(GenerationFlag::Unpriced)},
        {QStringLiteral("usage"), usageJson(request)},
        {QStringLiteral("cost_usd"), exact(request.cost)},
        {QStringLiteral("waited_us"), qint64(request.waitedUs)},
        {QStringLiteral("connect_us"), qint64(request.connectUs)},
        {QStringLiteral("first_token_us"), qint64(request.firstTokenUs)},
        {QStringLiteral("total_us"), qint64(request.totalUs)},
        {QStringLiteral("attempts"), request.attemptCount},
    };
    const std::pair<const char *, QString> texts[] = {
        {"finish_reason", request.finishReason},
        {"error_type", request.errorType},
        {"error", request.errorText},
        {"session", request.session},
        {"end_user", request.endUser},
        {"referer", request.referer},
        {"title", request.title},
        {"user_agent", request.userAgent},
    };
    for (const auto &[name, value] : texts) {
        if (!value.isEmpty())
            object.insert(QLatin1String(name), value);
    }
    if (request.upstreamCost)
        object.insert(QStringLiteral("upstream_cost_usd"), exact(*request.upstreamCost));
    if (details.row) {
        object.insert(QStringLiteral("ledger_row"), qint64(details.row->rowId));
        object.insert(QStringLiteral("upstream_id"), details.row->upstreamId);
        object.insert(QStringLiteral("held_usd"), exact(details.row->held));
        object.insert(QStringLiteral("counted_usd"), exact(details.row->counted));
        object.insert(QStringLiteral("lost_usd"), exact(details.row->lost));
        if (!details.row->attempts.empty())
            object.insert(QStringLiteral("attempt_list"), attemptsJson(details));
        if (const QJsonObject trail = trailOf(details); !trail.isEmpty())
            object.insert(QStringLiteral("trail"), trail);
    }
    return QString::fromUtf8(QJsonDocument(object).toJson(QJsonDocument::Indented)).trimmed();
}

QString curlText(const LiveRequest &request, const QString &model, const QString &baseUrl)
{
    const QString path = livePath(request.api).mid(int(qstrlen("/api/v1")));
    QJsonObject body{{QStringLiteral("model"), model}};
    const QString greeting = QStringLiteral("Hello");
    const QJsonArray messages{QJsonObject{{QStringLiteral("role"), QStringLiteral("user")},
                                          {QStringLiteral("content"), greeting}}};
    switch (request.api) {
    case ApiType::Chat: body.insert(QStringLiteral("messages"), messages); break;
    case ApiType::Messages:
        body.insert(QStringLiteral("messages"), messages);
        body.insert(QStringLiteral("max_tokens"), 256);
        break;
    case ApiType::Responses:
    case ApiType::Embeddings: body.insert(QStringLiteral("input"), greeting); break;
    case ApiType::Completions:
    case ApiType::Images: body.insert(QStringLiteral("prompt"), greeting); break;
    case ApiType::Speech:
        body.insert(QStringLiteral("input"), greeting);
        body.insert(QStringLiteral("voice"), QStringLiteral("alloy"));
        break;
    case ApiType::Rerank:
        body.insert(QStringLiteral("query"), greeting);
        body.insert(QStringLiteral("documents"), QJsonArray{greeting});
        break;
    case ApiType::ImageEdits:
    case ApiType::Transcriptions:
    case ApiType::Translations: return formCommand(request.api, model, baseUrl + path);
    }
    if (request.has(GenerationFlag::Streamed))
        body.insert(QStringLiteral("stream"), true);
    const QString json = QString::fromUtf8(QJsonDocument(body).toJson(QJsonDocument::Compact));
    return QStringLiteral("curl %1 \\\n  -H \"Authorization: Bearer $TURNPIKE_KEY\" \\\n"
                          "  -H 'Content-Type: application/json' \\\n  -d %2")
        .arg(shellQuoted(baseUrl + path), shellQuoted(json));
}

} // namespace turnpike::ui
