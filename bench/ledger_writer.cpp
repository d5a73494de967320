// SPDX-License-Identifier: GPL-3.0-or-later
// The ledger writer with all of it on, saturated: holds, attempts and settles go into a journal as
// fast as it takes them, and the writer makes rows of them. Prints one JSON object.
//   bench_ledger_writer FOLDER ROWS [ROWS_PER_COMMIT]
#include "core/Clock.h"
#include "core/ports/Journal.h"
#include "ledger/Ledger.h"

#include <QCoreApplication>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <thread>
#include <unistd.h>

#include "bench/ProcessUse.h"
#include "bench/SampleRows.h"

namespace turnpike::bench {
namespace {

/// Retries until the journal has room again.
template <typename Append>
void append(const Append &call)
{
    while (!call())
        std::this_thread::sleep_for(std::chrono::microseconds(500));
}

void feed(Journal &journal, SampleRows &rows, const Clock &clock)
{
    const GenerationRecord &row = rows.next(clock.nowUs());
    if (row.state != GenerationState::Refused) {
        append([&] { return journal.hold(rows.admitted()); });
        const AttemptStart start{.generation = row.id,
                                 .model = row.model,
                                 .endpoint = row.endpoint,
                                 .provider = row.provider,
                                 .priceSheet = row.priceSheet,
                                 .held = row.held,
                                 .promptTokensEstimate = row.usage.prompt,
                                 .lostBefore = {}};
        append([&] { return journal.attempt(start); });
    }
    append([&] { return journal.settle(row); });
}

std::int64_t writerCpuNs()
{
    std::int64_t sum = 0;
    for (const auto &[id, thread] : cpuOf({getpid()}))
        if (id != getpid()) // Its main thread feeds; the writer is the only other one.
            sum += thread.cpuNs;
    return sum;
}

int run(const QString &folder, std::int64_t count, int rowsPerCommit)
{
    const SystemClock clock;
    LedgerOptions options;
    options.folder = folder;
    if (rowsPerCommit > 0)
        options.writer.rowsPerCommit = rowsPerCommit;
    auto ledger = Ledger::open(options, clock);
    if (!ledger) {
        std::fprintf(stderr, "%s\n", qUtf8Printable(ledger.error().message));
        return 1;
    }
    SampleRows rows(1, SampleRows::UpstreamIds::Random);
    Journal &journal = (*ledger)->journal(0);
    const std::int64_t cpuBefore = writerCpuNs();
    const std::int64_t start = clock.steadyNs();
    for (std::int64_t i = 0; i < count; ++i)
        feed(journal, rows, clock);
    const double fed = static_cast<double>(clock.steadyNs() - start) / 1e9;
    (*ledger)->writer()->flush();
    const double seconds = static_cast<double>(clock.steadyNs() - start) / 1e9;
    const double cpuUs = static_cast<double>(writerCpuNs() - cpuBefore) / 1e3;
    const LedgerWriterStatus status = (*ledger)->writer()->status();
    std::printf("{\"rows\":%lld,\"seconds\":%.3f,\"fed_seconds\":%.3f,\"rows_per_second\":%.0f,"
                "\"cpu_us_per_row\":%.3f,\"commits\":%lld,\"load_average\":%.2f}\n",
                static_cast<long long>(status.rowsCommitted), seconds, fed,
                static_cast<double>(count) / seconds, cpuUs / static_cast<double>(count),
                static_cast<long long>(status.commits), loadAverage());
    return status.rowsCommitted == count ? 0 : 1;
}

} // namespace
} // namespace turnpike::bench

int main(int argc, char **argv)
{
    const QCoreApplication application(argc, argv);
    if (argc != 3 && argc != 4) {
        std::fputs("usage: bench_ledger_writer FOLDER ROWS [ROWS_PER_COMMIT]\n", stderr);
        return 2;
    }
    return turnpike::bench::run(QString::fromLocal8Bit(argv[1]), std::atoll(argv[2]),
                                argc == 4 ? std::atoi(argv[3]) : 0);
}
