// SPDX-License-Identifier: GPL-3.0-or-later
// How a live request reads: words, badges and cells.
#pragma once

#include "core/LedgerNames.h"
#include "core/LiveRequest.h"
#include "models/Cell.h"

#include <QString>

namespace turnpike {

/// What a filter tells apart. Simulated requests are among the others.
enum class LiveOutcome : quint8 { Running, Succeeded, Failed, Refused, Cancelled };

LiveOutcome liveOutcome(const LiveRequest &request);
QString liveOutcomeName(LiveOutcome outcome);

/// The code, or how long it runs already, with shape and colour.
CellBadge liveBadge(const LiveRequest &request, std::int64_t nowUs);
/// What stands behind the badge: "streaming", "1 fallback", "limit"; empty for a plain success.
QString liveNote(const LiveRequest &request);
/// Both in a sentence, for screen readers.
QString spokenStatus(const LiveRequest &request, std::int64_t nowUs);
/// One or two words for an error type of the compatible API: "limit", "timed out".
QString errorWords(const QString &errorType);

QString liveKey(const LiveRequest &request, const LedgerNames &names);
/// The resolved model's slug, else what was asked for.
QString liveModel(const LiveRequest &request, const LedgerNames &names);
/// A dash when no attempt was made.
QString liveProvider(const LiveRequest &request, const LedgerNames &names);
/// Title, else the host of the referer, else the start of the user agent; may be empty.
QString liveApp(const LiveRequest &request);
/// "/api/v1/chat/completions"
QString livePath(ApiType api);

/// Output tokens a second from the first token to the end; 0 when that says nothing.
double tokensPerSecond(const LiveRequest &request);
/// Local "14:02:04.118".
QString timeWithMs(std::int64_t us);

enum class LiveColumn : quint8 {
    Time,
    Status,
    Key,
    Model,
    Provider,
    Input,
    Output,
    FirstToken,
    Total,
    Cost,
    Cached,
    Reasoning,
    TokensPerSecond,
    Endpoint,
    Finish,
    App,
    Session,
    Generation,
};
inline constexpr int liveColumns = 18;

QString liveHeading(LiveColumn column);
bool isNumberColumn(LiveColumn column);
Cell liveCell(const LiveRequest &request, LiveColumn column, const LedgerNames &names,
              std::int64_t nowUs);
/// Empty: the cell says it all.
QString liveToolTip(const LiveRequest &request, LiveColumn column);

} // namespace turnpike
