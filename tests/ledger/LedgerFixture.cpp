// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ledger/LedgerFixture.h"

#include "core/Price.h"
#include "core/ports/Journal.h"
#include "core/ports/SlotRegistry.h"
#include "ledger/LedgerCells.h"
#include "ledger/Verify.h"
#include "ledger/sqlite/Database.h"
#include "ledger/sqlite/WriteGate.h"

#include <QTest>

#include <algorithm>
#include <sqlite3.h>

using namespace Qt::Literals::StringLiterals;

namespace turnpike::test {

namespace {

std::unique_ptr<Database> openDatabase(const QString &path)
{
    auto database = Database::open(path, Database::Access::ReadWrite);
    if (!database)
        qFatal("%s", qUtf8Printable(database.error().message));
    return std::move(*database);
}

std::string sheetJson(std::int64_t factor)
{
    PriceSheet sheet;
    constexpr FemtoUsd femtoPerNano = 1'000'000;
    sheet.prices[static_cast<std::size_t>(PriceUnit::Prompt)] = factor * promptNusd * femtoPerNano;
    sheet.prices[static_cast<std::size_t>(PriceUnit::Completion)]
        = factor * completionNusd * femtoPerNano;
    return toJson(sheet);
}

constexpr char seedSql[]
    = "INSERT INTO organization VALUES (1, 'org_1', 'Org', 1, 0, NULL);"
      "INSERT INTO person VALUES (1, 'user_1', 'Ada', 'ada@example.org', 0, NULL);"
      "INSERT INTO membership VALUES (1, 1, 'admin', 0);"
      "INSERT INTO workspace VALUES (1, 'uuid-1', 1, 'Default', 'default', 1, 0, NULL);"
      "INSERT INTO api_key (id, hash, label, name, organization_id, workspace_id, person_id, "
      "created_us) VALUES (1, 'h1', 'sk-tp-v1-abc...xyz', 'ci', 1, 1, 1, 0);"
      "INSERT INTO provider (id, slug, name, format, base_url, created_us) "
      "VALUES (1, 'fake', 'Fake', 1, 'http://127.0.0.1:1/v1', 0);"
      "INSERT INTO model (id, slug, canonical_slug, name, created_us) "
      "VALUES (1, 'a/b', 'a/b', 'B', 0);"
      "INSERT INTO endpoint (id, model_id, provider_id, upstream_model, variant, tag, "
      "price_sheet_id, created_us) VALUES (1, 1, 1, 'b', '', 'fake', 1, 0),"
      "(2, 1, 1, 'b', 'dear', 'fake/dear', 2, 0);"
      "INSERT INTO credit_entry (organization_id, kind, amount_nusd, created_us) "
      "VALUES (1, 1, 1000000000000, 0);";

} // namespace

LedgerOptions ownerOptions(const QString &folder)
{
    LedgerOptions options;
    options.folder = folder;
    options.segmentBytes = 1; // Raised to the least.
    options.writer.commitInterval = std::chrono::milliseconds(5);
    return options;
}

std::unique_ptr<Ledger> openLedger(const LedgerOptions &options, const Clock &clock)
{
    auto ledger = Ledger::open(options, clock);
    if (!ledger)
        qFatal("%s", qUtf8Printable(ledger.error().message));
    return std::move(*ledger);
}

std::unique_ptr<Ledger> openLedger(const QString &folder, const Clock &clock)
{
    return openLedger(ownerOptions(folder), clock);
}

void execute(const QString &ledgerPath, const char *sql)
{
    const auto database = openDatabase(ledgerPath);
    const WriteGate gate;
    const auto done = database->execute(sql);
    if (!done)
        qFatal("%s: %s", sql, qUtf8Printable(done.error().message));
}

void seed(const QString &ledgerPath)
{
    execute(ledgerPath, seedSql);
    const std::string sheets = "INSERT INTO price_sheet VALUES (1, 1, 1, '" + sheetJson(1)
        + "', 'test', 0),"
          "(2, 2, 1, '"
        + sheetJson(2) + "', 'test', 0)";
    execute(ledgerPath, sheets.c_str());
}

QStringList rows(const QString &ledgerPath, const char *sql)
{
    // A handle of its own: a row's column count is not for the product's Statement to know.
    sqlite3 *handle = nullptr;
    if (sqlite3_open_v2(ledgerPath.toUtf8().constData(), &handle, SQLITE_OPEN_READWRITE, nullptr)
        != SQLITE_OK)
        qFatal("cannot open the ledger");
    sqlite3_db_config(handle, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
    sqlite3_busy_timeout(handle, 5000);
    sqlite3_stmt *statement = nullptr;
    if (sqlite3_prepare_v2(handle, sql, -1, &statement, nullptr) != SQLITE_OK)
        qFatal("%s: %s", sql, sqlite3_errmsg(handle));
    QStringList texts;
    while (sqlite3_step(statement) == SQLITE_ROW) {
        QStringList columns;
        for (int i = 0; i < sqlite3_column_count(statement); ++i) {
            const auto *text = reinterpret_cast<const char *>(sqlite3_column_text(statement, i));
            columns.append(text == nullptr ? u"-"_s : QString::fromUtf8(text));
        }
        texts.append(columns.join(u'|'));
    }
    sqlite3_finalize(statement);
    sqlite3_close(handle);
    return texts;
}

std::int64_t integer(const QString &ledgerPath, const char *sql)
{
    return rows(ledgerPath, sql).value(0).toLongLong();
}

QString dump(const QString &ledgerPath)
{
    QStringList lines = rows(ledgerPath,
                             "SELECT 'generation', g.*, l.text FROM generation g "
                             "LEFT JOIN label l ON l.id = g.requested_model_id "
                             "ORDER BY g.gen_id");
    for (QString &line : lines) {
        // The row id depends on the order of the threads.
        line.replace(0, line.indexOf(u"gen-"_s), u"generation|"_s);
    }
    lines += rows(ledgerPath,
                  "SELECT 'attempt', g.gen_id, a.number, a.endpoint_id, a.outcome, "
                  "a.status, a.held_nusd, a.lost_nusd FROM attempt a JOIN generation g "
                  "ON g.id = a.generation_id ORDER BY 2, 3");
    lines += rows(ledgerPath, "SELECT 'limit_window', * FROM limit_window ORDER BY 2, 3, 4, 5");
    lines += rows(ledgerPath,
                  "SELECT 'credit', organization_id, kind, day, amount_nusd "
                  "FROM credit_entry ORDER BY 2, 3, 4");
    for (const RollupTable &table : rollupTables) {
        const std::string name(table.name);
        lines += rows(ledgerPath,
                      ("SELECT '" + name + "', * FROM " + name + " ORDER BY 2, 3, 4, 5").c_str());
    }
    return lines.join(u'\n');
}

QStringList findings(const Ledger &ledger)
{
    auto database = Database::open(ledger.path(), Database::Access::ReadOnly);
    if (!database)
        return {database.error().message};
    const auto report = verifyLedger(**database, ledger.journalFolder());
    return report ? report->findings : QStringList{report.error().message};
}

GenerationId generationId(int number)
{
    GenerationId id;
    const QByteArray text = "gen-" + QByteArray::number(number).rightJustified(26, '0');
    std::copy(text.begin(), text.end(), id.text.begin());
    return id;
}

GenerationRecord admitted(const GenerationId &id, std::int64_t admittedUs)
{
    GenerationRecord g;
    g.id = id;
    g.admittedUs = admittedUs;
    g.organization = {seededId};
    g.workspace = {seededId};
    g.key = {seededId};
    g.person = {seededId};
    g.model = {seededId};
    g.endpoint = {seededId};
    g.provider = {seededId};
    g.priceSheet = {seededId};
    g.flags = GenerationFlag::Streamed;
    g.held = {2'000'000};
    g.scopes[0] = {ScopeKind::KeyLimit, seededId};
    g.scopes[1] = {ScopeKind::CreditPool, seededId};
    g.scopeCount = 2;
    g.requestedModel = "a/b";
    g.referer = "https://example.org";
    g.title = "Example";
    g.userAgent = "test/1";
    g.trail = R"({"candidates":["fake"]})";
    return g;
}

GenerationRecord completed(const GenerationRecord &generation)
{
    GenerationRecord g = generation;
    g.state = GenerationState::Complete;
    g.httpStatus = 200;
    g.usage.prompt = 1200;
    g.usage.completion = 300;
    g.promptCost = {1200 * promptNusd};
    g.completionCost = {300 * completionNusd};
    g.cost = g.promptCost + g.completionCost;
    g.counted = g.cost;
    g.attemptCount = 1;
    g.firstTokenUs = 120'000;
    g.totalUs = 900'000;
    g.finishReason = "stop";
    g.upstreamId = "chatcmpl-1";
    return g;
}

AttemptStart firstAttempt(const GenerationRecord &generation)
{
    return {.generation = generation.id,
            .model = generation.model,
            .endpoint = {seededId},
            .provider = {seededId},
            .priceSheet = {seededId},
            .isSimulated = generation.has(GenerationFlag::Simulated),
            .number = 1,
            .startedUs = 1000,
            .held = generation.held,
            .promptTokensEstimate = 1000,
            .milliBytesPerToken = 3000,
            .lostBefore = {},
            .previousOutcome = AttemptOutcome::Succeeded,
            .previousStatus = 0};
}

Progress progressOf(const GenerationRecord &generation, std::int64_t outputBytes)
{
    Progress progress;
    progress.generation = generation.id;
    progress.outputBytes = outputBytes;
    return progress;
}

AttemptRecord attemptAt(std::int64_t endpoint, std::uint16_t status, Money lost)
{
    AttemptRecord attempt;
    attempt.endpoint = {endpoint};
    attempt.outcome = status == 200 ? AttemptOutcome::Succeeded : AttemptOutcome::Status;
    attempt.status = status;
    attempt.lost = lost;
    return attempt;
}

std::vector<BudgetScope> scopesIn(SlotRegistry &book, Money keyLimit, BudgetMode mode)
{
    const ScopeRef key{ScopeKind::KeyLimit, seededId};
    const ScopeRef pool{ScopeKind::CreditPool, seededId};
    return {{.ref = key,
             .slot = book.slotFor(key),
             .window = Window::Day,
             .isLimited = true,
             .mode = mode,
             .limit = keyLimit},
            {.ref = pool,
             .slot = book.slotFor(pool),
             .window = Window::Lifetime,
             .isLimited = false,
             .mode = BudgetMode::Soft,
             .limit = {}}};
}

} // namespace turnpike::test
