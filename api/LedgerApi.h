// SPDX-License-Identifier: GPL-3.0-or-later
// The routes of the data plane that read the ledger: GET /generation and GET /credits.
#pragma once

#include "core/Result.h"
#include "core/ports/ControlApi.h"

#include <QString>

#include <memory>

namespace turnpike {

class Clock;
class LedgerFlush;

struct LedgerApiOptions
{
    QString ledgerPath;
    const Clock *clock = nullptr;
    LedgerFlush *flush = nullptr; ///< Asked when a generation is not found at first.
    std::size_t maxQueued = 1024; ///< Requests waiting; one more is answered 503.
};

/// Answers on a reader thread of its own with a read-only session. Thread-safe. Destruction answers
/// what is queued with 503 and joins the thread.
class LedgerApi final : public ControlApi
{
public:
    /// Errors: those of Session::open.
    static Result<std::unique_ptr<LedgerApi>> open(const LedgerApiOptions &options);
    ~LedgerApi() override;

    bool serves(std::string_view path) const override;
    void handle(ControlRequest request, Answer answer) override;

private:
    class Reader;
    explicit LedgerApi(std::unique_ptr<Reader> reader);

    std::unique_ptr<Reader> m_reader;
};

} // namespace turnpike
