// SPDX-License-Identifier: GPL-3.0-or-later
// Looks for damage in a ledger file while it is already in use.
#pragma once

#include "core/Result.h"
#include "ledger/sqlite/Database.h"

#include <QString>

#include <atomic>
#include <functional>
#include <memory>
#include <thread>

namespace turnpike {

/// Whether a ledger file is whole, as far as is known.
enum class Integrity : std::uint8_t {
    Unknown, ///< Still being read, or the reading was given up.
    Whole,
    Damaged,
};

/// Reads the whole file on a thread of its own, table after table, so that no snapshot holds the
/// write-ahead log longer than its table takes. Destruction gives the rest up.
class IntegrityCheck
{
public:
    /// `onDamage` is called on the thread of this, at most once. Errors: those of Database::open.
    static Result<std::unique_ptr<IntegrityCheck>> start(const QString &path,
                                                         std::function<void()> onDamage);
    ~IntegrityCheck();
    IntegrityCheck(const IntegrityCheck &) = delete;
    IntegrityCheck &operator=(const IntegrityCheck &) = delete;

    Integrity state() const { return m_state; }

private:
    IntegrityCheck(std::unique_ptr<Database> database, std::function<void()> onDamage);
    void run();
    Integrity look();

    std::unique_ptr<Database> m_database;
    std::function<void()> m_onDamage;
    std::atomic<Integrity> m_state{Integrity::Unknown};
    std::atomic<bool> m_isEnding{false};
    std::thread m_thread;
};

/// The same at once, on this thread. False for a file that is damaged or cannot be read.
bool isWhole(Database &database);

} // namespace turnpike
