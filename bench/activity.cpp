// SPDX-License-Identifier: GPL-3.0-or-later
// Activity over two years of generations: makes the ledger once, then times each query. Prints one
// JSON object.
//   bench_activity FOLDER ROWS ROUNDS
#include "core/Clock.h"
#include "core/Window.h"
#include "ledger/Ledger.h"
#include "ledger/LedgerBatch.h"
#include "ledger/LedgerCells.h"
#include "ledger/Migrator.h"
#include "ledger/Session.h"
#include "ledger/repositories/ActivityRepository.h"
#include "ledger/sqlite/Database.h"

#include <QCoreApplication>
#include <QDir>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <memory>
#include <vector>

#include "bench/SampleRows.h"

namespace turnpike::bench {
namespace {

using Step = ActivityCut::Step;
using Dimension = ActivityDimension;

constexpr std::int64_t days = 730;
constexpr std::int64_t dayUs = 86'400'000'000;
/// The rows end with the day on which they are made. What asks for the last hours would find none
/// in a ledger that is much older than that.
constexpr std::int64_t usableDays = 7;
constexpr int rowsPerCommit = 4096;

template <typename T>
T need(Result<T> result)
{
    if (!result) {
        std::fprintf(stderr, "activity: %s\n", qUtf8Printable(result.error().message));
        std::exit(1);
    }
    return std::move(*result);
}

void need(const Result<> &result)
{
    if (!result) {
        std::fprintf(stderr, "activity: %s\n", qUtf8Printable(result.error().message));
        std::exit(1);
    }
}

/// What the rows name, so that the reports' joins find it, and who owns it all.
void addNames(Database &database)
{
    std::string sql = "INSERT INTO organization (id, organization_id, name, created_us) "
                      "VALUES (1, 'org_1', 'Bench', 0);"
                      "INSERT INTO person (id, person_id, name, email, created_us) "
                      "VALUES (1, 'user_1', 'Bench', 'bench@example.org', 0);"
                      "INSERT INTO membership (organization_id, person_id, role, created_us) "
                      "VALUES (1, 1, 'admin', 0);";
    for (int i = 1; i <= 10; ++i) {
        const std::string n = std::to_string(i);
        sql += "INSERT INTO workspace (id, uuid, organization_id, name, slug, is_default, "
               "created_us) VALUES ("
            + n + ", 'uuid-" + n + "', 1, 'Workspace " + n + "', 'w" + n + "', "
            + (i == 1 ? "1" : "0") + ", 0);";
    }
    for (int i = 0; i < SampleRows::keys; ++i) {
        const std::string n = std::to_string(i);
        sql += "INSERT INTO api_key (id, hash, label, name, organization_id, workspace_id, "
               "created_us) VALUES ("
            + std::to_string(i + 1) + ", 'hash-" + n + "', 'sk-tp-v1-...', 'key " + n + "', 1, "
            + std::to_string(1 + i % 10) + ", 0);";
    }
    for (int i = 0; i < SampleRows::providers; ++i) {
        const std::string n = std::to_string(i);
        sql += "INSERT INTO provider (id, slug, name, format, base_url, created_us) VALUES ("
            + std::to_string(i + 1) + ", 'provider-" + n + "', 'P', 1, 'http://127.0.0.1/v1', 0);";
    }
    for (int i = 0; i < SampleRows::models; ++i) {
        const std::string slug = "author/model-" + std::to_string(i);
        sql += "INSERT INTO model (id, slug, canonical_slug, name, created_us) VALUES ("
            + std::to_string(i + 1) + ", '" + slug + "', '" + slug + "', 'M', 0);";
    }
    const WriteGate gate;
    need(database.execute(("BEGIN;" + sql + "COMMIT").c_str()));
}

/// Rows and rollups by the ledger's own batch; only the disk's promises are left out.
void build(const QString &folder, std::int64_t count)
{
    QDir(folder).removeRecursively();
    const SystemClock clock;
    const std::int64_t startUs = (dayOf(clock.nowUs()) + 1 - days) * dayUs;
    LedgerOptions options;
    options.folder = folder;
    options.journals = 0;
    const auto ledger = need(Ledger::open(options, clock));
    const auto database = need(Database::open(ledger->path(), Database::Access::Writer));
    need(database->execute("PRAGMA synchronous=OFF"));
    addNames(*database);
    const auto batch = need(LedgerBatch::open(*database, clock));
    SampleRows rows(7, SampleRows::UpstreamIds::Growing);
    for (std::int64_t i = 0; i < count; ++i) {
        const std::int64_t at = startUs
            + static_cast<std::int64_t>(static_cast<double>(i) * static_cast<double>(days * dayUs)
                                        / static_cast<double>(count));
        need(batch->add(rows.next(at)));
        if (batch->rows() == rowsPerCommit || i + 1 == count) {
            need(batch->commit());
            if (database->walPages() > 16'384)
                need(database->checkpoint(false));
        }
    }
    need(database->checkpoint(true));
}

constexpr char lastDaySql[] = "SELECT day FROM generation ORDER BY id DESC LIMIT 1";

/// False for a ledger of another schema or of long ago, too.
bool isBuilt(const QString &file, std::int64_t count)
{
    if (!QFile::exists(file))
        return false;
    const auto database = Database::open(file, Database::Access::ReadOnly);
    if (!database)
        return false;
    const SystemClock clock;
    Migrator migrator(**database, clock);
    const auto version = migrator.version();
    if (!migrator.check() || !version || *version != migrator.newest())
        return false;
    const auto found = (*database)->integer("SELECT MAX(id) FROM generation");
    const auto owners = (*database)->integer("SELECT COUNT(*) FROM membership");
    if (!found || *found != count || !owners || *owners != 1)
        return false;
    const auto lastDay = (*database)->integer(lastDaySql);
    const std::int64_t today = dayOf(clock.nowUs());
    return lastDay && *lastDay <= today && *lastDay > today - usableDays;
}

struct Query
{
    const char *name;
    int targetMs;
    std::function<qsizetype(Session &)> run; ///< The rows it gave.
};

std::vector<Query> queries(std::int64_t lastDay)
{
    const std::int64_t lastHour = lastDay * 24 + 23;
    const auto totals = [=](Dimension by, std::int64_t past) {
        const ActivityRange range{.fromDay = static_cast<std::int32_t>(lastDay - past + 1),
                                  .toDay = static_cast<std::int32_t>(lastDay)};
        return [=](Session &session) {
            return need(ActivityRepository::totals(session, by, range)).size();
        };
    };
    const auto cells = [=](Step step, QList<Dimension> by, std::int64_t past,
                           std::optional<ActivityCut::Filter> filter = {}) {
        const ActivityCut cut{.step = step,
                              .by = std::move(by),
                              .filter = filter,
                              .from
                              = step == Step::Hour ? lastHour - past * 24 + 1 : lastDay - past + 1,
                              .to = step == Step::Hour ? lastHour : lastDay};
        return
            [=](Session &session) { return need(ActivityRepository::cells(session, cut)).size(); };
    };
    constexpr ActivityCut::Filter busyKey{Dimension::Key, 5};
    constexpr ActivityCut::Filter oneModel{Dimension::Model, 8};
    constexpr ActivityCut::Filter oneProvider{Dimension::Provider, 3};
    return {
        {"one: totals by model, 90 days", 50, totals(Dimension::Model, 90)},
        {"one: totals by key, 90 days", 50, totals(Dimension::Key, 90)},
        {"one: day x model, 90 days", 50, cells(Step::Day, {Dimension::Model}, 90)},
        {"one: day x provider, 90 days", 50, cells(Step::Day, {Dimension::Provider}, 90)},
        {"one: by key, 90 days", 50, cells(Step::Whole, {Dimension::Key}, 90)},
        {"one filter: day x model of a key, 90 days", 50,
         cells(Step::Day, {Dimension::Model}, 90, busyKey)},
        {"one filter: by key of a model, 90 days", 50,
         cells(Step::Whole, {Dimension::Key}, 90, oneModel)},
        {"one filter: by model of a provider, 90 days", 50,
         cells(Step::Whole, {Dimension::Model}, 90, oneProvider)},
        {"two: key x model, 30 days", 100,
         cells(Step::Whole, {Dimension::Key, Dimension::Model}, 30)},
        {"two: day x model x provider, 30 days", 100,
         cells(Step::Day, {Dimension::Model, Dimension::Provider}, 30)},
        {"hourly: all, 14 days", 100, cells(Step::Hour, {}, 14)},
        {"hourly: hour x model, 14 days", 100, cells(Step::Hour, {Dimension::Model}, 14)},
        {"hourly: hour x model of a key, 14 days", 100,
         cells(Step::Hour, {Dimension::Model}, 14, busyKey)},
        {"two years: by day", 300, totals(Dimension::Day, days)},
        {"two years: day x model", 300, cells(Step::Day, {Dimension::Model}, days)},
        {"two years: totals by key", 300, totals(Dimension::Key, days)},
        {"two years: day x model of a key", 300,
         cells(Step::Day, {Dimension::Model}, days, busyKey)},
    };
}

double oneRunMs(Session &session, const Query &query, qsizetype &rows)
{
    const SystemClock clock;
    const std::int64_t start = clock.steadyNs();
    rows = query.run(session);
    return static_cast<double>(clock.steadyNs() - start) / 1e6;
}

void measure(const QString &file, int rounds)
{
    const auto database = need(Database::open(file, Database::Access::ReadOnly));
    const std::int64_t lastDay = need(database->integer(lastDaySql));
    const auto session = need(Session::open(file, Session::Access::ReadOnly));
    const char *comma = "";
    for (const Query &query : queries(lastDay)) {
        qsizetype rows = 0;
        const double firstMs = oneRunMs(*session, query, rows);
        std::vector<double> ms;
        for (int i = 0; i < rounds; ++i)
            ms.push_back(oneRunMs(*session, query, rows));
        std::sort(ms.begin(), ms.end());
        std::printf("%s\n{\"name\":\"%s\",\"target_ms\":%d,\"rows\":%lld,\"first_ms\":%.3f,"
                    "\"median_ms\":%.3f,\"min_ms\":%.3f,\"max_ms\":%.3f}",
                    comma, query.name, query.targetMs, static_cast<long long>(rows), firstMs,
                    ms[ms.size() / 2], ms.front(), ms.back());
        comma = ",";
    }
}

int run(const QString &folder, std::int64_t count, int rounds)
{
    const QString file = folder + QStringLiteral("/ledger.sqlite");
    const SystemClock clock;
    const std::int64_t start = clock.steadyNs();
    const bool isCached = isBuilt(file, count);
    if (!isCached)
        build(folder, count);
    std::printf("{\"rows\":%lld,\"built_seconds\":%.1f,\"bytes\":%lld,\"queries\":[",
                static_cast<long long>(count),
                isCached ? 0.0 : static_cast<double>(clock.steadyNs() - start) / 1e9,
                static_cast<long long>(QFileInfo(file).size()));
    measure(file, rounds);
    std::puts("]}");
    return 0;
}

} // namespace
} // namespace turnpike::bench

int main(int argc, char **argv)
{
    const QCoreApplication application(argc, argv);
    if (argc != 4 || std::atoll(argv[2]) < 1 || std::atoi(argv[3]) < 1) {
        std::fputs("usage: bench_activity FOLDER ROWS ROUNDS\n", stderr);
        return 2;
    }
    return turnpike::bench::run(QString::fromLocal8Bit(argv[1]), std::atoll(argv[2]),
                                std::atoi(argv[3]));
}
