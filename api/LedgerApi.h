// SPDX-License-Identifier: GPL-3.0-or-later
// The routes of the data plane that read the ledger: GET /generation and GET /credits.
#pragma once

#include "core/GenerationRow.h"
#include "core/Result.h"
#include "core/ports/ControlApi.h"

#include <QString>

#include <chrono>
#include <memory>
#include <optional>
#include <string>

namespace turnpike {

class Clock;
class LedgerFlush;
class LedgerReader;
class PendingRounds;
struct ReadServices;

struct LedgerApiOptions
{
    QString ledgerPath;
    const Clock *clock = nullptr;
    LedgerFlush *flush = nullptr; ///< Asked when a generation is not found; may be null.
    /// After a look into the journals: unknown ids share the next one.
    std::chrono::milliseconds lookPause{50};
    std::size_t maxQueued = 1024; ///< Requests waiting; one more is answered 503.
};

/// Answers on a reader thread of its own with a read-only session. A generation that is not there
/// may have ended a moment ago: it is looked for in the journals, once for all who miss one, and
/// told from there. Only one whose client's app was never seen before has to be committed first,
/// since its answer names the app's row.
/// Thread-safe. Destruction answers what is queued and joins the threads.
class LedgerApi final : public ControlApi
{
public:
    /// Errors: those of Session::open.
    static Result<std::unique_ptr<LedgerApi>> open(const LedgerApiOptions &options);
    ~LedgerApi() override;

    bool serves(std::string_view path) const override;
    void handle(ControlRequest request, Answer answer) override;

private:
    LedgerApi(const LedgerApiOptions &options, std::unique_ptr<LedgerReader> reader);
    void answerFrom(const ReadServices &services, const ControlRequest &request,
                    const Answer &answer);
    void lookAgain(const ControlRequest &request, const Answer &answer, KeyId ofKey,
                   bool needsCommit);
    void answerPending(const ReadServices &services, const ControlRequest &request,
                       const Answer &answer, const std::optional<GenerationRow> &pending,
                       bool isCommitted);
    Result<std::string> read(const ReadServices &services, const ControlRequest &request) const;

    const Clock &m_clock;
    std::unique_ptr<PendingRounds> m_rounds; ///< Null without a writer.
    std::unique_ptr<LedgerReader> m_reader; ///< Goes first: it uses m_rounds.
};

} // namespace turnpike
