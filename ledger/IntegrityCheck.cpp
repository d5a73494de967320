// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/IntegrityCheck.h"

#include <string>
#include <sys/resource.h>
#include <unistd.h>
#include <utility>
#include <vector>

using namespace Qt::Literals::StringLiterals;

namespace turnpike {

namespace {

constexpr int checkNiceness = 15;

} // namespace

bool isWhole(Database &database)
{
    const auto verdict = database.text("PRAGMA quick_check(1)");
    return verdict && *verdict == u"ok";
}

Result<std::unique_ptr<IntegrityCheck>> IntegrityCheck::start(const QString &path,
                                                              std::function<void()> onDamage)
{
    TRY_ASSIGN(auto database, Database::open(path, Database::Access::ReadOnly));
    // Every page is read once: mapped, they would all count as this process's memory.
    TRY(database->execute("PRAGMA mmap_size=0"));
    return std::unique_ptr<IntegrityCheck>(
        new IntegrityCheck(std::move(database), std::move(onDamage)));
}

IntegrityCheck::IntegrityCheck(std::unique_ptr<Database> database, std::function<void()> onDamage)
    : m_database(std::move(database))
    , m_onDamage(std::move(onDamage))
    , m_thread([this] { run(); })
{}

IntegrityCheck::~IntegrityCheck()
{
    m_isEnding = true;
    m_database->interrupt();
    m_thread.join();
}

void IntegrityCheck::run()
{
    // What somebody waits for goes first; where this is refused it only takes its turn with it.
    ::setpriority(PRIO_PROCESS, static_cast<id_t>(::gettid()), checkNiceness);
    const Integrity found = look();
    m_state = found;
    if (found == Integrity::Damaged)
        m_onDamage();
}

Integrity IntegrityCheck::look()
{
    std::vector<QString> tables;
    {
        auto rows = m_database->prepare("SELECT name FROM sqlite_schema WHERE type = 'table'");
        while (rows) {
            const auto hasRow = rows->step();
            if (!hasRow)
                return m_isEnding ? Integrity::Unknown : Integrity::Damaged;
            if (!*hasRow)
                break;
            const std::string_view name = rows->text(0);
            tables.push_back(QString::fromUtf8(name.data(), static_cast<qsizetype>(name.size())));
        }
    }
    for (const QString &table : tables) {
        const QString sql = u"PRAGMA quick_check('"_s + table + u"')"_s;
        const auto verdict = m_database->text(sql.toStdString());
        if (m_isEnding)
            return Integrity::Unknown;
        if (!verdict || *verdict != u"ok")
            return Integrity::Damaged;
    }
    return tables.empty() ? Integrity::Damaged : Integrity::Whole;
}

} // namespace turnpike
