// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/Verify.h"

#include "core/Organization.h"
#include "core/Window.h"
#include "ledger/AuditChain.h"
#include "ledger/LedgerCells.h"
#include "ledger/LedgerMeta.h"
#include "ledger/journal/JournalFolder.h"
#include "ledger/journal/JournalReader.h"
#include "ledger/sqlite/Database.h"

#include <algorithm>
#include <array>
#include <limits>
#include <map>
#include <optional>
#include <unordered_map>

using namespace Qt::Literals::StringLiterals;

namespace turnpike {

namespace {

constexpr std::string_view generationsOfDay
    = "SELECT g.id, g.admitted_us, g.organization_id, g.workspace_id, g.key_id, g.model_id, "
      "g.provider_id, g.app_id, g.flags, g.state, g.request_count, g.prompt_tokens, "
      "g.completion_tokens, g.cache_read_tokens, g.cache_write_tokens, g.cache_write_1h_tokens, "
      "g.reasoning_tokens, g.cost_nusd, g.counted_nusd, g.lost_nusd, g.first_token_us, "
      "g.total_us, g.scope_set_id, g.prompt_cost_nusd, g.completion_cost_nusd "
      "FROM generation g JOIN generation_day d ON g.id BETWEEN d.first_row AND d.last_row "
      "WHERE d.day = ? AND g.day = d.day";

/// Checks day by day, so that memory holds the cells of one day, the longer windows and the weeks.
class Verifier
{
public:
    explicit Verifier(Database &database)
        : m_database(database)
    {}

    Result<> days();
    Result<> weeks();
    Result<> longWindows();
    Result<> references();
    Result<> auditChain();
    VerifyReport &report() { return m_report; }

private:
    Result<> day(std::int64_t day);
    Result<> sumDay(std::int64_t day);
    Result<> rollupsOfDay(std::int64_t day);
    Result<bool> agrees(const RollupTable &table, Statement &row, const CellTable &expected);
    Result<> windowsOfDay(std::int64_t day);
    Result<> chargesOfDay(std::int64_t day);
    Result<> strayDays();
    Result<bool> readScopeSet(std::int64_t id, CellSource &source);
    Result<> nothingFrom(std::string_view sql, const QString &finding);
    void find(const QString &check, const QString &what);

    Database &m_database;
    VerifyReport m_report;
    LedgerCells m_cells;
    CellTable m_longWindows;
    std::array<CellTable, rollupCount> m_weeks; ///< Of the tables by week; the others are empty.
    std::map<std::int64_t, std::int64_t> m_dayWindows; ///< Rows by day.
    std::map<std::int64_t, bool> m_days; ///< That have generations.
    std::unordered_map<std::int64_t, std::string> m_scopeSets;
    std::map<QString, bool> m_found; ///< Checks that have named a row.
};

QString number(std::int64_t value)
{
    return QString::number(value);
}

QString latin1(std::string_view text)
{
    return QString::fromLatin1(text.data(), static_cast<qsizetype>(text.size()));
}

void Verifier::find(const QString &check, const QString &what)
{
    if (m_found.try_emplace(check, true).second)
        m_report.findings.append(check + u": "_s + what);
}

Result<bool> Verifier::readScopeSet(std::int64_t id, CellSource &source)
{
    auto found = m_scopeSets.find(id);
    if (found == m_scopeSets.end()) {
        TRY_ASSIGN(Statement row, m_database.prepare("SELECT scopes FROM scope_set WHERE id = ?"));
        row.bind(1, id);
        TRY_ASSIGN(const bool hasRow, row.step());
        if (!hasRow)
            return false;
        found = m_scopeSets.emplace(id, row.text(0)).first;
    }
    return readScopes(found->second, source.scopes, source.scopeCount);
}

Result<> Verifier::sumDay(std::int64_t day)
{
    TRY_ASSIGN(Statement row, m_database.prepare(generationsOfDay));
    row.bind(1, day);
    for (;;) {
        TRY_ASSIGN(const bool hasRow, row.step());
        if (!hasRow)
            return {};
        ++m_report.generations;
        CellSource s;
        s.admittedUs = row.integer(1);
        s.organization = row.integer(2);
        s.workspace = row.integer(3);
        s.key = row.integer(4);
        s.model = row.integer(5);
        s.provider = row.integer(6);
        s.app = row.integer(7);
        s.flags = static_cast<std::uint32_t>(row.integer(8));
        s.state = static_cast<GenerationState>(row.integer(9));
        s.count = static_cast<std::uint32_t>(row.integer(10));
        s.usage.prompt = row.integer(11);
        s.usage.completion = row.integer(12);
        s.usage.cacheRead = row.integer(13);
        s.usage.cacheWrite = row.integer(14);
        s.usage.cacheWrite1h = row.integer(15);
        s.usage.reasoning = row.integer(16);
        s.cost = {row.integer(17)};
        s.counted = {row.integer(18)};
        s.lost = {row.integer(19)};
        s.firstTokenUs = row.integer(20);
        s.totalUs = row.integer(21);
        if (dayOf(s.admittedUs) != day)
            find(u"day"_s,
                 u"generation "_s + number(row.integer(0))
                     + u" is filed under a day that is not that of its admission"_s);
        if (const std::int64_t set = row.integer(22); set != 0) {
            TRY_ASSIGN(const bool isGood, readScopeSet(set, s));
            if (!isGood)
                find(u"scope set"_s,
                     u"generation "_s + number(row.integer(0))
                         + u" names scopes that cannot be read"_s);
        }
        m_cells.add(s);
    }
}

Result<> Verifier::days()
{
    {
        TRY_ASSIGN(Statement row,
                   m_database.prepare("SELECT window_key, COUNT(*) FROM limit_window "
                                      "WHERE window_kind = 1 GROUP BY window_key"));
        for (;;) {
            TRY_ASSIGN(const bool hasRow, row.step());
            if (!hasRow)
                break;
            m_dayWindows[row.integer(0)] = row.integer(1);
        }
    }
    TRY_ASSIGN(Statement next,
               m_database.prepare("SELECT MIN(day) FROM generation_day WHERE day > ?"));
    std::int64_t last = std::numeric_limits<std::int64_t>::min();
    for (;;) {
        next.bind(1, last);
        TRY_ASSIGN([[maybe_unused]] const bool hasRow, next.step());
        if (next.isNull(0))
            break;
        last = next.integer(0);
        next.reset();
        m_days[last] = true;
        TRY(day(last));
    }
    TRY(nothingFrom("SELECT g.id FROM generation g LEFT JOIN generation_day d ON d.day = g.day "
                    "WHERE d.day IS NULL OR g.id NOT BETWEEN d.first_row AND d.last_row "
                    "ORDER BY g.id LIMIT 1",
                    u"day: a generation lies outside the rows of its day"_s));
    return strayDays();
}

Result<> Verifier::day(std::int64_t day)
{
    m_cells.clear();
    TRY(sumDay(day));
    m_cells.spread();
    TRY(rollupsOfDay(day));
    TRY(windowsOfDay(day));
    return chargesOfDay(day);
}

/// Reads a key and its sums; the columns are those of the rollup tables.
CellTable::Cell readCell(const Statement &row, std::size_t keyParts)
{
    CellTable::Cell cell;
    int column = 0;
    for (std::size_t i = 0; i < keyParts; ++i)
        cell.key[i] = row.integer(column++);
    for (std::int64_t &sum : cell.sums)
        sum = row.integer(column++);
    return cell;
}

QString cellText(const RollupTable &table, const CellKey &key)
{
    QString text = latin1(table.name);
    for (std::size_t i = 0; i < table.keyCount(); ++i)
        text += u' ' + latin1(table.keyColumn(i)) + u'=' + number(key[i]);
    return text;
}

std::string selectCells(const RollupTable &table)
{
    std::string sql = "SELECT ";
    for (std::size_t k = 0; k < table.keyCount(); ++k)
        sql += std::string(table.keyColumn(k)) + ", ";
    for (std::size_t k = 0; k < sumCount; ++k)
        sql += (k > 0 ? ", " : "") + std::string(sumColumns[k]);
    return sql + " FROM " + std::string(table.name);
}

Result<> Verifier::rollupsOfDay(std::int64_t day)
{
    for (std::size_t i = 0; i < rollupCount; ++i) {
        const RollupTable &table = rollupTables[i];
        if (table.step == RollupStep::Week) {
            for (const CellTable::Cell &cell : m_cells.rollup(i).cells())
                add(m_weeks[i][cell.key], cell.sums);
            continue;
        }
        const bool isHourly = table.step == RollupStep::Hour;
        TRY_ASSIGN(Statement row,
                   m_database.prepare(selectCells(table) + " WHERE "
                                      + std::string(table.keyColumn(0)) + " BETWEEN ? AND ?"));
        row.bind(1, isHourly ? day * 24 : day);
        row.bind(2, isHourly ? day * 24 + 23 : day);
        TRY_ASSIGN(const bool isWhole, agrees(table, row, m_cells.rollup(i)));
        if (!isWhole)
            find(latin1(table.name),
                 u"a cell of day "_s + number(day) + u" that has generations is missing"_s);
    }
    return {};
}

/// Names the first row that is not as expected; false when an expected one was not among them.
Result<bool> Verifier::agrees(const RollupTable &table, Statement &row, const CellTable &expected)
{
    std::size_t agreed = 0;
    for (;;) {
        TRY_ASSIGN(const bool hasRow, row.step());
        if (!hasRow)
            return agreed >= expected.cells().size();
        const CellTable::Cell cell = readCell(row, table.keyCount());
        const Sums *sums = expected.find(cell.key);
        if (sums != nullptr && *sums == cell.sums)
            ++agreed;
        else
            find(latin1(table.name),
                 cellText(table, cell.key) + u" is not the sum of its generations"_s);
    }
}

Result<> Verifier::weeks()
{
    for (std::size_t i = 0; i < rollupCount; ++i) {
        const RollupTable &table = rollupTables[i];
        if (table.step != RollupStep::Week)
            continue;
        TRY_ASSIGN(Statement row, m_database.prepare(selectCells(table)));
        TRY_ASSIGN(const bool isWhole, agrees(table, row, m_weeks[i]));
        if (!isWhole)
            find(latin1(table.name), u"a week that has generations is missing"_s);
    }
    return {};
}

QString windowText(const CellKey &key)
{
    return u"scope kind "_s + number(key[0]) + u", owner "_s + number(key[1]) + u", window "_s
        + number(key[2]) + u", key "_s + number(key[3]);
}

Result<> Verifier::windowsOfDay(std::int64_t day)
{
    TRY_ASSIGN(Statement row,
               m_database.prepare("SELECT spent_nusd FROM limit_window "
                                  "WHERE scope_kind = ? AND owner = ? "
                                  "AND window_kind = ? AND window_key = ?"));
    std::int64_t expected = 0;
    for (const CellTable::Cell &cell : m_cells.limitWindows().cells()) {
        if (cell.key[2] != static_cast<std::int64_t>(Window::Day)) {
            m_longWindows[cell.key][0] += cell.sums[0];
            continue;
        }
        ++expected;
        for (int part = 0; part < 4; ++part)
            row.bind(part + 1, cell.key[static_cast<std::size_t>(part)]);
        TRY_ASSIGN(const bool hasRow, row.step());
        if (!hasRow || row.integer(0) != cell.sums[0])
            find(u"limit_window"_s, windowText(cell.key) + u" is not the sum of its generations"_s);
        row.reset();
    }
    if (expected != m_dayWindows[day])
        find(u"limit_window"_s,
             u"day "_s + number(day) + u" has a row that no generation explains"_s);
    return {};
}

Result<> Verifier::longWindows()
{
    TRY_ASSIGN(Statement row,
               m_database.prepare("SELECT scope_kind, owner, window_kind, window_key, spent_nusd "
                                  "FROM limit_window WHERE window_kind <> 1"));
    std::size_t agreed = 0;
    for (;;) {
        TRY_ASSIGN(const bool hasRow, row.step());
        if (!hasRow)
            break;
        const CellKey key{row.integer(0), row.integer(1), row.integer(2), row.integer(3)};
        const Sums *expected = m_longWindows.find(key);
        if (expected != nullptr && (*expected)[0] == row.integer(4))
            ++agreed;
        else
            find(u"limit_window"_s, windowText(key) + u" is not the sum of its generations"_s);
    }
    if (agreed < m_longWindows.cells().size())
        find(u"limit_window"_s, u"a window that has generations is missing"_s);
    return {};
}

Result<> Verifier::chargesOfDay(std::int64_t day)
{
    TRY_ASSIGN(Statement row,
               m_database.prepare("SELECT id, organization_id, kind, amount_nusd "
                                  "FROM credit_entry WHERE day = ?"));
    row.bind(1, day);
    std::size_t agreed = 0;
    for (;;) {
        TRY_ASSIGN(const bool hasRow, row.step());
        if (!hasRow)
            break;
        const Sums *expected = m_cells.charges().find({row.integer(1), day});
        if (expected != nullptr && (*expected)[0] == -row.integer(3))
            ++agreed;
        else
            find(u"credit_entry"_s,
                 u"entry "_s + number(row.integer(0))
                     + u" is not what the generations of its day cost"_s);
    }
    if (agreed < m_cells.charges().cells().size())
        find(u"credit_entry"_s, u"a charge of day "_s + number(day) + u" is missing"_s);
    return {};
}

Result<> Verifier::strayDays()
{
    for (const auto &[day, rows] : m_dayWindows) {
        if (rows > 0 && !m_days.contains(day))
            find(u"limit_window"_s, u"day "_s + number(day) + u" has no generation"_s);
    }
    std::vector<std::pair<QString, std::string>> sources{
        {u"credit_entry"_s, "SELECT DISTINCT day FROM credit_entry WHERE day IS NOT NULL"}};
    for (std::size_t i = 0; i < rollupCount; ++i) {
        const RollupTable &table = rollupTables[i];
        if (table.step == RollupStep::Week)
            continue; // weeks() reads every row.
        const bool isHourly = table.step == RollupStep::Hour;
        sources.emplace_back(latin1(table.name),
                             "SELECT DISTINCT " + std::string(table.keyColumn(0))
                                 + (isHourly ? " / 24" : "") + " FROM " + std::string(table.name));
    }
    for (const auto &[name, sql] : sources) {
        TRY_ASSIGN(Statement row, m_database.prepare(sql));
        for (;;) {
            TRY_ASSIGN(const bool hasRow, row.step());
            if (!hasRow)
                break;
            if (!m_days.contains(row.integer(0)))
                find(name, u"day "_s + number(row.integer(0)) + u" has no generation"_s);
        }
    }
    return {};
}

Result<> Verifier::nothingFrom(std::string_view sql, const QString &finding)
{
    TRY_ASSIGN(Statement row, m_database.prepare(sql));
    TRY_ASSIGN(const bool hasRow, row.step());
    if (hasRow)
        m_report.findings.append(finding + u" (row "_s + number(row.integer(0)) + u")"_s);
    return {};
}

Result<> Verifier::references()
{
    TRY(nothingFrom("SELECT a.generation_id FROM attempt a LEFT JOIN generation g "
                    "ON g.id = a.generation_id WHERE g.id IS NULL LIMIT 1",
                    u"attempt: its generation does not exist"_s));
    TRY(nothingFrom("SELECT g.id FROM generation g WHERE g.attempt_count > 1 AND NOT EXISTS "
                    "(SELECT 1 FROM attempt a WHERE a.generation_id = g.id) LIMIT 1",
                    u"attempt: a generation with several attempts has none"_s));
    TRY(nothingFrom("SELECT g.id FROM generation g LEFT JOIN trail t ON t.id = g.trail_id "
                    "WHERE g.trail_id <> 0 AND t.id IS NULL LIMIT 1",
                    u"trail: a generation names one that does not exist"_s));
    TRY(nothingFrom("SELECT g.id FROM generation g LEFT JOIN price_sheet p "
                    "ON p.id = g.price_sheet_id WHERE g.price_sheet_id <> 0 AND p.id IS NULL "
                    "LIMIT 1",
                    u"price_sheet: a generation names one that does not exist"_s));
    return {};
}

Result<> Verifier::auditChain()
{
    TRY_ASSIGN(Statement row,
               m_database.prepare("SELECT id, at_us, actor, action, subject, before_json, "
                                  "after_json, prev_hash, hash FROM audit_event ORDER BY id"));
    std::string previous(auditChainStart);
    for (;;) {
        TRY_ASSIGN(const bool hasRow, row.step());
        if (!hasRow)
            break;
        ++m_report.auditEvents;
        const AuditFields fields{.id = row.integer(0),
                                 .atUs = row.integer(1),
                                 .actor = row.text(2),
                                 .action = row.text(3),
                                 .subject = row.text(4),
                                 .before = row.text(5),
                                 .after = row.text(6),
                                 .previousHash = row.text(7)};
        const std::string_view hash = row.text(8);
        if (fields.previousHash != previous)
            find(u"audit_event"_s,
                 u"event "_s + number(fields.id) + u" does not follow the one before it"_s);
        if (auditHash(fields) != hash)
            find(u"audit_event"_s, u"event "_s + number(fields.id) + u" was changed"_s);
        previous = hash;
    }
    if (m_report.auditEvents > 0)
        m_report.auditHead = latin1(previous);
    return {};
}

/// What the journals hold, against the rows.
class JournalVerifier
{
public:
    explicit JournalVerifier(Database &database)
        : m_database(database)
    {}

    Result<> run(const QString &folderPath, VerifyReport &report);

private:
    struct Settled
    {
        GenerationId id;
        Money cost;
        Money counted;
        bool isUnpriced = false;
    };

    Result<> compare(const std::vector<Settled> &settled, VerifyReport &report);

    Database &m_database;
};

Result<> JournalVerifier::run(const QString &folderPath, VerifyReport &report)
{
    TRY_ASSIGN(const LedgerIdentity ledger, readIdentity(m_database));
    JournalFolder folder = JournalFolder::forReading(folderPath, ledger);
    std::vector<Settled> settled;
    GenerationRecord generation;
    TRY_ASSIGN(const JournalScan scan,
               scanJournals(folder, OnDamage::Leave, [&](const RecordView &record) -> Result<bool> {
                   if (record.type != RecordType::Settle)
                       return true;
                   if (!decodeGeneration(record, generation))
                       return false;
                   settled.push_back({generation.id, generation.cost, generation.counted,
                                      generation.has(GenerationFlag::Unpriced)});
                   return true;
               }));
    if (scan.damagedJournals > 0)
        report.findings.append(u"journal: "_s + number(scan.damagedJournals)
                               + u" of the journals hold bytes that are no records"_s);
    return compare(settled, report);
}

Result<> JournalVerifier::compare(const std::vector<Settled> &settled, VerifyReport &report)
{
    TRY_ASSIGN(Statement row,
               m_database.prepare("SELECT cost_nusd, counted_nusd FROM generation "
                                  "WHERE gen_id = ?"));
    for (const Settled &expected : settled) {
        row.bindText(1, expected.id.view());
        TRY_ASSIGN(const bool hasRow, row.step());
        const QString name = latin1(expected.id.view());
        if (!hasRow)
            ++report.waitingInJournal;
        else if (expected.isUnpriced)
            ; // It may have got its price since.
        else if (row.integer(0) != expected.cost.nanoUsd
                 || row.integer(1) != expected.counted.nanoUsd)
            report.findings.append(u"journal: generation "_s + name
                                   + u" cost something else than its row says"_s);
        row.reset();
    }
    return {};
}

} // namespace

Result<VerifyReport> verifyLedger(Database &database, const QString &journalFolder)
{
    VerifyReport report;
    TRY(database.execute("BEGIN"));
    Verifier verifier(database);
    Result<> done = verifier.days();
    if (done)
        done = verifier.weeks();
    if (done)
        done = verifier.longWindows();
    if (done)
        done = verifier.references();
    if (done)
        done = verifier.auditChain();
    TRY(database.execute("COMMIT"));
    TRY(done);
    report = std::move(verifier.report());
    if (!journalFolder.isEmpty())
        TRY(JournalVerifier(database).run(journalFolder, report));
    return report;
}

} // namespace turnpike
