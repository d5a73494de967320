// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/LiveCells.h"

#include "core/Format.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QHash>
#include <QLocale>
#include <QUrl>

namespace turnpike {

namespace {

constexpr int httpOk = 200;
constexpr int httpPaymentRequired = 402;
constexpr int httpForbidden = 403;
constexpr int httpServerError = 500;
const QString unknownYet = QStringLiteral("…");

QString text(const char *source, const char *comment = nullptr, int n = -1)
{
    return QCoreApplication::translate("live", source, comment, n);
}

bool isHardError(const LiveRequest &request)
{
    return request.httpStatus >= httpServerError || request.httpStatus == httpPaymentRequired
        || request.httpStatus == httpForbidden || request.httpStatus <= httpOk;
}

/// A figure of a request that may still grow.
Cell tokenCell(std::int64_t count, bool isKnown, bool isEstimated)
{
    Cell cell;
    cell.isNumber = true;
    if (!isKnown) {
        cell.text = format::dash;
        cell.tone = Tone::Faint;
        cell.spoken = text("not available");
        return cell;
    }
    cell.text = (isEstimated ? QStringLiteral("≈") : QString()) + format::tokens(count);
    if (isEstimated)
        cell.spoken = text("about %1").arg(format::count(count));
    return cell;
}

Cell timeCell(std::int64_t us, bool isPending)
{
    Cell cell;
    cell.isNumber = true;
    if (us > 0) {
        cell.text = format::latency(us);
        return cell;
    }
    cell.text = isPending ? unknownYet : format::dash;
    cell.tone = Tone::Faint;
    cell.spoken = isPending ? text("not yet") : text("not available");
    return cell;
}

Cell costCell(const LiveRequest &request)
{
    Cell cell;
    cell.isNumber = true;
    if (request.isRunning()) {
        cell.text = unknownYet;
        cell.tone = Tone::Faint;
        cell.spoken = text("not yet");
    } else if (request.has(GenerationFlag::Unpriced)) {
        cell.text = format::dash;
        cell.detail = text("unpriced");
        cell.tone = Tone::Faint;
        cell.spoken = text("unpriced");
    } else {
        cell.text = format::requestMoney(request.cost);
        cell.spoken = text("%1 dollars").arg(QString::fromStdString(jsonText(request.cost)));
        if (request.has(GenerationFlag::Simulated)) {
            cell.tone = Tone::Simulated;
            cell.spoken = text("%1, simulated").arg(cell.spoken);
        }
    }
    return cell;
}

Cell statusCell(const LiveRequest &request, std::int64_t nowUs)
{
    Cell cell;
    cell.badge = liveBadge(request, nowUs);
    cell.badgeFirst = true;
    cell.detail = liveNote(request);
    cell.spoken = spokenStatus(request, nowUs);
    return cell;
}

Cell plain(const QString &words, Tone tone = Tone::Normal)
{
    Cell cell;
    cell.text = words.isEmpty() ? format::dash : words;
    cell.tone = words.isEmpty() ? Tone::Faint : tone;
    return cell;
}

Cell nameCell(const LiveRequest &request, LiveColumn column, const LedgerNames &names)
{
    Cell cell;
    if (column == LiveColumn::Key) {
        cell = plain(liveKey(request, names));
        cell.isStrong = true;
    } else if (column == LiveColumn::Model) {
        const bool isRefused = request.state == GenerationState::Refused && !request.isRunning();
        cell = plain(liveModel(request, names), isRefused ? Tone::Quiet : Tone::Normal);
    } else {
        const QString name = liveProvider(request, names);
        cell = plain(name == format::dash ? QString() : name,
                     request.has(GenerationFlag::Simulated) ? Tone::Simulated : Tone::Quiet);
    }
    return cell;
}

Cell lessUsedCell(const LiveRequest &request, LiveColumn column, const LedgerNames &names)
{
    const bool hasUsage = !request.isRunning() && request.provider;
    switch (column) {
    case LiveColumn::Cached: return tokenCell(request.usage.cacheRead, hasUsage, false);
    case LiveColumn::Reasoning: return tokenCell(request.usage.reasoning, hasUsage, false);
    case LiveColumn::TokensPerSecond: {
        const double rate = tokensPerSecond(request);
        Cell cell = plain(rate > 0 ? QLocale().toString(rate, 'f', 0) : QString());
        cell.isNumber = true;
        return cell;
    }
    case LiveColumn::Endpoint:
        return plain(names.endpoints.value(request.endpoint.value), Tone::Quiet);
    case LiveColumn::Finish:
        return plain(request.finishReason.isEmpty() ? request.errorType : request.finishReason,
                     Tone::Quiet);
    case LiveColumn::App: return plain(liveApp(request), Tone::Quiet);
    case LiveColumn::Session: return plain(request.session, Tone::Quiet);
    default: break;
    }
    Cell cell = plain(request.id, Tone::Quiet);
    cell.isMono = true;
    cell.isElidedInMiddle = true;
    return cell;
}

} // namespace

LiveOutcome liveOutcome(const LiveRequest &request)
{
    if (request.isRunning())
        return LiveOutcome::Running;
    switch (request.state) {
    case GenerationState::Complete: return LiveOutcome::Succeeded;
    case GenerationState::Refused: return LiveOutcome::Refused;
    case GenerationState::Cancelled: return LiveOutcome::Cancelled;
    case GenerationState::Failed:
    case GenerationState::Interrupted: break;
    }
    return LiveOutcome::Failed;
}

QString liveOutcomeName(LiveOutcome outcome)
{
    switch (outcome) {
    case LiveOutcome::Running: return text("Running");
    case LiveOutcome::Succeeded: return text("Succeeded");
    case LiveOutcome::Failed: return text("Failed");
    case LiveOutcome::Refused: return text("Refused");
    case LiveOutcome::Cancelled: return text("Client left");
    }
    return {};
}

CellBadge liveBadge(const LiveRequest &request, std::int64_t nowUs)
{
    if (request.isRunning()) {
        const double seconds
            = static_cast<double>(std::max<std::int64_t>(nowUs - request.admittedUs, 0)) / 1e6;
        return {text("%1 s").arg(QLocale().toString(seconds, 'f', seconds < 100 ? 1 : 0)),
                Tone::Info, Mark::Ring};
    }
    const QString code
        = request.httpStatus > 0 ? QString::number(request.httpStatus) : format::dash;
    if (request.state == GenerationState::Cancelled)
        return {code, Tone::Neutral, Mark::None};
    if (request.state == GenerationState::Complete) {
        return request.has(GenerationFlag::Simulated)
            ? CellBadge{code, Tone::Simulated, Mark::Diamond}
            : CellBadge{code, Tone::Success, Mark::None};
    }
    return isHardError(request) ? CellBadge{code, Tone::Danger, Mark::Cross}
                                : CellBadge{code, Tone::Warning, Mark::Triangle};
}

QString errorWords(const QString &errorType)
{
    static const QHash<QString, const char *> words{
        {QStringLiteral("payment_required"), "limit"},
        {QStringLiteral("permission_denied"), "budget"},
        {QStringLiteral("not_found"), "unknown model"},
        {QStringLiteral("invalid_request"), "bad request"},
        {QStringLiteral("rate_limit_exceeded"), "rate limit"},
        {QStringLiteral("provider_overloaded"), "overloaded"},
        {QStringLiteral("provider_unavailable"), "provider failed"},
        {QStringLiteral("timeout"), "timed out"},
        {QStringLiteral("context_length_exceeded"), "too long"},
        {QStringLiteral("payload_too_large"), "too large"},
        {QStringLiteral("content_policy_violation"), "content policy"},
        {QStringLiteral("server"), "internal error"},
    };
    const auto found = words.find(errorType);
    if (found != words.end())
        return text(*found);
    QString plainWords = errorType;
    return plainWords.replace(QLatin1Char('_'), QLatin1Char(' '));
}

QString liveNote(const LiveRequest &request)
{
    switch (request.phase) {
    case LivePhase::Admitted: return text("waiting");
    case LivePhase::Sent:
        return request.attemptCount > 1 ? text("attempt %1").arg(request.attemptCount)
                                        : text("sent");
    case LivePhase::Streaming: return text("streaming");
    case LivePhase::Ended: break;
    }
    QString note;
    switch (request.state) {
    case GenerationState::Complete:
        if (request.attemptCount > 1)
            note = QStringLiteral("↻ ")
                + (request.attemptCount == 2 ? text("1 fallback")
                                             : text("%1 fallbacks").arg(request.attemptCount - 1));
        else if (request.has(GenerationFlag::Simulated))
            note = text("simulated");
        break;
    case GenerationState::Cancelled: note = text("client left"); break;
    case GenerationState::Interrupted: note = text("interrupted"); break;
    case GenerationState::Failed:
        note = request.httpStatus == httpOk ? text("stream broke") : errorWords(request.errorType);
        break;
    case GenerationState::Refused: note = errorWords(request.errorType); break;
    }
    if (request.count > 1)
        note += QStringLiteral(" × %1").arg(format::count(request.count));
    return note;
}

QString spokenStatus(const LiveRequest &request, std::int64_t nowUs)
{
    const QString badge = liveBadge(request, nowUs).text;
    if (request.isRunning())
        return text("%1 for %2").arg(liveNote(request), badge);
    QString words = text("%1, %2").arg(liveOutcomeName(liveOutcome(request)), badge);
    if (request.has(GenerationFlag::Simulated))
        words += text(", simulated");
    const QString note = liveNote(request);
    if (!note.isEmpty() && !note.startsWith(QChar(u'↻')))
        words += QStringLiteral(", ") + note;
    if (request.state == GenerationState::Complete && request.attemptCount > 1)
        words += text(", answered by attempt %1").arg(request.attemptCount);
    return words;
}

QString liveKey(const LiveRequest &request, const LedgerNames &names)
{
    return names.keys.value(request.key.value);
}

QString liveModel(const LiveRequest &request, const LedgerNames &names)
{
    const QString slug = names.models.value(request.model.value);
    return slug.isEmpty() ? request.requestedModel : slug;
}

QString liveProvider(const LiveRequest &request, const LedgerNames &names)
{
    const QString name = names.providers.value(request.provider.value);
    return name.isEmpty() ? format::dash : name;
}

QString liveApp(const LiveRequest &request)
{
    if (!request.title.isEmpty())
        return request.title;
    if (const QString host = QUrl(request.referer).host(); !host.isEmpty())
        return host;
    return request.userAgent.section(QLatin1Char(' '), 0, 0);
}

QString livePath(ApiType api)
{
    switch (api) {
    case ApiType::Chat: return QStringLiteral("/api/v1/chat/completions");
    case ApiType::Messages: return QStringLiteral("/api/v1/messages");
    case ApiType::Responses: return QStringLiteral("/api/v1/responses");
    case ApiType::Embeddings: return QStringLiteral("/api/v1/embeddings");
    case ApiType::Completions: return QStringLiteral("/api/v1/completions");
    case ApiType::Images: return QStringLiteral("/api/v1/images/generations");
    case ApiType::ImageEdits: return QStringLiteral("/api/v1/images/edits");
    case ApiType::Speech: return QStringLiteral("/api/v1/audio/speech");
    case ApiType::Transcriptions: return QStringLiteral("/api/v1/audio/transcriptions");
    case ApiType::Translations: return QStringLiteral("/api/v1/audio/translations");
    case ApiType::Rerank: return QStringLiteral("/api/v1/rerank");
    }
    return {};
}

double tokensPerSecond(const LiveRequest &request)
{
    const std::int64_t us = request.totalUs - request.firstTokenUs;
    if (request.isRunning() || request.firstTokenUs == 0 || us <= 0)
        return 0;
    return static_cast<double>(request.usage.completion) * 1e6 / static_cast<double>(us);
}

QString timeWithMs(std::int64_t us)
{
    return QLocale().toString(QDateTime::fromMSecsSinceEpoch(us / 1000).time(),
                              QStringLiteral("HH:mm:ss.zzz"));
}

QString liveHeading(LiveColumn column)
{
    switch (column) {
    case LiveColumn::Time: return text("Time");
    case LiveColumn::Status: return text("Status");
    case LiveColumn::Key: return text("Key");
    case LiveColumn::Model: return text("Model");
    case LiveColumn::Provider: return text("Provider");
    case LiveColumn::Input: return text("Input");
    case LiveColumn::Output: return text("Output");
    case LiveColumn::FirstToken: return text("TTFT");
    case LiveColumn::Total: return text("Total");
    case LiveColumn::Cost: return text("Cost");
    case LiveColumn::Cached: return text("Cached");
    case LiveColumn::Reasoning: return text("Reasoning");
    case LiveColumn::TokensPerSecond: return text("tok/s");
    case LiveColumn::Endpoint: return text("Endpoint");
    case LiveColumn::Finish: return text("Finish");
    case LiveColumn::App: return text("App");
    case LiveColumn::Session: return text("Session");
    case LiveColumn::Generation: return text("Generation");
    }
    return {};
}

bool isNumberColumn(LiveColumn column)
{
    return column >= LiveColumn::Input && column <= LiveColumn::TokensPerSecond;
}

Cell liveCell(const LiveRequest &request, LiveColumn column, const LedgerNames &names,
              std::int64_t nowUs)
{
    const bool isRunning = request.isRunning();
    const bool wasSent = static_cast<bool>(request.provider);
    switch (column) {
    case LiveColumn::Time: return plain(format::timeOfDay(request.admittedUs), Tone::Quiet);
    case LiveColumn::Status: return statusCell(request, nowUs);
    case LiveColumn::Key:
    case LiveColumn::Model:
    case LiveColumn::Provider: return nameCell(request, column, names);
    case LiveColumn::Input:
        return tokenCell(request.usage.prompt, wasSent, isRunning && request.isInputEstimated);
    case LiveColumn::Output: {
        const bool isKnown = wasSent && (!isRunning || request.phase == LivePhase::Streaming)
            && (request.usage.completion > 0 || request.state == GenerationState::Complete);
        return tokenCell(request.usage.completion, isKnown, isRunning && request.isOutputEstimated);
    }
    case LiveColumn::FirstToken: return timeCell(request.firstTokenUs, false);
    case LiveColumn::Total: return timeCell(request.totalUs, isRunning);
    case LiveColumn::Cost: return costCell(request);
    default: return lessUsedCell(request, column, names);
    }
}

QString liveToolTip(const LiveRequest &request, LiveColumn column)
{
    switch (column) {
    case LiveColumn::Time:
        return format::dateTime(request.admittedUs) + QLatin1Char('\n')
            + timeWithMs(request.admittedUs);
    case LiveColumn::Status: return request.errorText;
    case LiveColumn::Model: return text("Asked for: %1").arg(request.requestedModel);
    case LiveColumn::Input:
        return request.usage.prompt > 0 ? text("%1 tokens").arg(format::count(request.usage.prompt))
                                        : QString();
    case LiveColumn::Output:
        return request.usage.completion > 0
            ? text("%1 tokens").arg(format::count(request.usage.completion))
            : QString();
    case LiveColumn::Cost:
        if (request.isRunning() || request.has(GenerationFlag::Unpriced))
            return {};
        return text("%1\nInput %2\nOutput %3")
            .arg(format::exactMoney(request.cost), format::exactMoney(request.promptCost),
                 format::exactMoney(request.completionCost));
    case LiveColumn::Total:
        if (const double rate = tokensPerSecond(request); rate > 0)
            return text("%1 tokens a second").arg(QLocale().toString(rate, 'f', 1));
        return {};
    default: return {};
    }
}

} // namespace turnpike
