// SPDX-License-Identifier: GPL-3.0-or-later
// The routes of the data plane that read the ledger: GET /generation and GET /credits.
#pragma once

#include "core/Result.h"
#include "core/ports/ControlApi.h"

#include <QString>

#include <memory>
#include <string>

namespace turnpike {

class Clock;
class LedgerFlush;
class LedgerReader;
struct ReadServices;

struct LedgerApiOptions
{
    QString ledgerPath;
    const Clock *clock = nullptr;
    LedgerFlush *flush = nullptr; ///< Asked when a generation is not found at first.
    std::size_t maxQueued = 1024; ///< Requests waiting; one more is answered 503.
};

/// Answers on a reader thread of its own with a read-only session. Thread-safe. Destruction answers
/// what is queued and joins the thread.
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
    Result<std::string> read(const ReadServices &services, const ControlRequest &request) const;

    const Clock &m_clock;
    LedgerFlush *m_flush;
    std::unique_ptr<LedgerReader> m_reader;
};

} // namespace turnpike
