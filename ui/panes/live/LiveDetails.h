// SPDX-License-Identifier: GPL-3.0-or-later
// What the inspector knows of one request, and what follows from it.
#pragma once

#include "core/GenerationRow.h"
#include "core/LedgerNames.h"
#include "core/LiveRequest.h"
#include "core/PriceVersion.h"

#include <QList>
#include <QString>

#include <optional>
#include <vector>

namespace turnpike::ui {

/// A request as it came, and more of it once it is in the ledger.
struct LiveDetails
{
    LiveRequest request;
    LedgerNames names;
    std::optional<GenerationRow> row; ///< With attempts and trail.
    std::optional<PriceVersion> prices; ///< Nothing while not read, and when unpriced.
    QString problem; ///< Why the ledger could not be read; empty when it could.
};

/// A stretch of a request's life.
struct LivePhaseBar
{
    enum class Kind : quint8 { Waiting, FailedAttempt, Connect, FirstToken, Stream };

    Kind kind = Kind::Waiting;
    QString label; ///< "Cedar · connect"
    QString text; ///< "196 ms"
    std::int64_t startUs = 0; ///< From admission.
    std::int64_t lengthUs = 0;
};

/// Those that are known, in order of time; at most six, failed attempts in the middle summed up.
QList<LivePhaseBar> phasesOf(const LiveDetails &details);

/// One attempt, in words.
struct AttemptLine
{
    QString endpoint; ///< "Cedar"
    QString words; ///< "429 rate limited"
    QString timing; ///< "began after 291 ms"; empty when nothing is known.
    std::int64_t startedUs = 0;
    std::int64_t durationUs = 0;
    Money lost;
    bool isSuccess = false;
};
/// Also the only one, which the ledger keeps in the row itself.
QList<AttemptLine> attemptsOf(const LiveDetails &details);

/// An endpoint that was considered, as the trail tells.
struct CandidateLine
{
    QString model;
    QString endpoint;
    int attempt = 0; ///< From 1; 0: not tried.
    QString decision; ///< "1st: 429", "2nd: answered", "Not needed", "Left out"
    QString reason; ///< "its provider is disabled"; why it is left out, or stands so far behind.
    bool isLeftOut = false;
    bool isAnswer = false;
};
/// In the order they were to be tried, those left out last.
QList<CandidateLine> candidatesOf(const LiveDetails &details);
/// How many more the trail had no room for.
int untoldCandidates(const LiveDetails &details);

/// How the model was found, why the order was what it was, what changed on the way; empty when
/// nothing is known.
QString routeSentence(const LiveDetails &details);
/// What went wrong or was worked around; empty for a plain success.
QString remarkOf(const LiveDetails &details);

/// A line of the bill; prices are per million tokens, or per piece.
struct BillLine
{
    QString label;
    QString count;
    QString price;
    Money amount;
};
struct Bill
{
    std::vector<BillLine> lines; ///< Add up to the cost of the row to the shown decimals.
    QString note; ///< Which list, or why there are no lines.
};
Bill billOf(const LiveDetails &details);

/// Everything that is kept, as indented JSON; amounts are exact decimal texts.
QString rawText(const LiveDetails &details);
/// A call like it: the ledger keeps no prompt, so that a greeting stands in for it.
QString curlText(const LiveRequest &request, const QString &model, const QString &baseUrl);

} // namespace turnpike::ui
